"""Setting up and starting Firstday.

Two stages. `first.py` and what it imports run with any Python 3.8 or newer and nothing installed:
they find Python 3.13 and 3.10, install uv and fill both environments. `up.py` then takes over in
the desk environment: settings, database, model, widget, and the five processes under honcho.
Every step is skipped when the content hash of what it depends on is the one it last ran for.
"""

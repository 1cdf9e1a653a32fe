"""`make nlu`: run in the assistant's own Python, whichever Python started it."""

import importlib.util
import os
import sys
from pathlib import Path

ASSISTANT = Path(__file__).parents[2] / ".venv-assistant/bin/python"

if importlib.util.find_spec("rasa") is None:
    os.execv(ASSISTANT, [str(ASSISTANT), "-m", "bench.nlu", *sys.argv[1:]])  # noqa: S606

from bench.nlu.run import main  # noqa: E402  # Rasa is only here.

sys.exit(main())

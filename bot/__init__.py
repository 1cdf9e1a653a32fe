"""The assistant's process: the only folder that imports Rasa (Python 3.10)."""

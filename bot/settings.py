"""What the assistant needs from the environment, checked before Rasa starts."""

import os
from pathlib import Path
from typing import List

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("FIRSTDAY_HOME") or ROOT)
REQUIRED = ("ASSISTANT_SECRET", "ACTIONS_SECRET", "TRACKER_KEY")


class SettingsError(Exception):
    """A setting is missing; the text lists every problem."""


def load() -> None:
    """Read .env into the environment and quiet what must not speak.

    Raises SettingsError when a secret is missing. What the environment already holds wins.
    """
    load_dotenv(HOME / ".env")
    defaults = {
        "ASSISTANT_HOST": "127.0.0.1",
        "ASSISTANT_PORT": "5005",
        "ACTIONS_PORT": "5055",
        "TRACKER_DATABASE": "var/tracker.db",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SANIC_HOST": "127.0.0.1",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    address = os.environ["TRACKER_DATABASE"]
    if "://" not in address:
        os.environ["TRACKER_DATABASE"] = str(HOME / address)
    problems: List[str] = [f"{name} is not set" for name in REQUIRED if not os.environ.get(name)]
    if problems:
        raise SettingsError("; ".join(problems) + " (make run writes .env)")


def action_servers() -> List[str]:
    """Return the addresses in ACTIONS_URLS; none means the one on this machine."""
    return os.environ.get("ACTIONS_URLS", "").split()


def newest_model() -> Path:
    """Return the newest trained model; raise SettingsError when there is none."""
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SettingsError("models/ holds no trained assistant (make run trains one)")
    return models[-1]

"""Where things are, and the one kind of error a person is shown."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
DESK = ROOT / ".venv" / "bin" / "python"
ASSISTANT = ROOT / ".venv-assistant" / "bin" / "python"
UV = ROOT / ".venv-tools" / "bin" / "uv"

QUIET = {
    # Rasa reports usage to its maker unless told not to.
    "RASA_TELEMETRY_ENABLED": "false",
    # TensorFlow describes the processor at every start; only its errors matter here.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Rasa 3.6 stays on SQLAlchemy 1.4 and says so at every start.
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # Output reaches a log or a pipe line by line, not when a buffer is full.
    "PYTHONUNBUFFERED": "1",
}


NOT_OURS = {
    # Another environment's packages must not be found in ours.
    "VIRTUAL_ENV",
    "PYTHONHOME",
    "PYTHONPATH",
    # Some machines forbid bytecode files; without them TensorFlow is compiled at every start, and
    # a start takes three times as long.
    "PYTHONDONTWRITEBYTECODE",
}


class Problem(Exception):  # noqa: N818 - reads as what it is, and is shown as such
    """Something a person must put right; the message says what, where and how."""


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment for a child, with telemetry and chatter off."""
    outer = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return {**QUIET, **outer, **more}


def make_folders() -> None:
    """Make var/ and what lies in it; raise Problem when this folder cannot be written to."""
    try:
        for folder in (VAR, LOGS, VAR / "stamps"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = VAR / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"{VAR} cannot be written to ({error.strerror}). "
            "Put the project into a folder that belongs to you, then run this again."
        ) from None

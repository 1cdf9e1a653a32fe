"""One set-up and one running service per folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from run.paths import VAR, Problem

MESSAGES = {
    "run": "Firstday already runs from this folder (process {pid}). Stop it there with Ctrl-C.",
    "setup": "Another `make` is setting up this folder (process {pid}). Wait until it is done.",
}


def hold(name: str, var: Path = VAR) -> int:
    """Take the named lock until this process ends, also across exec; raise Problem if it is held.

    The kernel lets go of it however the process ends, so a lock never has to be cleared by hand.
    """
    held = os.open(var / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(held, 20).decode("ascii", "replace").strip() or "unknown"
        os.close(held)
        raise Problem(MESSAGES[name].format(pid=holder)) from None
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    os.set_inheritable(held, True)  # noqa: FBT003 - the standard library's own signature
    return held

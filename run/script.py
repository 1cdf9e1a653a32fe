"""The second stage of `make bench` and `make nlu`: a trained assistant, then a module."""

from __future__ import annotations

import importlib.util
import os
import sys

from run import lock, model
from run.paths import DESK, ROOT, Problem


def main(arguments: list[str]) -> None:
    """Train if needed and become `python -m MODULE ...`."""
    if not arguments:
        sys.exit("usage: python -m run script MODULE [ARGUMENT ...]")
    try:
        _prepare(arguments[0])
    except Problem as problem:
        sys.exit(f"firstday: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    os.execv(DESK, [str(DESK), "-m", *arguments])  # noqa: S606 - the desk's own Python


def exists(module: str) -> bool:
    """Say whether `python -m MODULE` would find something to run."""
    try:
        found = importlib.util.find_spec(module)
        runnable = found and (
            found.submodule_search_locations is None
            or importlib.util.find_spec(f"{module}.__main__")
        )
    except ModuleNotFoundError:
        return False
    return bool(runnable)


def _prepare(module: str) -> None:
    os.chdir(ROOT)
    if not exists(module):
        raise Problem(f"`{module}` is not part of this version; there is nothing to run.")
    held = lock.hold("setup")
    model.ensure()
    os.close(held)


if __name__ == "__main__":
    main(sys.argv[1:])

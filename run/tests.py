"""The second stage of `make test`: a trained assistant and a built widget, then pytest."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from run import lock, model, progress, widget
from run.paths import DESK, ROOT, Problem

FOLDERS = (
    "architecture",
    "unit",
    "properties",
    "security",
    "integration",
    "conversation",
    "browser",
    "faults",
)
"""Fast first: a broken rule shows in seconds, a broken conversation in minutes."""

OF_THE_ASSISTANT = "assistant"
"""Run inside the assistant's own environment by `tests/unit/test_bot_assistant_python.py`."""

NEED_THE_SYSTEM = {"conversation", "browser", "faults", "security"}


WORKERS = ("-n", str(min(2, os.cpu_count() or 1)))
"""How many run the whole suite at once; each starts an assistant of its own (0.8 GB)."""


def main(arguments: list[str]) -> None:
    """Prepare what the chosen tests need and become pytest; without a path, run all folders."""
    named = any((ROOT / word.split("::")[0]).exists() for word in arguments)
    chosen = arguments if named else [*WORKERS, *arguments, *present()]
    try:
        _prepare(chosen)
    except Problem as problem:
        sys.exit(f"firstday: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    os.execv(DESK, [str(DESK), "-m", "pytest", *chosen])  # noqa: S606 - the desk's own Python


def present() -> list[str]:
    """Return the test folders that hold tests, fast ones first, with any new one at the end."""
    tests = ROOT / "tests"
    named = [tests / name for name in FOLDERS]
    known = {*named, tests / OF_THE_ASSISTANT}
    others = sorted(path for path in tests.iterdir() if path.is_dir() and path not in known)
    return [one.relative_to(ROOT).as_posix() for one in [*named, *others] if _tests_in(one)]


def _tests_in(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


def _prepare(chosen: list[str]) -> None:
    os.chdir(ROOT)
    for word in chosen:
        if (ROOT / word).is_dir() and not _tests_in(ROOT / word):
            raise Problem(f"{word} holds no test in this version; there is nothing to run.")
    if not any(name in word for word in chosen for name in NEED_THE_SYSTEM):
        return
    held = lock.hold("setup")
    model.ensure()
    widget.ensure()
    os.close(held)
    progress.say()


if __name__ == "__main__":
    main(sys.argv[1:])

"""The two environments, filled from the hashed lock files by a pinned uv."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from run import progress, pythons, stamps
from run.paths import ASSISTANT, DESK, ROOT, UV, Problem, environment

LOCKS = ROOT / "requirements"
_ROOM_BYTES = 5 * 1024**3


def install_tools() -> None:
    """Put the pinned uv into .venv-tools."""
    lock = LOCKS / "tools.txt"
    now = stamps.digest([lock])
    title = "tools: uv"
    if UV.exists() and stamps.is_current("tools", now):
        progress.already(title)
        return
    with progress.step(title):
        _make_tools(UV.parent.parent)
        progress.call(
            [
                UV.parent / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "-r",
                lock,
            ],
            log="tools",
            failed="uv could not be installed. Is the package index reachable?",
        )
        stamps.mark("tools", now)


def install_desk(*, with_tests: bool) -> None:
    """Fill .venv; with_tests adds linters and test tools, and stays added once it has been."""
    runtime, tools = LOCKS / "desk.txt", LOCKS / "desk-dev.txt"
    wanted = {"desk": [runtime], "desk-dev": [runtime, tools]}
    name = "desk-dev" if with_tests else "desk"
    if DESK.exists() and stamps.is_current(name, stamps.digest(wanted[name])):
        progress.already(f"environment {name}")
        return
    _fill(DESK, "3.13", wanted[name], name)
    # The larger set holds the smaller one; the smaller one has just removed the test tools.
    for each in wanted:
        stamps.forget(each)
    for each in {name, "desk"}:
        stamps.mark(each, stamps.digest(wanted[each]))


def install_assistant() -> None:
    """Fill .venv-assistant."""
    locks = [LOCKS / "assistant.txt"]
    now = stamps.digest(locks)
    if ASSISTANT.exists() and stamps.is_current("assistant", now):
        progress.already("environment assistant")
        return
    if not ASSISTANT.exists():
        _need_room(ROOT)
    _fill(ASSISTANT, "3.10", locks, "assistant")
    stamps.mark("assistant", now)


def _make_tools(folder: Path) -> None:
    """Make the tools environment with the first interpreter that can; Debian's often cannot."""
    makers = [Path(sys.executable), *pythons.candidates("3.13"), *pythons.candidates("3.10")]
    for maker in makers:
        try:
            progress.call([maker, "-m", "venv", "--clear", folder], log="tools", failed="")
        except Problem:
            continue
        return
    raise Problem(
        "No Python here can make environments. On Debian or Ubuntu run "
        "`apt-get install python3-venv`, then run this again."
    )


def _fill(python: Path, version: str, locks: list[Path], name: str) -> None:
    title = f"environment {name} (Python {version})"
    with progress.step(title):
        if not pythons.works(python, version):
            base = pythons.find(version)
            _uv("venv", "--quiet", "--clear", "--python", base, python.parent.parent, log=name)
        sync = ("pip", "sync", "--require-hashes", "--python", python)
        _uv(*sync, *locks, log=name)


def _uv(*arguments: str | Path, log: str) -> None:
    progress.call(
        [UV, *arguments],
        log=log,
        failed="The packages could not be installed. Is the package index reachable?",
        env=environment(UV_NO_PROGRESS="1", UV_PYTHON_DOWNLOADS="never"),
    )


def _need_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _ROOM_BYTES:
        raise Problem(
            f"{folder} has {free / 1024**3:.1f} GB free; the assistant's environment needs "
            f"{_ROOM_BYTES / 1024**3:.0f} GB. Make room, then run this again."
        )

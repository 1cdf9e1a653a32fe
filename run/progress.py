"""Saying what is being done: a counting line on a terminal, plain lines anywhere else."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from run.paths import LOGS, ROOT, Problem, environment

_TAIL = 12
_TICK_SECONDS = 0.5
_PLAIN_TICK_SECONDS = 30.0


def say(text: str = "") -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and say how long it took."""
    live = sys.stdout.isatty()
    print(f"  ..  {title}", end="" if live else "\n", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        if live:
            say()
        raise
    say(f"{_rewind(live)}  ok  {title}  ({time.monotonic() - begun:.1f} s)")


def already(title: str) -> None:
    """Say that a step has nothing to do."""
    say(f"  ok  {title}  (up to date)")


def call(
    command: Sequence[str | Path],
    *,
    log: str,
    failed: str,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in var/log/<log>.log; raise Problem(failed) with its tail."""
    path = LOGS / f"{log}.log"
    with path.open("wb") as out:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env=environment() if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise Problem(f"{failed} ({command[0]}: {error.strerror})") from None
        code = _wait(process)
    if code:
        raise Problem(f"{failed} The end of {path}:\n{tail(path)}")


def tail(path: Path) -> str:
    """Return the last lines of a log, indented."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
    return "\n".join(f"    {line}" for line in lines)


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        begun = time.monotonic()
        while not _ended(process):
            _tick(time.monotonic() - begun)
        return process.returncode
    finally:
        # Ctrl-C here must not leave an installer or a training behind.
        process.terminate()
        process.wait()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_TICK_SECONDS if sys.stdout.isatty() else _PLAIN_TICK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _tick(seconds: float) -> None:
    if sys.stdout.isatty():
        print(f"\r {seconds:>4.0f}", end="", flush=True)
    else:
        say(f"      {seconds:.0f} s")


def _rewind(live: bool) -> str:
    return "\r\033[K" if live else ""

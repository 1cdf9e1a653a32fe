"""`python -m run COMMAND`: the first stage, for any Python 3.8 or newer with nothing installed."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from run import environments, lock, paths, progress

COMMANDS = {
    "up": "set everything up and start the five processes",
    "tests": "set up what the chosen tests need and run them",
    "script": "set up everything, then run a module: bench, bench.nlu ...",
    "assistant": "install what the assistant needs",
    "desk": "install what the operator's commands need",
    "tools": "install that, the linters and the test tools",
}
_HAND_OVER = {"up", "tests", "script"}
_WITH_ASSISTANT = {*_HAND_OVER, "assistant"}
_WITH_TESTS = {"tests", "script", "tools"}


def main(arguments: list[str]) -> int:
    """Set up what the command needs and hand over to the desk environment; return an exit code."""
    command = arguments[0] if arguments else "up"
    if command not in COMMANDS:
        lines = [f"  {name:9} {what}" for name, what in COMMANDS.items()]
        print("usage: python -m run COMMAND", *lines, sep="\n", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _terminated)
    try:
        prepare(command)
    except paths.Problem as problem:
        print(f"firstday: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nfirstday: stopped; run this again to go on where it was.", file=sys.stderr)
        return 130
    if command in _HAND_OVER:
        second_stage = [str(paths.DESK), "-m", f"run.{command}", *arguments[1:]]
        # The Python installed just now, in an environment that holds nothing of the outer one.
        os.execve(paths.DESK, second_stage, paths.environment())  # noqa: S606
    return 0


def prepare(command: str) -> None:
    """Fill the environments that the command needs; raise Problem when one cannot be."""
    os.chdir(paths.ROOT)
    paths.make_folders()
    if command == "up":
        lock.hold("run")
    held = lock.hold("setup")
    progress.say(f"Setting up Firstday in {paths.ROOT}")
    environments.install_tools()
    environments.install_desk(with_tests=command in _WITH_TESTS)
    if command in _WITH_ASSISTANT:
        environments.install_assistant()
    os.close(held)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make load`: two assistants, real databases, many people at once; nothing may be lost.

People pause between messages, as people do. Without a pause 200 of them would only measure how long
a queue grows: what a machine carries then is its turns a second, and docs/scale.md has those.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

from bench.load import report
from bench.load.outcome import Outcome
from bench.load.service import costs, used
from bench.table import measured_on, placed
from tests.conversation.system import System
from tests.faults.several import running

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
PATIENCE = 600
"""Seconds the people's own process may take beyond the time they were given."""
PEOPLE = ("people", "hoaxers", "minutes", "pause", "arriving")


def main() -> int:
    """Return 1 when a report was lost, doubled or out of order, or somebody was never answered."""
    options = _options()
    signal.signal(signal.SIGTERM, _ended)
    print("starting databases, two assistants, two action servers, edge, worker", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
        found, wrong = measured(system, Path(folder), options)
    words = report.written(found, wrong)
    print(words)
    if options.write and not wrong:
        part = "flood" if options.hoaxers else "load"
        page = placed(PAGE.read_text("utf-8"), part, f"{words}\n\n{measured_on()}")
        PAGE.write_text(page, "utf-8")
    return 1 if wrong else 0


def measured(
    system: System, folder: Path, options: argparse.Namespace
) -> tuple[report.Found, list[str]]:
    """Let people talk; return what was found, and what of it must never be."""
    before, begun = costs(system), time.monotonic()
    outcome = talk(system, folder / "outcome.json", options)
    seconds, cost = time.monotonic() - begun, used(before, costs(system))
    cases = report.queue(system)
    people = report.People(options.people, options.hoaxers, options.pause)
    found = report.Found(people, seconds, outcome, cases, cost)
    return found, report.wrong(found, report.checked(system))


def talk(system: System, file: Path, options: argparse.Namespace) -> Outcome:
    """Let people talk, in a process of their own; return what came of it."""
    words = [word for name in PEOPLE for word in (f"--{name}", str(getattr(options, name)))]
    command = ["-m", "bench.load.talk", "--host", system.url("edge"), "--out", str(file), *words]
    longest = options.minutes * 60 + PATIENCE
    subprocess.run(  # noqa: S603 - our own module
        [sys.executable, *command], check=True, timeout=longest
    )
    return Outcome.read(file)


def _ended(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(143)  # Whatever was started is ended on the way out.


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="people talking at once")
    parser.add_argument("--hoaxers", type=int, default=0, help="people making things up as well")
    parser.add_argument("--minutes", type=float, default=10, help="how long")
    parser.add_argument(
        "--pause", type=float, default=20, help="seconds somebody reads, thinks and types"
    )
    parser.add_argument("--arriving", type=float, default=10, help="people a second who join")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/scale.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

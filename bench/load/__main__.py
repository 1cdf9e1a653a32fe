"""`python -m bench.load`: two assistants, real databases, many people; nothing may be lost."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import report
from bench.load.outcome import Outcome
from bench.load.service import costs, used
from tests.conversation.system import System
from tests.faults.several import running


def main() -> int:
    """Return 1 when a report was lost, doubled or out of order, or somebody was never answered."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
        before, begun = costs(system), time.monotonic()
        outcome = talk(system, Path(folder) / "outcome.json", options)
        found = report.Found(
            options.users,
            options.hoaxers,
            time.monotonic() - begun,
            outcome,
            report.queue(system),
            used(before, costs(system)),
        )
        wrong = report.wrong(found, report.checked(system))
    print(report.written(found))
    for line in wrong:
        print(f"WRONG: {line}", file=sys.stderr)
    return 1 if wrong else 0


def talk(system: System, file: Path, options: argparse.Namespace) -> Outcome:
    """Let people talk, in a process of their own; return what came of it."""
    named = {name: str(value) for name, value in vars(options).items()}
    words = [word for name, value in named.items() for word in (f"--{name}", value)]
    command = ["-m", "bench.load.talk", "--host", system.url("edge"), "--out", str(file), *words]
    subprocess.run([sys.executable, *command], check=True)  # noqa: S603 - our own module
    return Outcome.read(file)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--users", type=int, default=200, help="people talking at once")
    parser.add_argument("--hoaxers", type=int, default=0, help="people making things up as well")
    parser.add_argument("--minutes", type=float, default=10, help="how long")
    parser.add_argument("--arriving", type=float, default=10, help="people a second who join")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

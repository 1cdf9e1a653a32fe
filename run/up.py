"""The second stage of `make run`, in the desk environment: check, prepare, start, watch."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from casedesk.settings import Settings
from run import env_file, lock, model, ports, progress, supervise, widget
from run.health import probes
from run.paths import DESK, ROOT, Problem


def main() -> int:
    """Run Firstday until it is stopped; return the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        settings = prepare()
    except Problem as problem:
        for line in str(problem).splitlines():
            print(f"firstday: {line}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nfirstday: stopped; run this again to go on where it was.", file=sys.stderr)
        return 130
    supervisor = supervise.Supervisor(supervise.commands(ROOT / "Procfile"), ROOT)
    progress.say("Starting edge, assistant, actions, console and worker. Ctrl-C stops them.")
    code = supervise.run(supervisor, probes(settings), lambda took: announce(settings, took))
    if code:
        print("firstday: a process stopped, so all were; its last lines are above.")
    return code


def prepare() -> Settings:
    """Do every step that is not up to date; raise Problem at the first that cannot be done."""
    os.chdir(ROOT)
    held = lock.hold("setup")
    if not (ROOT / ".env").exists():
        _operator("init", "settings: .env with new secrets")
    settings = env_file.settings()
    ports.check(settings)
    _operator("migrate", "database")
    model.ensure()
    widget.ensure()
    os.close(held)
    return settings


def announce(settings: Settings, seconds: float) -> None:
    """Say where the service is, in the middle of the processes' own output."""
    edge = f"http://{settings.edge_host}:{settings.edge_port}/"
    console = f"http://{settings.console_host}:{settings.console_port}/"
    lines = [
        f"Firstday is ready ({seconds:.1f} s).",
        f"  Young people and adults   {edge}",
        f"  Staff                     {console}",
    ]
    progress.say("\n" + "\n".join(lines) + "\n")


def _operator(command: str, title: str) -> None:
    with progress.step(title):
        failed = f"`python -m casedesk {command}` failed."
        progress.call([DESK, "-m", "casedesk", command], log=command, failed=failed)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main())

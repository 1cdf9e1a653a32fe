"""The second stage of `make run`, in the desk environment: check, prepare, start, watch."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from casedesk.domain.errors import FirstdayError
from casedesk.services import staff
from casedesk.services.check import check
from casedesk.services.desk import Desk, open_desk
from casedesk.settings import ROOT as HOME
from casedesk.settings import Settings
from run import env_file, lock, model, ports, progress, supervise, widget
from run.health import probes
from run.paths import DESK, LOGS, ROOT, Problem


def main() -> int:
    """Run Firstday until it is stopped; return the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        desk = open_desk(prepare())
        account = first_account(desk)
    except (Problem, FirstdayError) as problem:
        for line in str(problem).splitlines():
            print(f"firstday: {line}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nfirstday: stopped; run this again to go on where it was.", file=sys.stderr)
        return 130
    progress.say("Starting edge, assistant, actions, console and worker. Ctrl-C stops them.")
    supervisor = supervise.Supervisor(supervise.commands(ROOT / "Procfile"), ROOT)
    return supervise.run(supervisor, probes(desk), lambda took: announce(desk, took, account))


def prepare() -> Settings:
    """Do every step that is not up to date; raise Problem at the first that cannot be done."""
    os.chdir(ROOT)
    held = lock.hold("setup")
    if not (HOME / ".env").exists():
        progress.say(_operator("init", "settings and keys"))
    settings = env_file.settings(HOME)
    ports.check(settings)
    _operator("migrate", "database")
    model.ensure()
    widget.ensure()
    os.close(held)
    return settings


def first_account(desk: Desk) -> str:
    """Make the first staff account of an empty desk; return the lines that show it, or none."""
    account = staff.first_account(desk)
    if account is None:
        return ""
    shown = (
        "  First staff account; its one-time password is shown only during this start.\n"
        f"    username           {account.username}\n"
        f"    one-time password  {account.one_time_password}\n"
        "    It makes other accounts; it cannot read reports.\n"
    )
    # Said now and again when all is ready: if something fails in between, it is not lost.
    progress.say(shown)
    return shown


def announce(desk: Desk, seconds: float, account: str) -> None:
    """Say where everything is, once all five processes are healthy; and what `check` finds."""
    at = desk.settings
    progress.say(
        f"\nFirstday is ready ({seconds:.1f} s).\n"
        f"  To report and to get advice   http://{at.edge_host}:{at.edge_port}/\n"
        f"  Staff console                 http://{at.console_host}:{at.console_port}/\n"
        f"{account}"
    )
    if found := len(check(desk)):
        progress.say(f"firstday: {found} things to look at: {DESK} -m casedesk check")


def _operator(command: str, title: str) -> str:
    """Run an operator's command; return what it printed."""
    with progress.step(title):
        failed = f"`python -m casedesk {command}` failed."
        progress.call([DESK, "-m", "casedesk", command], log=command, failed=failed)
    return (LOGS / f"{command}.log").read_text(encoding="utf-8").rstrip()


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main())

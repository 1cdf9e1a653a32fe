"""The second stage of `make run`, in the desk environment: check, prepare, start, watch."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from casedesk.domain.errors import FirstdayError
from casedesk.services import staff
from casedesk.services.desk import open_desk
from casedesk.settings import ROOT as HOME
from casedesk.settings import Settings
from run import env_file, lock, model, ports, progress, supervise, widget
from run.health import probes
from run.paths import DESK, LOGS, ROOT, Problem


def main() -> int:
    """Run Firstday until it is stopped; return the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        settings = prepare()
        account = first_account(settings)
    except (Problem, FirstdayError) as problem:
        for line in str(problem).splitlines():
            print(f"firstday: {line}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nfirstday: stopped; run this again to go on where it was.", file=sys.stderr)
        return 130
    supervisor = supervise.Supervisor(supervise.commands(ROOT / "Procfile"), ROOT)
    progress.say("Starting edge, assistant, actions, console and worker. Ctrl-C stops them.")
    code = supervise.run(
        supervisor,
        probes(settings),
        lambda seconds: progress.say(ready(settings, seconds, account)),
    )
    if code:
        print("firstday: a process stopped, so all were; its last lines are above.")
    return code


def prepare() -> Settings:
    """Do every step that is not up to date; raise Problem at the first that cannot be done."""
    os.chdir(ROOT)
    held = lock.hold("setup")
    if not (HOME / ".env").exists():
        progress.say(_operator("init", "settings and keys: made new"))
    settings = env_file.settings(HOME)
    ports.check(settings)
    _operator("migrate", "database")
    model.ensure()
    widget.ensure()
    os.close(held)
    return settings


def first_account(settings: Settings) -> str:
    """Make the first staff account of an empty desk; return the lines that show it, or none."""
    account = staff.first_account(open_desk(settings))
    if account is None:
        return ""
    shown = (
        "  First staff account; the one-time password is shown only during this start.\n"
        f"    username           {account.username}\n"
        f"    one-time password  {account.one_time_password}\n"
        "    It makes other accounts; it cannot read reports.\n"
    )
    # Said now and again when all is ready: if something fails in between, it is not lost.
    progress.say(shown)
    return shown


def ready(settings: Settings, seconds: float, account: str) -> str:
    """Return what is printed once all five processes are healthy."""
    edge = f"http://{settings.edge_host}:{settings.edge_port}/"
    console = f"http://{settings.console_host}:{settings.console_port}/"
    return (
        f"\nFirstday is ready ({seconds:.1f} s).\n"
        f"  To report and to get advice   {edge}\n"
        f"  Staff console                 {console}\n"
        f"{account}"
    )


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

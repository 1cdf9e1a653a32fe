"""`demo`: invented cases to look around in, or eleven silent days in a table."""

from argparse import ArgumentParser, Namespace
from datetime import timedelta

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services import staff
from casedesk.services.demo import fill
from casedesk.services.desk import Desk, open_desk
from casedesk.services.silence import DAYS, eleven_days
from casedesk.services.staff import NewAccount
from casedesk.settings import load_settings

ACCOUNT = "demo"


def arguments(parser: ArgumentParser) -> None:
    """Declare how many, and the simulation."""
    parser.add_argument("--cases", type=int, default=300, help="how many cases (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same cases")
    parser.add_argument(
        "--eleven-days",
        action="store_true",
        help="simulate eleven days in which nobody acts; touches no database of yours",
    )


def run(arguments: Namespace, out: Out) -> int:
    """Fill the desk, or show what eleven silent days set off."""
    if arguments.eleven_days:
        return _silence(out)
    count = max(0, arguments.cases)
    with the_desk() as desk, out.progress("filing invented cases", count) as step:
        references = fill(desk, count, seed=arguments.seed, tell=step)
        account = _account(desk)
    out.say(f"filed {len(references)} invented cases; see them on the console as a supervisor:")
    out.say(f"  username {account.username}   one-time password {account.one_time_password}")
    out.result({"references": references, "account": account})
    return OK


def _account(desk: Desk) -> NewAccount:
    """Return an account to look around with; run again, it gets a new one-time password."""
    if ACCOUNT in staff.names(desk):
        return staff.reset(desk, ACCOUNT, by=OPERATOR)
    return staff.add(desk, ACCOUNT, "Demo Supervisor", "supervisor", by=OPERATOR)


def _silence(out: Out) -> int:
    with out.progress("eleven days, hour by hour", DAYS * 24) as step:
        fired = eleven_days(open_desk(load_settings()), step)
    out.table(
        ("after", "clock", "step", "told", "must answer with"),
        [
            (
                _span(one.after),
                one.clock,
                one.step,
                one.told.replace("_", " "),
                "a written reason" if one.needs_reason else "the action",
            )
            for one in fired
        ],
    )
    out.say(f"{len(fired)} steps fired in {DAYS} days of silence, each exactly once")
    rows = [
        {
            "after_hours": one.after / timedelta(hours=1),
            "at": one.at,
            "clock": one.clock,
            "step": one.step,
            "told": one.told,
            "needs_reason": one.needs_reason,
        }
        for one in fired
    ]
    out.result({"fired": rows})
    return OK


def _span(after: timedelta) -> str:
    hours, minutes = divmod(int(after.total_seconds()) // 60, 60)
    return f"{hours // 24}d {hours % 24:02d}:{minutes:02d}"


COMMAND = Command("demo", "invented cases, or eleven silent days in a table", run, arguments)

"""`demo`: invented cases to look around in, or eleven silent days in a table."""

from argparse import ArgumentParser, Namespace

from casedesk.commands import silence
from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk, whole_number
from casedesk.domain.errors import NotPossible
from casedesk.services import staff
from casedesk.services.demo import fill
from casedesk.services.desk import Desk
from casedesk.services.queue import everything
from casedesk.services.staff import NewAccount

ACCOUNT = "demo"


def arguments(parser: ArgumentParser) -> None:
    """Declare how many, and the simulation."""
    some = whole_number(at_least=1)
    parser.add_argument("--cases", type=some, default=300, help="how many cases (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same cases")
    parser.add_argument(
        "--eleven-days",
        action="store_true",
        help="simulate eleven days in which nobody acts; touches no database of yours",
    )
    parser.add_argument("--anyway", action="store_true", help="even if the desk has cases")


def run(arguments: Namespace, out: Out) -> int:
    """Fill the desk, or show what eleven silent days set off."""
    if arguments.eleven_days:
        return silence.show(out)
    count = arguments.cases
    with the_desk() as desk, out.progress("filing invented cases", count) as step:
        if not arguments.anyway and next(everything(desk), None) is not None:
            raise NotPossible("this desk has cases; --anyway puts invented ones among them")
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


COMMAND = Command("demo", "invented cases, or eleven silent days in a table", run, arguments)

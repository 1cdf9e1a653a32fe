"""`demo`: fill the desk with invented cases and staff, to look around in."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.domain.errors import NotPossible
from casedesk.services import demo, staff
from casedesk.services.queue import everything

ACCOUNT = "demo"


def arguments(parser: ArgumentParser) -> None:
    """Declare how many cases, from which seed, and whether real ones may be among them."""
    parser.add_argument("--count", type=int, default=300, help="how many cases (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same stories")
    parser.add_argument("--anyway", action="store_true", help="even if the desk has cases")


def run(arguments: Namespace, out: Out) -> int:
    """File the cases and print a supervisor's account to look at them with."""
    desk = the_desk()
    if not arguments.anyway and next(everything(desk), None) is not None:
        raise NotPossible("this desk has cases; --anyway puts invented ones among them")
    with out.progress("Inventing cases", max(0, arguments.count)) as step:
        references = demo.fill(desk, max(0, arguments.count), seed=arguments.seed, tell=step)
    if ACCOUNT in staff.names(desk):
        account = staff.reset(desk, ACCOUNT, by=OPERATOR)
    else:
        account = staff.add(desk, ACCOUNT, "Demo Supervisor", "supervisor", by=OPERATOR)
    out.say(f"{len(references)} invented cases are on the desk. Look around as a supervisor:")
    out.say(f"  username {account.username}   one-time password {account.one_time_password}")
    password = account.one_time_password
    out.result({"cases": len(references), "username": ACCOUNT, "one_time_password": password})
    return OK


COMMAND = Command("demo", "fill the desk with invented cases", run, arguments)

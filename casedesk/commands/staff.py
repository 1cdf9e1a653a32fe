"""`staff add|disable|reset`: accounts of the console."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services import staff
from casedesk.services.desk import Desk
from casedesk.services.staff import NewAccount


def arguments(parser: ArgumentParser) -> None:
    """Declare the three acts."""
    acts = parser.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add", help="make an account; prints a one-time password")
    add.add_argument("username")
    add.add_argument("--name", help="the person's name (default: the username)")
    add.add_argument("--role", choices=staff.ROLES, default="caseworker")
    for act, words in (
        ("disable", "end every session and refuse every sign-in"),
        ("reset", "give a new one-time password and drop the authenticator"),
    ):
        acts.add_parser(act, help=words).add_argument("username")


def run(arguments: Namespace, out: Out) -> int:
    """Do the act and print the one-time password where there is one."""
    with the_desk() as desk:
        account = _act(desk, arguments)
    if account is None:
        out.say(f"{arguments.username} is disabled")
        out.result({"username": arguments.username, "active": False})
        return OK
    out.say(f"{account.username}: one-time password {account.one_time_password}")
    out.say("It is shown only now; a new one must be chosen at the first sign-in.")
    out.result(account)
    return OK


def _act(desk: Desk, arguments: Namespace) -> NewAccount | None:
    username = arguments.username
    if arguments.act == "disable":
        staff.disable(desk, username, by=OPERATOR)
        return None
    if arguments.act == "add":
        name = arguments.name or username
        return staff.add(desk, username, name, arguments.role, by=OPERATOR)
    return staff.reset(desk, username, by=OPERATOR)


COMMAND = Command("staff", "add, disable or reset an account", run, arguments)

"""`staff add|disable|reset`: accounts of the console."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services import staff


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
    desk, username = the_desk(), arguments.username
    if arguments.act == "disable":
        staff.disable(desk, username, by=OPERATOR)
        out.say(f"{username} is disabled")
        out.result({"username": username, "active": False})
        return OK
    if arguments.act == "add":
        name = arguments.name or username
        account = staff.add(desk, username, name, arguments.role, by=OPERATOR)
    else:
        account = staff.reset(desk, username, by=OPERATOR)
    out.say(f"{account.username}: one-time password {account.one_time_password}")
    out.say("It is shown only now; a new one must be chosen at the first sign-in.")
    out.result(account)
    return OK


COMMAND = Command("staff", "add, disable or reset an account", run, arguments)

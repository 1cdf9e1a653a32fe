"""`keys rotate|retire`: change the desk's key pair without stopping."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services import rotation
from casedesk.services.desk import Desk


def arguments(parser: ArgumentParser) -> None:
    """Declare the two acts."""
    acts = parser.add_subparsers(dest="act", required=True)
    rotate = acts.add_parser("rotate", help="make a new key and seal everything to it")
    rotate.add_argument(
        "--resume", action="store_true", help="make no new key; go on with what was interrupted"
    )
    acts.add_parser("retire", help="after restarting every process, move the old keys aside")


def run(arguments: Namespace, out: Out) -> int:
    """Rotate or retire."""
    with the_desk() as desk:
        if arguments.act == "retire":
            return _retire(desk, out)
        return _rotate(desk if arguments.resume else rotation.begin(desk, actor=OPERATOR), out)


def _retire(desk: Desk, out: Out) -> int:
    count = rotation.retire(desk, actor=OPERATOR)
    out.say(f"{count} old key(s) moved aside; keep them with the backups they open")
    out.result({"retired": count})
    return OK


def _rotate(desk: Desk, out: Out) -> int:
    with out.progress("sealing again", rotation.waiting(desk)) as step:
        done = rotation.reseal(desk, step)
    out.say(f"{done} fields sealed to the newest key")
    out.say("Now make recovery copies of desk-private.key, restart every process, and run:")
    out.say("python -m casedesk keys retire")
    out.result({"resealed": done})
    return OK


COMMAND = Command("keys", "change the desk's key pair without stopping", run, arguments)

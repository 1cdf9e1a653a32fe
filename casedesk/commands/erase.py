"""`erase`: everything of one report; the ledger keeps that it was erased."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.domain.errors import NotPossible
from casedesk.services.erasure import erase


def arguments(parser: ArgumentParser) -> None:
    """Declare the reference and the confirmation."""
    parser.add_argument("reference", help="such as FD-7K3M-Q2XH")
    parser.add_argument("--yes", action="store_true", help="erase without asking")


def run(arguments: Namespace, out: Out) -> int:
    """Erase after asking, or with --yes."""
    if not arguments.yes and not _confirmed(arguments.reference, out):
        raise NotPossible("nothing was erased; type the reference, or give --yes")
    with the_desk() as desk:
        erase(desk, arguments.reference, actor=OPERATOR, because="asked")
    out.say(f"{arguments.reference} is erased; backups hold it until they are replaced")
    out.result({"erased": arguments.reference})
    return OK


def _confirmed(reference: str, out: Out) -> bool:
    try:
        typed = out.notes.input(f"Erase {reference} for good? Type the reference: ")
    except EOFError:
        return False
    return typed.strip().upper() == reference.upper()


COMMAND = Command("erase", "erase everything of one report", run, arguments)

"""`export`: everything held about one reporter, for whoever asks what is held about them."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services.subject_access import NOT_ABOUT_THEM, everything


def arguments(parser: ArgumentParser) -> None:
    """Declare the reference and the reason."""
    parser.add_argument("reference", help="such as FD-7K3M-Q2XH")
    parser.add_argument("--reason", required=True, help="who asked, and how you know it was them")


def run(arguments: Namespace, out: Out) -> int:
    """Print every row, by table."""
    with the_desk() as desk:
        found = everything(desk, arguments.reference, actor=OPERATOR, reason=arguments.reason)
    for table, rows in found.items():
        out.say(f"\n{table}")
        for row in rows:
            out.table(("", ""), [one for one in row.items() if one[1] not in (None, "")])
    out.say("\nLeft out: " + "; ".join(f"{name} ({why})" for name, why in NOT_ABOUT_THEM.items()))
    out.result({"held": found, "left_out": NOT_ABOUT_THEM})
    return OK


COMMAND = Command("export", "everything held about one reporter, opened", run, arguments)

"""`queue`: live cases, the most pressing first."""

from argparse import ArgumentParser, Namespace
from itertools import islice

from casedesk.commands.frame import OK, Command, Out, the_desk
from casedesk.services.queue import everything


def arguments(parser: ArgumentParser) -> None:
    """Declare how many to show."""
    parser.add_argument("--limit", type=int, default=50, help="how many cases (default 50)")


def run(arguments: Namespace, out: Out) -> int:
    """Print the head of the queue."""
    with the_desk() as desk:
        rows = list(islice(everything(desk), max(0, arguments.limit)))
    out.table(
        ("level", "reference", "due", "", "next action", "owner", "state"),
        [
            (
                row.level,
                row.reference,
                row.due_at,
                "LATE" if row.late else "",
                row.next_action,
                row.owner,
                f"{row.state}, unfinished" if row.unfinished else row.state,
            )
            for row in rows
        ],
    )
    if not rows:
        out.say("the queue is empty")
    out.result({"cases": rows})
    return OK


COMMAND = Command("queue", "show live cases, the most pressing first", run, arguments)

"""`queue`: live cases, the most pressing first."""

from argparse import ArgumentParser, Namespace
from itertools import islice

from casedesk.commands.frame import OK, Command, Out, the_desk, whole_number
from casedesk.services.queue import QueueRow, everything


def arguments(parser: ArgumentParser) -> None:
    """Declare how many to show."""
    some = whole_number(at_least=0)
    parser.add_argument("--limit", type=some, default=50, help="how many cases (default 50)")


def run(arguments: Namespace, out: Out) -> int:
    """Print the head of the queue."""
    with the_desk() as desk:
        rows = list(islice(everything(desk), arguments.limit))
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
                _state(row),
            )
            for row in rows
        ],
    )
    if not rows:
        out.say("the queue is empty")
    out.result({"cases": rows})
    return OK


def _state(row: QueueRow) -> str:
    unfinished = ("unfinished",) if row.unfinished else ()
    return ", ".join((row.state, *unfinished, *(("others first",) if row.marks else ())))


COMMAND = Command("queue", "show live cases, the most pressing first", run, arguments)

"""`stats`: numbers about the desk's work."""

from argparse import Namespace

from casedesk.commands.frame import OK, Command, Out, the_desk
from casedesk.services.stats import stats


def run(arguments: Namespace, out: Out) -> int:
    """Print the numbers."""
    del arguments
    with the_desk() as desk:
        found = stats(desk)
    rows = []
    for name, value in found.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        rows += [(f"{name} {part}".replace("_", " ").strip(), count) for part, count in parts]
    out.table(("what", "how many"), rows)
    out.result(found)
    return OK


COMMAND = Command("stats", "numbers about the desk's work", run)

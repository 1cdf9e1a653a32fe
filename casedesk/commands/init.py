"""`init`: make `.env` and the desk's keys where they are missing."""

from argparse import Namespace

from casedesk.commands.frame import OK, Command, Out
from casedesk.first_start import prepare


def run(arguments: Namespace, out: Out) -> int:
    """Make what is missing, and warn what losing the key means."""
    del arguments
    done = prepare()
    for path in done.made:
        out.say(f"made {path}")
    out.say(done.warning or "everything was there already; nothing was changed")
    out.result({"made": done.made, "warning": done.warning})
    return OK


COMMAND = Command("init", "make .env and the desk's keys where they are missing", run)

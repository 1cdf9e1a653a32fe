"""`worker`: clocks, delivery, unfinished drafts and retention, until stopped."""

import logging
from argparse import Namespace

from casedesk import worker
from casedesk.commands.frame import OK, Command, Out, the_desk


def run(arguments: Namespace, out: Out) -> int:
    """Work until SIGTERM; several workers may run at once."""
    del arguments, out
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with the_desk("worker") as desk:
        worker.main(desk)
    return OK


COMMAND = Command("worker", "run clocks, delivery and retention until stopped", run)

"""`ledger verify`: whether history still is what was written."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from casedesk.commands.frame import FINDING, OK, Command, Out, the_desk
from casedesk.domain.errors import DataError
from casedesk.services.desk import Desk
from casedesk.services.ledger_checks import broken, read_checkpoint, write_checkpoint


def arguments(parser: ArgumentParser) -> None:
    """Declare the acts."""
    acts = parser.add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help="name the first entry that was changed, if any")
    verify.add_argument("--checkpoint", type=Path, help="a checkpoint somebody else has kept")
    acts.add_parser("checkpoint", help="write a signed checkpoint now")


def run(arguments: Namespace, out: Out) -> int:
    """Verify, or write a checkpoint."""
    with the_desk() as desk:
        if arguments.act == "checkpoint":
            return _checkpoint(desk, out)
        return _verify(desk, arguments.checkpoint, out)


def _checkpoint(desk: Desk, out: Out) -> int:
    file = write_checkpoint(desk)
    out.say(f"wrote {file}" if file else "nothing has happened since the last checkpoint")
    out.result({"file": file})
    return OK


def _verify(desk: Desk, file: Path | None, out: Out) -> int:
    kept = read_checkpoint(desk, file) if file else None
    if file and kept is None:
        raise DataError([f"{file}: is not a checkpoint signed by this desk"])
    found = broken(desk, kept)
    out.say(f"entry {found.position}: {found.why}" if found else "the ledger holds")
    out.result({"ok": found is None, "broken": found})
    return FINDING if found else OK


COMMAND = Command("ledger", "verify the ledger, or write a checkpoint of it", run, arguments)

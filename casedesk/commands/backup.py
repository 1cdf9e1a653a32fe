"""`backup` and `restore`: the database with an inventory of the keys that open it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services import backup


def _folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)


def _restore_arguments(parser: ArgumentParser) -> None:
    _folder(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--force", action="store_true", help="replace a database that is not empty")
    how.add_argument("--rehearse", action="store_true", help="try it on a copy; change nothing")


def run_backup(arguments: Namespace, out: Out) -> int:
    """Write a backup while everything runs."""
    with the_desk() as desk:
        manifest = backup.backup(desk, arguments.folder)
    out.say(f"backed up to {arguments.folder}; it needs the keys {', '.join(manifest.keys)}")
    out.say("Keep the keys' recovery copies elsewhere: without them this backup opens nothing.")
    out.result(manifest)
    return OK


def run_restore(arguments: Namespace, out: Out) -> int:
    """Restore a backup, or rehearse it."""
    with the_desk(migrated=False) as desk:
        if arguments.rehearse:
            shown = backup.rehearse(desk, arguments.folder)
        else:
            shown = backup.restore(desk, arguments.folder, actor=OPERATOR, force=arguments.force)
    word = "rehearsed" if arguments.rehearse else "restored"
    out.say(
        f"{word}: {shown.ledger_seq} ledger entries hold, "
        f"{shown.fields_opened} kinds of sealed field open"
    )
    out.result(shown)
    return OK


BACKUP = Command("backup", "back the database up while it is in use", run_backup, _folder)
RESTORE = Command("restore", "restore a backup, or rehearse it", run_restore, _restore_arguments)

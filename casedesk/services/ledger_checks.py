"""Checkpoints of the ledger, kept as signed files outside the database, and its verification.

A chain that was cut or rewritten as a whole is still a chain; only a checkpoint somebody else
keeps shows that. Each file is one signed head: copy them to another machine, or mail them.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from casedesk.domain.ledger import EMPTY, Broken, Checkpoint, Entry, Head, verify
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.columns import to_microseconds
from casedesk.store.keys import write_whole


def write_checkpoint(desk: Desk) -> Path | None:
    """Write the head of now, signed; None for an empty ledger or one that has not grown."""
    with desk.reading() as work:
        head, now = ledger.head(work), work.now
    newest = newest_checkpoint(desk)
    if head == EMPTY or (newest and newest.seq == head.seq):
        return None
    checkpoint = Checkpoint(head.seq, head.hash, to_microseconds(now))
    file = _folder(desk) / f"{head.seq:012d}.json"
    write_whole(file, json.dumps(_signed(desk, checkpoint), indent=1) + "\n", mode=0o644)
    return file


def _signed(desk: Desk, checkpoint: Checkpoint) -> dict[str, str | int]:
    key = desk.vault.checkpoint_key()
    return {
        "seq": checkpoint.seq,
        "hash": checkpoint.hash.hex(),
        "at": checkpoint.at,
        "signature": key.sign(checkpoint.canonical()).hex(),
        "public_key": key.public_key().public_bytes_raw().hex(),
    }


def newest_checkpoint(desk: Desk, up_to: int | None = None) -> Checkpoint | None:
    """Return the checkpoint of the highest number, of `up_to` at most, whose signature is right."""
    for file in sorted(_folder(desk).glob("*.json"), reverse=True):
        checkpoint = read_checkpoint(desk, file)
        if checkpoint is not None and (up_to is None or checkpoint.seq <= up_to):
            return checkpoint
    return None


def set_aside(desk: Desk, seq: int) -> None:
    """Rename the checkpoints beyond an entry: a restored ledger goes on differently from there."""
    for file in _folder(desk).glob("*.json"):
        checkpoint = read_checkpoint(desk, file)
        if checkpoint is not None and checkpoint.seq > seq:
            file.rename(file.with_suffix(".before-restore"))


def read_checkpoint(desk: Desk, file: Path) -> Checkpoint | None:
    """Return one checkpoint, or None when it was not signed by this desk or is damaged."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        checkpoint = Checkpoint(raw["seq"], bytes.fromhex(raw["hash"]), raw["at"])
        signature = bytes.fromhex(raw["signature"])
        desk.vault.checkpoint_key().public_key().verify(signature, checkpoint.canonical())
    except (OSError, ValueError, KeyError, TypeError, InvalidSignature):
        return None
    return checkpoint


def broken(
    desk: Desk, checkpoint: Checkpoint | None = None, *, up_to: int | None = None
) -> Broken | None:
    """Return the first position at which the ledger is not what was written, or None.

    Without a checkpoint the newest one in the desk's own folder, of `up_to` at most, is used.
    """
    compared = checkpoint or newest_checkpoint(desk, up_to)
    with desk.reading() as work:
        head = ledger.head(work)
    last = [EMPTY]
    found = verify(_watched(ledger.entries(desk, up_to=head.seq), last), compared)
    if found is None and last[-1] != head:
        # The end was cut off, and the row that says where it is was left behind.
        return Broken(last[-1].seq + 1, "the ledger does not end where its head says")
    return found


def _watched(entries: Iterable[Entry], last: list[Head]) -> Iterator[Entry]:
    """Pass entries on, keeping the head of the last one."""
    for entry in entries:
        last[:] = [entry.head]
        yield entry


def _folder(desk: Desk) -> Path:
    return desk.settings.checkpoints_folder

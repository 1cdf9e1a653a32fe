"""The tamper-evident record of every act: a chain of hashes, and checkpoints kept elsewhere.

An entry's hash covers a tag and all its fields, each preceded by its length, so that no two
different entries can be written as the same bytes. It includes the hash of the entry before: who
changes, inserts, removes or reorders an entry breaks the chain at a position that `verify` names.
Cutting the end off, or rewriting everything after a point, leaves a whole chain; only a checkpoint
that somebody else keeps shows that.

Personal data never enters: `details` is a keyed digest, so an erased report leaves the chain whole.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

_TAG = b"firstday ledger entry v1"
_CHECKPOINT_TAG = b"firstday ledger checkpoint v1"


@dataclass(frozen=True)
class Act:
    """What happened: when (UTC microseconds since 1970), who, what, to which object, and more.

    `details` is a digest, never the details themselves.
    """

    at: int
    actor: str
    act: str
    object: str
    details: bytes = b""


@dataclass(frozen=True)
class Head:
    """The newest position of a chain; the chain continues from its hash."""

    seq: int
    hash: bytes


EMPTY = Head(0, bytes(32))
"""The head of a ledger without entries; the first entry is number 1."""


@dataclass(frozen=True)
class Entry:
    """One entry as stored. Order is by `seq`, never by time."""

    seq: int
    prev_hash: bytes
    act: Act
    hash: bytes

    @property
    def head(self) -> Head:
        """Return the head of a chain that ends with this entry."""
        return Head(self.seq, self.hash)


@dataclass(frozen=True)
class Checkpoint:
    """A head as it was at an instant (UTC microseconds), to be kept outside the database."""

    seq: int
    hash: bytes
    at: int

    def canonical(self) -> bytes:
        """Return the bytes to sign."""
        return _canonical(_CHECKPOINT_TAG, self.seq, self.hash, self.at)


@dataclass(frozen=True)
class Broken:
    """The first position at which the ledger is not what was written, and what is wrong there."""

    position: int
    why: str


def entry_hash(seq: int, prev_hash: bytes, act: Act) -> bytes:
    """Return the SHA-256 hash, 32 bytes, of an entry."""
    fields = (seq, prev_hash, act.at, act.actor, act.act, act.object, act.details)
    return hashlib.sha256(_canonical(_TAG, *fields)).digest()


def append(head: Head, act: Act) -> Entry:
    """Return the entry that continues the chain from this head."""
    seq = head.seq + 1
    return Entry(seq, head.hash, act, entry_hash(seq, head.hash, act))


def verify(
    entries: Iterable[Entry], checkpoint: Checkpoint | None = None, *, since: Head = EMPTY
) -> Broken | None:
    """Return the first break, or None when the chain holds and reaches the checkpoint.

    `entries` come in the order of `seq`, all of them, or those after a head verified earlier.
    """
    head = since
    if broken := _contradicts(checkpoint, head):
        return broken
    for entry in entries:
        if broken := _break(head, entry) or _contradicts(checkpoint, entry.head):
            return broken
        head = entry.head
    if checkpoint and head.seq < checkpoint.seq:
        return Broken(head.seq + 1, "the ledger ends before the checkpoint")
    return None


def _break(head: Head, entry: Entry) -> Broken | None:
    expected = head.seq + 1
    if entry.seq != expected:
        return Broken(expected, "an entry is missing, repeated or out of order")
    if entry.prev_hash != head.hash:
        return Broken(expected, "the entry does not continue from the one before")
    if entry.hash != entry_hash(entry.seq, entry.prev_hash, entry.act):
        return Broken(expected, "the entry is not what was written")
    return None


def _contradicts(checkpoint: Checkpoint | None, head: Head) -> Broken | None:
    if checkpoint and checkpoint.seq == head.seq and checkpoint.hash != head.hash:
        return Broken(head.seq, "the entry is not the one the checkpoint saw")
    return None


def _canonical(tag: bytes, *fields: int | str | bytes) -> bytes:
    return b"".join(len(part).to_bytes(8) + part for part in (tag, *map(_bytes, fields)))


def _bytes(field: int | str | bytes) -> bytes:
    if isinstance(field, int):
        return str(field).encode()
    return field.encode() if isinstance(field, str) else field

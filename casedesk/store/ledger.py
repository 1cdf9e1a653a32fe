"""Writing the ledger's entries, and the timeline's with them, as the last thing before a commit.

Writers take turns at the one row of `ledger_head`. Because it is locked last, whoever holds it
waits for nobody, so no two units of work can wait for each other over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from casedesk.domain.ledger import EMPTY, Act, Head, append
from casedesk.store.columns import from_microseconds
from casedesk.store.tables.cases import timeline
from casedesk.store.tables.operations import ledger, ledger_head
from casedesk.store.upsert import insert_if_absent

# Asked in every unit of work, so they are put together once.
_HEAD = select(ledger_head.c.seq, ledger_head.c.hash).with_for_update()
_ENTRIES, _MOMENTS = insert(ledger), insert(timeline)
_MOVE_HEAD = update(ledger_head).values(seq=bindparam("newest"), hash=bindparam("newest_hash"))


@dataclass(frozen=True)
class Pending:
    """An act done in a unit of work, and its row in a case's timeline if it has one.

    The row's number will be the number of the ledger's entry, so both are in one order.
    """

    act: Act
    timeline_row: Mapping[str, Any] | None = None


def write(connection: Connection, pending: Sequence[Pending]) -> None:
    """Continue the chain with these acts, in their order."""
    if not pending:
        return
    head = _locked_head(connection)
    entries, moments = [], []
    for one in pending:
        entry = append(head, one.act)
        head = entry.head
        entries.append(
            {
                "seq": entry.seq,
                "prev_hash": entry.prev_hash,
                "hash": entry.hash,
                "at": from_microseconds(one.act.at),
                "actor": one.act.actor,
                "act": one.act.act,
                "object": one.act.object,
                "details": one.act.details,
            }
        )
        if one.timeline_row is not None:
            moments.append({**one.timeline_row, "number": entry.seq})
    connection.execute(_ENTRIES, entries)
    if moments:
        connection.execute(_MOMENTS, moments)
    connection.execute(_MOVE_HEAD, {"newest": head.seq, "newest_hash": head.hash})


def _locked_head(connection: Connection) -> Head:
    """Return the head, held until the commit: this lock is what keeps the chain from forking."""
    row = connection.execute(_HEAD).first()
    if row is None:
        first = {"id": 1, "seq": EMPTY.seq, "hash": EMPTY.hash}
        insert_if_absent(connection, ledger_head, first)
        row = connection.execute(_HEAD).one()
    return Head(row.seq, row.hash)

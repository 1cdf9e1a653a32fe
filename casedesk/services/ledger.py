"""The ledger in the store: one entry per act, in the same commit as the act.

Writers take turns at the one row of `ledger_head`; call `append` late in a unit of work, because
from there to the commit everybody else waits.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from casedesk.domain.ledger import EMPTY, Act, Entry, Head
from casedesk.domain.ledger import append as continued
from casedesk.services.desk import Desk
from casedesk.store.columns import to_microseconds
from casedesk.store.tables.operations import ledger, ledger_head
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent

_PAGE = 2000


def append(
    desk: Desk,
    work: UnitOfWork,
    *,
    actor: str,
    act: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Add one entry and return its number; `details` enter only as a keyed digest."""
    digest = desk.vault.ledger_digest(json.dumps(details or {}, sort_keys=True, default=str))
    done = Act(to_microseconds(work.now), actor, act, subject, digest)
    entry = continued(_locked_head(work), done)
    row = {
        "seq": entry.seq,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
        "at": work.now,
        "actor": actor,
        "act": act,
        "object": subject,
        "details": digest,
    }
    work.connection.execute(insert(ledger).values(**row))
    work.connection.execute(update(ledger_head).values(seq=entry.seq, hash=entry.hash))
    return entry.seq


def _locked_head(work: UnitOfWork) -> Head:
    """Return the head, held until the commit: this lock is what keeps the chain from forking."""
    wanted = select(ledger_head.c.seq, ledger_head.c.hash).with_for_update()
    row = work.connection.execute(wanted).first()
    if row is None:
        first = {"id": 1, "seq": EMPTY.seq, "hash": EMPTY.hash}
        insert_if_absent(work.connection, ledger_head, first)
        row = work.connection.execute(wanted).one()
    return Head(row.seq, row.hash)


def entries(desk: Desk, *, up_to: int) -> Iterator[Entry]:
    """Yield the entries in the order of their numbers, as stored.

    Read page by page: a long look at history must not hold up those who write.
    """
    after = 0
    while after < up_to:
        with desk.reading() as work:
            wanted = select(ledger).where(ledger.c.seq > after, ledger.c.seq <= up_to)
            page = wanted.order_by(ledger.c.seq).limit(_PAGE)
            rows = list(work.connection.execute(page).mappings())
        yield from map(_entry, rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1]["seq"]


def _entry(row: RowMapping) -> Entry:
    at = to_microseconds(row["at"])
    act = Act(at, row["actor"], row["act"], row["object"], row["details"])
    return Entry(row["seq"], row["prev_hash"], act, row["hash"])


def head(work: UnitOfWork) -> Head:
    """Return the head as the database says it is."""
    row = work.connection.execute(select(ledger_head)).mappings().first()
    return Head(row["seq"], row["hash"]) if row else EMPTY

"""The ledger: one entry per act, in the same commit as the act."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping, select

from casedesk.domain.ledger import EMPTY, Act, Entry, Head
from casedesk.services.desk import Desk
from casedesk.store.columns import to_microseconds
from casedesk.store.ledger import Pending
from casedesk.store.tables.operations import ledger, ledger_head
from casedesk.store.unit_of_work import UnitOfWork

_PAGE = 2000


def append(
    desk: Desk,
    work: UnitOfWork,
    *,
    actor: str,
    act: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry when the unit of work is committed; `details` enter only as a keyed digest."""
    work.pending.append(Pending(act_of(desk, work, (actor, act, subject), details)))


def act_of(
    desk: Desk,
    work: UnitOfWork,
    said: tuple[str, str, str],
    details: Mapping[str, Any] | None,
) -> Act:
    """Return the act to enter; `said` is (actor, act, subject)."""
    digest = b""
    if details:
        digest = desk.vault.ledger_digest(json.dumps(details, sort_keys=True, default=str))
    return Act(to_microseconds(work.now), *said, digest)


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

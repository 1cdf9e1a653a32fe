"""Who saw and did what: the ledger as people read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import ledger

PAGE = 100


@dataclass(frozen=True)
class Line:
    """One entry; `reference` is there when it is about a case that still exists."""

    seq: int
    at: datetime
    actor: str
    act: str
    subject: str
    reference: str | None


def look(
    desk: Desk, *, actor: str = "", reference: str = "", before: int | None = None
) -> tuple[Line, ...]:
    """Return up to a page of entries, newest first, by one person or about one case."""
    with desk.reading() as work:
        wanted = (
            select(ledger, cases.c.reference)
            .outerjoin(cases, ledger.c.object == "case:" + cases.c.id)
            .order_by(ledger.c.seq.desc())
            .limit(PAGE)
        )
        if actor:
            wanted = wanted.where(ledger.c.actor == actor)
        if reference:
            case_id = select(cases.c.id).where(cases.c.reference == reference.upper())
            found = work.connection.scalar(case_id)
            wanted = wanted.where(ledger.c.object == f"case:{found}")
        if before is not None:
            wanted = wanted.where(ledger.c.seq < before)
        rows = work.connection.execute(wanted).all()
    return tuple(
        Line(row.seq, row.at, row.actor, row.act, row.object, row.reference) for row in rows
    )

"""Who saw and did what: the ledger as people read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import ledger
from casedesk.store.unit_of_work import UnitOfWork

PAGE = 100
_CASE = "case:"


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
        wanted = select(ledger).order_by(ledger.c.seq.desc()).limit(PAGE)
        if actor:
            wanted = wanted.where(ledger.c.actor == actor)
        if reference:
            case_id = select(cases.c.id).where(cases.c.reference == reference.upper())
            found = work.connection.scalar(case_id)
            wanted = wanted.where(ledger.c.object == f"{_CASE}{found}")
        if before is not None:
            wanted = wanted.where(ledger.c.seq < before)
        rows = work.connection.execute(wanted).all()
        references = _references(work, [row.object for row in rows])
    return tuple(
        Line(row.seq, row.at, row.actor, row.act, row.object, references.get(row.object))
        for row in rows
    )


def _references(work: UnitOfWork, subjects: list[str]) -> dict[str, str]:
    ids = {one.removeprefix(_CASE) for one in subjects if one.startswith(_CASE)}
    rows = work.connection.execute(select(cases.c.id, cases.c.reference).where(cases.c.id.in_(ids)))
    return {_CASE + row.id: row.reference for row in rows}

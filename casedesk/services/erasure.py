"""Erasing a report: all of it goes, the ledger keeps that it was, and by whom it was erased."""

from datetime import datetime

from sqlalchemy import Engine, RowMapping, delete, select

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.operations import outbox
from casedesk.store.tables.reports import reports
from casedesk.store.tables.staff import calls
from casedesk.store.unit_of_work import UnitOfWork


def erase(desk: Desk, reference: str, *, actor: str, because: str) -> None:
    """Erase a case and its report; raise NotFound, or NotPossible while it is held.

    `because` is a word for the ledger: asked, or expired.
    """
    with desk.work() as work:
        wanted = select(cases).where(cases.c.reference == reference.strip().upper())
        case = work.connection.execute(wanted.with_for_update()).mappings().first()
        if case is None:
            raise NotFound("there is no such case")
        refuse_if_held(case, work.now)
        remove(desk, work, case["id"], actor=actor, because=because)
        work.commit()
    sweep(desk.engine)


def refuse_if_held(case: RowMapping, now: datetime) -> None:
    """Raise NotPossible while a legal duty holds the case."""
    if case["held_until"] is not None and case["held_until"] > now:
        raise NotPossible(f"the case is on hold until {case['held_until']:%Y-%m-%d}")


def remove(desk: Desk, work: UnitOfWork, case_id: str, *, actor: str, because: str) -> None:
    """Delete everything of one report within a unit of work; the database cascades."""
    connection = work.connection
    conversations = select(drafts.c.conversation).where(drafts.c.report_id == case_id)
    connection.execute(delete(calls).where(calls.c.conversation.in_(conversations)))
    connection.execute(delete(drafts).where(drafts.c.report_id == case_id))
    connection.execute(delete(outbox).where(outbox.c.case_id == case_id))
    connection.execute(delete(reports).where(reports.c.id == case_id))
    details = {"because": because}
    subject = f"case:{case_id}"
    ledger.append(desk, work, actor=actor, act="case_erased", subject=subject, details=details)


def sweep(engine: Engine) -> None:
    """Give erased rows' pages back; SQLite has overwritten them already (`secure_delete`)."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")

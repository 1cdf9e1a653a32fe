"""Numbers about the desk's work; never about one person."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from casedesk.domain.levels import Level
from casedesk.services import advice_counts, queue
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases, clocks, escalations
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.operations import outbox
from casedesk.store.tables.reports import reports
from casedesk.store.unit_of_work import UnitOfWork


def stats(desk: Desk) -> dict[str, Any]:
    """Return counts of reports, cases, clocks, notices and advice, as JSON can carry them."""
    live = queue.counts(desk)
    with desk.reading() as work:
        counted = {
            "reports": _count(work, reports.c.id),
            "reports_unfinished": _count(work, reports.c.id, reports.c.finished.is_(False)),
            "conversations_open": _count(work, drafts.c.id, drafts.c.state == "open"),
            "cases_closed": _count(work, cases.c.id, cases.c.closed_at.is_not(None)),
            "escalations": _count(work, escalations.c.step),
            "notices_waiting": _count(work, outbox.c.id, outbox.c.try_at.is_not(None)),
            "notices_given_up": _count(work, outbox.c.id, outbox.c.given_up_at.is_not(None)),
            "seen": _seen(work),
        }
    return {
        **counted,
        "live": {level: live.waiting[level] for level in Level},
        "late": {level: live.late[level] for level in Level},
        "advice_30_days": advice_counts.topics(desk),
    }


def _seen(work: UnitOfWork) -> dict[str, int]:
    """Count children seen or spoken to in time, too late, and not yet, by the first such clock."""
    seen = cases.c.child_seen_at
    due = (
        select(func.min(clocks.c.due_at))
        .where(clocks.c.case_id == cases.c.id, clocks.c.kind == "child_seen")
        .scalar_subquery()
    )
    return {
        "in_time": _count(work, cases.c.id, seen.is_not(None), seen <= due),
        "too_late": _count(work, cases.c.id, seen.is_not(None), seen > due),
        "not_yet": _count(work, cases.c.id, seen.is_(None)),
    }


def _count(work: UnitOfWork, column: ColumnElement[Any], *where: ColumnElement[bool]) -> int:
    return work.connection.scalar(select(func.count(column)).where(*where)) or 0

"""What is kept no longer: `data/retention.yml`, applied by the worker in small steps."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, delete, or_, select

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.services import erasure, likeness
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases, requests
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.operations import heartbeats, outbox

CLASSES = ("closed_cases", "delivered_notices", "conversation_links", "heartbeats")


def load_retention(file: Path = DATA / "retention.yml") -> dict[str, timedelta]:
    """Return how long each class is kept; raise DataError listing every problem."""
    raw = read_yaml(file)
    found = raw if isinstance(raw, dict) else {}
    problems = [
        f"{file}: {name}: needs `days`, a whole number of at least 1"
        for name in CLASSES
        if not _is_days(found.get(name))
    ]
    problems += [
        f"{file}: {name}: is no class; they are {', '.join(CLASSES)}"
        for name in found
        if name not in {*CLASSES, "reviewed_on"}
    ]
    if problems:
        raise DataError(problems)
    return {name: timedelta(days=found[name]["days"]) for name in CLASSES}


def _is_days(one: object) -> bool:
    days = one.get("days") if isinstance(one, dict) else None
    return isinstance(days, int) and not isinstance(days, bool) and days >= 1


_ASKED_FOR = cases.c.id.in_(
    select(requests.c.case_id).where(requests.c.kind == "erase", requests.c.decision == "agreed")
)


def expire(desk: Desk, kept: dict[str, timedelta]) -> int:
    """Erase one closed case whose time is over; return 1 if there was one, else 0.

    Its time is over at once when a supervisor agreed to the reporter's wish to be erased.
    """
    with desk.work() as work:
        over = select(cases).where(
            or_(
                cases.c.closed_at <= work.now - kept["closed_cases"],
                and_(cases.c.closed_at.is_not(None), _ASKED_FOR),
            ),
            or_(cases.c.held_until.is_(None), cases.c.held_until <= work.now),
        )
        case = (
            work.connection.execute(
                over.order_by(cases.c.closed_at).limit(1).with_for_update(skip_locked=True)
            )
            .mappings()
            .first()
        )
        if case is None:
            return 0
        erasure.remove(desk, work, case["id"], actor="worker", because="expired")
        work.commit()
    erasure.sweep(desk.engine)
    return 1


def tidy(desk: Desk, kept: dict[str, timedelta]) -> None:
    """Delete old notices, links from conversations to reports, sketches, heartbeats of the dead."""
    with desk.work() as work:
        now = work.now
        # A case keeps its first notice, so that `check` can tell it was ever told of.
        done = or_(
            outbox.c.sent_at <= now - kept["delivered_notices"],
            outbox.c.given_up_at <= now - kept["delivered_notices"],
        )
        routine = outbox.c.kind.not_in(("case_filed", "case_unfinished"))
        links = and_(
            drafts.c.state == "filed", drafts.c.touched_at <= now - kept["conversation_links"]
        )
        work.connection.execute(delete(outbox).where(done, routine))
        work.connection.execute(delete(drafts).where(links))
        work.connection.execute(
            delete(heartbeats).where(heartbeats.c.at <= now - kept["heartbeats"])
        )
        likeness.forget(work)
        work.commit()

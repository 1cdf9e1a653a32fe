"""Who is on duty for each rung of the ladder, so that an escalation has a name and not a role."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import ledger
from casedesk.services.acting import Actor
from casedesk.services.desk import Desk
from casedesk.store.tables.staff import roster, staff
from casedesk.store.unit_of_work import UnitOfWork

DUTIES = ("duty_supervisor", "head_of_safeguarding")
LONGEST = timedelta(days=14)


@dataclass(frozen=True)
class Duty:
    """Somebody's time on a rung, aware UTC."""

    id: str
    username: str
    duty: str
    starts_at: datetime
    ends_at: datetime


def add(
    desk: Desk, username: str, duty: str, between: tuple[datetime, datetime], *, by: Actor
) -> None:
    """Put somebody on the roster; raise NotPossible for an unknown person, duty or odd times."""
    starts_at, ends_at = between
    if duty not in DUTIES:
        raise NotPossible(f"the duty is one of {', '.join(DUTIES)}")
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise NotPossible("a duty ends after it starts, and within two weeks")
    with desk.work() as work:
        able = select(staff.c.id).where(
            staff.c.username == username, staff.c.active, staff.c.role == "supervisor"
        )
        if work.connection.scalar(able) is None:
            raise NotPossible("choose a supervisor with an open account")
        row = {"id": uuid.uuid4().hex, "username": username, "duty": duty}
        work.connection.execute(insert(roster).values(**row, starts_at=starts_at, ends_at=ends_at))
        ledger.append(desk, work, actor=by.name, act="duty_added", subject=f"staff:{username}")
        work.commit()


def remove(desk: Desk, duty_id: str, *, by: Actor) -> None:
    """Take a duty off the roster; raise NotFound when there is none."""
    with desk.work() as work:
        gone = work.connection.execute(delete(roster).where(roster.c.id == duty_id))
        if gone.rowcount != 1:
            raise NotFound("there is no such duty")
        ledger.append(desk, work, actor=by.name, act="duty_removed", subject=f"duty:{duty_id}")
        work.commit()


def upcoming(desk: Desk) -> tuple[Duty, ...]:
    """Return the duties that have not ended, soonest first."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(roster).where(roster.c.ends_at > work.now).order_by(roster.c.starts_at)
        ).mappings()
        return tuple(Duty(**row) for row in rows)


def on_duty(desk: Desk) -> dict[str, tuple[str, ...]]:
    """Return who is on each rung of the ladder now; an empty rung is a gap to be filled."""
    with desk.reading() as work:
        return on_duty_in(work)


def on_duty_in(work: UnitOfWork) -> dict[str, tuple[str, ...]]:
    """Return what `on_duty` does, within a unit of work."""
    current = roster.c.starts_at <= work.now, roster.c.ends_at > work.now
    wanted = select(roster.c.duty, roster.c.username).where(*current).order_by(roster.c.starts_at)
    rows = work.connection.execute(wanted).all()
    return {
        duty: tuple(dict.fromkeys(row.username for row in rows if row.duty == duty))
        for duty in DUTIES
    }

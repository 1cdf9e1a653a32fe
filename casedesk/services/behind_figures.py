"""The rows behind the figures of supervision: which cases, which referrals, longest wait first.

Spans are timedeltas, instants aware UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    type_coerce,
)

from casedesk.domain.levels import Level
from casedesk.services.desk import Desk
from casedesk.store.columns import to_microseconds
from casedesk.store.tables.cases import cases, clocks, referrals
from casedesk.store.tables.reports import BY_HAND, HARMED_BEFORE, verdicts
from casedesk.store.unit_of_work import UnitOfWork

PERIOD = timedelta(days=30)
"""How far back the figures look; what is open counts whatever its age."""

QUARTER = 15 * 60 * 1_000_000
"""A quarter of an hour in the microseconds instants are stored as."""

SHOWN = 500
"""Rows of one list: more than anybody reads, and a page that still comes at once."""

type Among = Literal["", "overridden", "harmed_before", "unseen", "in_time"]
"""Which cases of the period: all; those whose level a person set, of children harmed before, of
children nobody has seen, of children seen within the time of their level."""


@dataclass(frozen=True)
class Wait:
    """One case in the list behind a figure: how long until the child was seen, or since then."""

    reference: str
    level: Level
    owner: str
    received_at: datetime
    seen_at: datetime | None
    took: timedelta


@dataclass(frozen=True)
class Waits:
    """The first rows of a list, and how many there are in all."""

    rows: tuple[Wait, ...]
    total: int


@dataclass(frozen=True)
class Sent:
    """One referral of the period; `due_at` is when its agency has to answer, if it has not."""

    reference: str
    level: Level
    agency: str
    state: str
    sent_at: datetime
    answered_at: datetime | None
    due_at: datetime | None


def among_of(group: Among, work: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a case is of this group; `in_time` is `waits`' own."""
    by_hand = select(verdicts.c.report_id).where(text(BY_HAND), verdicts.c.in_force)
    newer = verdicts.alias("newer")
    outdated = exists().where(
        newer.c.report_id == verdicts.c.report_id, newer.c.number > verdicts.c.number
    )
    names_the_rule = text(HARMED_BEFORE[work.connection.dialect.name])
    before = select(verdicts.c.report_id).where(names_the_rule, not_(outdated))
    groups: dict[Among, ColumnElement[bool]] = {
        "overridden": cases.c.id.in_(by_hand),
        "harmed_before": cases.c.id.in_(before),
        "unseen": cases.c.child_seen_at.is_(None),
    }
    return groups.get(group, true())


def waits(
    desk: Desk, level: Level | None = None, among: Among = "", *, hour: int | None = None
) -> Waits:
    """Return the cases of the period with how long the child waited, longest first.

    `hour` is one of the office's day (0-23) in which the report arrived.
    """
    with desk.reading() as work:
        now = work.now
        wanted = [cases.c.received_at > now - PERIOD, among_of(among, work)]
        if among == "in_time":
            wanted.append(_in_time(desk))
        if level is not None:
            wanted.append(cases.c.level == level)
        if hour is not None:
            wanted.append(_quarter().in_(list(_quarters(desk, now, hour))))
        ended = func.coalesce(
            _number(cases.c.child_seen_at), _number(cases.c.closed_at), to_microseconds(now)
        )
        took = (ended - _number(cases.c.received_at)).label("took")
        rows = work.connection.execute(
            select(cases, took).where(*wanted).order_by(took.desc(), cases.c.reference).limit(SHOWN)
        ).all()
        counted = select(func.count()).select_from(cases).where(*wanted)
        total = work.connection.scalar(counted) or 0
    found = tuple(
        Wait(
            row.reference,
            Level(row.level),
            row.owner,
            row.received_at,
            row.child_seen_at,
            timedelta(microseconds=int(row.took)),
        )
        for row in rows
    )
    return Waits(found, total)


def _number(column: ColumnElement[datetime]) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


def _quarter() -> ColumnElement[int]:
    return _number(cases.c.received_at) // QUARTER


def _quarters(desk: Desk, now: datetime, hour: int) -> Iterator[int]:
    """Yield the quarters of the period that lie in one hour of the office's day."""
    zone = desk.rulebook.clocks.office_hours.zone
    last = to_microseconds(now) // QUARTER
    for back in range(int(PERIOD / timedelta(minutes=15)) + 1):
        at = now - timedelta(minutes=15 * back)
        if at.astimezone(zone).hour == hour:
            yield last - back


def _in_time(desk: Desk) -> ColumnElement[bool]:
    allowed = desk.rulebook.clocks.rules["child_seen"].within
    took = _number(cases.c.child_seen_at) - _number(cases.c.received_at)
    return or_(
        *(
            and_(cases.c.level == level, took <= literal(within // timedelta(microseconds=1)))
            for level, within in allowed.items()
        )
    )


def sent(desk: Desk) -> tuple[Sent, ...]:
    """Return the referrals of the period: those waiting longest for an answer first."""
    running = and_(
        clocks.c.case_id == referrals.c.case_id,
        clocks.c.subject == referrals.c.id,
        clocks.c.stopped_at.is_(None),
    )
    answered = func.coalesce(referrals.c.acknowledged_at, referrals.c.decided_at)
    with desk.reading() as work:
        rows = work.connection.execute(
            select(
                cases.c.reference,
                cases.c.level,
                referrals.c.agency,
                referrals.c.state,
                referrals.c.sent_at,
                answered.label("answered_at"),
                clocks.c.due_at,
            )
            .join(cases, cases.c.id == referrals.c.case_id)
            .outerjoin(clocks, running)
            .where(referrals.c.sent_at > work.now - PERIOD)
            .order_by(clocks.c.due_at.is_(None), clocks.c.due_at, referrals.c.sent_at.desc())
            .limit(SHOWN)
        ).all()
    return tuple(Sent(row[0], Level(row[1]), *row[2:]) for row in rows)

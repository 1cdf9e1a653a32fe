"""What a supervisor must see: what is late, who carries it, how soon children are seen.

Every figure is counted from the record when it is read; nothing is kept beside it that could go
stale. Spans are timedeltas, instants aware UTC.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    bindparam,
    cast,
    exists,
    func,
    not_,
    select,
    true,
    type_coerce,
)

from casedesk.domain.levels import Level
from casedesk.services.desk import Desk
from casedesk.store.columns import Instant, from_microseconds
from casedesk.store.tables.cases import cases, clocks, escalations, referrals
from casedesk.store.tables.reports import verdicts

PERIOD = timedelta(days=30)
"""How far back the figures look; what is open counts whatever its age."""


QUARTER = 15 * 60 * 1_000_000
"""A quarter of an hour in the microseconds instants are stored as."""


@dataclass(frozen=True)
class Seen:
    """How soon the children of one level were seen or spoken to, over the period.

    `unseen` counts cases where nobody has yet; `in_time` those seen within the level's time.
    """

    level: Level
    cases: int
    unseen: int
    in_time: int
    median: timedelta | None
    ninetieth: timedelta | None
    worst: timedelta | None


@dataclass(frozen=True)
class Load:
    """What one owner carries."""

    owner: str
    live: int
    late: int
    waiting: int


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
class Owed:
    """A clock whose lateness no supervisor has answered for yet."""

    reference: str
    level: Level
    kind: str
    owner: str
    due_at: datetime
    steps: int


@dataclass(frozen=True)
class Referrals:
    """How agencies answer: sent, answered, median time to an answer, waiting past their time."""

    sent: int
    answered: int
    median: timedelta | None
    late: int


type Among = Literal["", "overridden", "harmed_before"]
"""Which cases of the period: all, those whose level a person set, of children harmed before."""


def _among(group: Among) -> ColumnElement[bool]:
    set_by_hand = select(verdicts.c.report_id).where(
        verdicts.c.decided_by != "rules", verdicts.c.in_force
    )
    newer = verdicts.alias()
    outdated = exists().where(
        newer.c.report_id == verdicts.c.report_id, newer.c.number > verdicts.c.number
    )
    # The reasons of a verdict name the rules that fired; a rule's id stands there as JSON has it.
    before = select(verdicts.c.report_id).where(
        cast(verdicts.c.reasons, String).contains('"repeat_victim"', autoescape=True),
        not_(outdated),
    )
    groups: dict[Among, ColumnElement[bool]] = {
        "": true(),
        "overridden": cases.c.id.in_(set_by_hand),
        "harmed_before": cases.c.id.in_(before),
    }
    return groups[group]


def waits(desk: Desk, level: Level | None = None, among: Among = "") -> tuple[Wait, ...]:
    """Return the cases of the period with how long the child waited, longest first."""
    with desk.reading() as work:
        shown = ("reference", "level", "owner", "received_at", "child_seen_at", "closed_at")
        wanted = select(*(cases.c[name] for name in shown)).where(
            cases.c.received_at > work.now - PERIOD, _among(among)
        )
        if level is not None:
            wanted = wanted.where(cases.c.level == level)
        rows = work.connection.execute(wanted).all()
        now = work.now
    found = [
        Wait(
            row.reference,
            Level(row.level),
            row.owner,
            row.received_at,
            row.child_seen_at,
            (row.child_seen_at or row.closed_at or now) - row.received_at,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.took, reverse=True))


def time_to_seen(desk: Desk) -> tuple[Seen, ...]:
    """Return, for each level, how soon the child was seen."""
    recent = cases.c.received_at > bindparam("began", type_=Instant)
    spans = type_coerce(cases.c.child_seen_at, BigInteger) - type_coerce(
        cases.c.received_at, BigInteger
    )
    with desk.reading() as work:
        began = {"began": work.now - PERIOD}
        many = select(cases.c.level, func.count()).where(recent).group_by(cases.c.level)
        counted = {row[0]: row[1] for row in work.connection.execute(many, began)}
        # Bare numbers: tens of thousands of instants would take longer to build than to sort.
        seen = select(cases.c.level, spans).where(recent, cases.c.child_seen_at.is_not(None))
        took: dict[str, list[timedelta]] = {}
        for level, span in work.connection.execute(seen.order_by(spans), began):
            took.setdefault(level, []).append(timedelta(microseconds=span))
    allowed = desk.rulebook.clocks.rules["child_seen"].within
    return tuple(
        _seen(level, counted.get(level, 0), took.get(level, []), allowed[level]) for level in Level
    )


def _seen(level: Level, count: int, took: list[timedelta], allowed: timedelta) -> Seen:
    """Put one level's figures together; `took` is in order, the shortest first."""
    return Seen(
        level=level,
        cases=count,
        unseen=count - len(took),
        in_time=bisect_right(took, allowed),
        median=percentile(took, 50),
        ninetieth=percentile(took, 90),
        worst=took[-1] if took else None,
    )


def percentile(ordered: list[timedelta], percent: int) -> timedelta | None:
    """Return the nearest-rank percentile of an ordered list: always a value that occurred."""
    if not ordered:
        return None
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def loads(desk: Desk) -> tuple[Load, ...]:
    """Return what each owner carries, most late work first."""
    with desk.reading() as work:
        late = func.count().filter(cases.c.due_at <= work.now)
        waiting = func.count().filter(cases.c.state == "waiting")
        rows = work.connection.execute(
            select(cases.c.owner, func.count(), late, waiting)
            .where(cases.c.closed_at.is_(None))
            .group_by(cases.c.owner)
        ).all()
    found = [Load(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.live, one.owner)))


def reports_by_hour(desk: Desk) -> tuple[int, ...]:
    """Return how many reports of the period arrived in each hour of the office's day (24)."""
    zone = desk.rulebook.clocks.office_hours.zone
    # Every zone we know of keeps whole quarters of an hour from UTC.
    quarter = (type_coerce(cases.c.received_at, BigInteger) // QUARTER).label("quarter")
    with desk.reading() as work:
        rows = work.connection.execute(
            select(quarter, func.count())
            .where(cases.c.received_at > work.now - PERIOD)
            .group_by(quarter)
        ).all()
    counted: Counter[int] = Counter()
    for number, count in rows:
        counted[from_microseconds(int(number) * QUARTER).astimezone(zone).hour] += count
    return tuple(counted[hour] for hour in range(24))


def reasons_owed(desk: Desk, limit: int = 50) -> tuple[Owed, ...]:
    """Return the running lateness that nobody has answered for, longest overdue first."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(
                cases.c.reference,
                cases.c.level,
                clocks.c.kind,
                cases.c.owner,
                clocks.c.due_at,
                func.count(),
            )
            .select_from(escalations)
            .join(clocks, clocks.c.id == escalations.c.clock_id)
            .join(cases, cases.c.id == escalations.c.case_id)
            .where(escalations.c.needs_reason, escalations.c.reason.is_(None))
            .group_by(
                cases.c.reference,
                cases.c.level,
                clocks.c.kind,
                cases.c.owner,
                clocks.c.id,
                clocks.c.due_at,
            )
            .order_by(cases.c.level, clocks.c.due_at)
            .limit(limit)
        ).all()
    return tuple(Owed(row[0], Level(row[1]), *row[2:]) for row in rows)


def referral_answers(desk: Desk) -> Referrals:
    """Return how the agencies answered the referrals of the period."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(
                referrals.c.id,
                referrals.c.sent_at,
                referrals.c.acknowledged_at,
                referrals.c.decided_at,
            ).where(referrals.c.sent_at > work.now - PERIOD)
        ).all()
        late = work.connection.scalar(
            select(func.count()).where(
                clocks.c.kind == "referral_ack",
                clocks.c.stopped_at.is_(None),
                clocks.c.due_at <= work.now,
            )
        )
    answers = [(one, one.acknowledged_at or one.decided_at) for one in rows]
    took = sorted(at - one.sent_at for one, at in answers if at is not None)
    return Referrals(len(rows), len(took), percentile(took, 50), late or 0)


def share(desk: Desk, among: Among) -> tuple[int, int]:
    """Return how many cases of the period are among these, and of how many."""
    with desk.reading() as work:
        recent = cases.c.received_at > work.now - PERIOD
        counted = select(func.count()).select_from(cases).where(recent)
        total = work.connection.scalar(counted) or 0
        found = work.connection.scalar(counted.where(_among(among))) or 0
    return found, total

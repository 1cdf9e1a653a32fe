"""What a supervisor must see: what is late, who carries it, how soon children are seen.

Every figure is counted from the record when it is read; nothing is kept beside it that could go
stale. The rows behind a figure are in `behind_figures`. Spans are timedeltas, instants aware UTC.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import (
    BigInteger,
    bindparam,
    exists,
    func,
    select,
    text,
    type_coerce,
)

from casedesk.domain.levels import Level
from casedesk.services.behind_figures import PERIOD, QUARTER, Among, among_of
from casedesk.services.desk import Desk
from casedesk.store.columns import Instant, from_microseconds
from casedesk.store.tables.cases import WAITING, cases, clocks, escalations, referrals
from casedesk.store.unit_of_work import UnitOfWork


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
        # Bare numbers, made into spans only where one is shown: there may be tens of thousands.
        seen = select(cases.c.level, spans).where(recent, cases.c.child_seen_at.is_not(None))
        took: dict[str, list[int]] = {}
        for level, span in work.connection.execute(seen.order_by(spans), began):
            took.setdefault(level, []).append(span)
    allowed = desk.rulebook.clocks.rules["child_seen"].within
    return tuple(
        _seen(level, counted.get(level, 0), took.get(level, []), allowed[level]) for level in Level
    )


def _seen(level: Level, count: int, took: list[int], allowed: timedelta) -> Seen:
    """Put one level's figures together; `took` is in order, in microseconds."""
    return Seen(
        level=level,
        cases=count,
        unseen=count - len(took),
        in_time=bisect_right(took, allowed // _MICROSECOND),
        median=_span(percentile(took, 50)),
        ninetieth=_span(percentile(took, 90)),
        worst=_span(percentile(took, 100)),
    )


_MICROSECOND = timedelta(microseconds=1)


def _span(microseconds: int | None) -> timedelta | None:
    return None if microseconds is None else microseconds * _MICROSECOND


def percentile[T: (int, timedelta)](ordered: list[T], percent: int) -> T | None:
    """Return the nearest-rank percentile of an ordered list: always a value that occurred."""
    if not ordered:
        return None
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def loads(desk: Desk) -> tuple[Load, ...]:
    """Return what each owner carries, most late work first."""
    with desk.reading() as work:
        late = func.count().filter(cases.c.due_at <= work.now)
        live = select(cases.c.owner, func.count(), late).where(cases.c.closed_at.is_(None))
        carried = work.connection.execute(live.group_by(cases.c.owner)).all()
        pausing = select(cases.c.owner, func.count()).where(text(WAITING)).group_by(cases.c.owner)
        waiting = {row[0]: row[1] for row in work.connection.execute(pausing)}
    found = [Load(row[0], row[1], row[2], waiting.get(row[0], 0)) for row in carried]
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


_OWED = (escalations.c.needs_reason, escalations.c.reason.is_(None))


def reasons_owed(desk: Desk, limit: int = 50) -> tuple[Owed, ...]:
    """Return the lateness of live cases that nobody has answered for.

    The most urgent cases stand first, and of a level the longest overdue.
    """
    with desk.reading() as work:
        owing = [one for level in Level for one in _owing(work, level, limit)][:limit]
        place = {case_id: number for number, case_id in enumerate(owing)}
        rows = work.connection.execute(
            select(
                cases.c.id,
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
            .where(escalations.c.case_id.in_(owing), *_OWED)
            .group_by(cases.c.id, clocks.c.id)
        ).all()
    ordered = sorted(rows, key=lambda row: (place[row.id], row.due_at))[:limit]
    return tuple(Owed(row[1], Level(row[2]), *row[3:]) for row in ordered)


def _owing(work: UnitOfWork, level: Level, limit: int) -> list[str]:
    """Return the first live cases of a level that owe a reason: a short walk along one index."""
    owes = exists().where(escalations.c.case_id == cases.c.id, *_OWED)
    wanted = cases.c.closed_at.is_(None), cases.c.level == level, owes
    first = select(cases.c.id).where(*wanted).order_by(cases.c.due_at, cases.c.reference)
    return list(work.connection.scalars(first.limit(limit)))


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
        found = work.connection.scalar(counted.where(among_of(among, work))) or 0
    return found, total

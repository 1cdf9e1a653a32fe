"""The queue: live cases by level, then by time to breach, with what is late moved up.

The order is `domain.ranking`'s. It depends on the instant of reading, so it is right even when no
worker runs; and it is read as short runs along one index, so it is as quick with a hundred
thousand cases as with ten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from casedesk.domain.levels import Level
from casedesk.domain.ranking import Waiting, band, queue_key
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases

PAGE = 50


@dataclass(frozen=True)
class QueueRow:
    """One live case as the queue shows it; instants are aware UTC."""

    case_id: str
    reference: str
    level: Level
    state: str
    owner: str
    next_action: str
    due_at: datetime
    received_at: datetime
    late: bool
    unfinished: bool
    series_id: str | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: after this case, in the order of this instant."""

    as_of: datetime
    band: int
    behind: bool
    due_at: datetime
    reference: str


@dataclass(frozen=True)
class Page:
    """One page of the queue. `next` is None on the last one."""

    rows: tuple[QueueRow, ...]
    next: Cursor | None
    as_of: datetime


@dataclass(frozen=True)
class Counts:
    """How many live cases there are, how many of them are late, by level."""

    waiting: dict[Level, int]
    late: dict[Level, int]


def page(
    desk: Desk,
    *,
    level: Level | None = None,
    owner: str | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
    only: tuple[ColumnElement[bool], ...] = (),
) -> Page:
    """Return one page of live cases; `owner` is a username or `duty_team`.

    `only` are further conditions on `cases`, for views and for what somebody may see.
    """
    narrowed = only if owner is None else (*only, cases.c.owner == owner)
    with desk.reading() as work:
        as_of = after.as_of if after else work.now
        runs = [
            _run(one, stretch, as_of=as_of, only=narrowed, after=after, limit=limit + 1)
            for one in (Level if level is None else [level])
            for stretch in _STRETCHES
            if after is None or stretch.place(one) >= (after.band, after.behind)
        ]
        merged = union_all(*(select(run.subquery()) for run in runs)).subquery()
        found = list(
            work.connection.execute(
                select(merged)
                .order_by(merged.c.band, merged.c.behind, merged.c.due_at, merged.c.reference)
                .limit(limit + 1)
            ).mappings()
        )
    rows = tuple(_row(one, as_of) for one in found[:limit])
    return Page(rows, _cursor(found[limit - 1], as_of) if len(found) > limit else None, as_of)


@dataclass(frozen=True)
class _Stretch:
    """The cases of a level that are late or on time, marked or not: one stretch of the index."""

    late: bool
    others_first: bool

    def place(self, level: Level) -> tuple[int, bool]:
        return band(level, late=self.late), self.others_first and not self.late


_STRETCHES = tuple(_Stretch(late, marked) for late in (True, False) for marked in (False, True))


def _run(
    level: Level,
    stretch: _Stretch,
    *,
    as_of: datetime,
    only: tuple[ColumnElement[bool], ...],
    after: Cursor | None,
    limit: int,
) -> Select[Any]:
    """Return the first cases of one stretch of one level, in the order of the index."""
    number, behind = stretch.place(level)
    conditions: list[ColumnElement[bool]] = [
        cases.c.closed_at.is_(None),
        cases.c.level == level,
        cases.c.others_first.is_(stretch.others_first),
        cases.c.due_at <= as_of if stretch.late else cases.c.due_at > as_of,
        *only,
    ]
    if after is not None and (after.band, after.behind) == (number, behind):
        conditions.append(_beyond(after))
    return (
        select(cases, literal(number).label("band"), literal(behind).label("behind"))
        .where(*conditions)
        .order_by(cases.c.due_at, cases.c.reference)
        .limit(limit)
    )


def _beyond(after: Cursor) -> ColumnElement[bool]:
    same_instant = and_(cases.c.due_at == after.due_at, cases.c.reference > after.reference)
    return or_(cases.c.due_at > after.due_at, same_instant)


def _row(row: RowMapping, as_of: datetime) -> QueueRow:
    return QueueRow(
        case_id=row["id"],
        reference=row["reference"],
        level=Level(row["level"]),
        state=row["state"],
        owner=row["owner"],
        next_action=row["next_action"],
        due_at=row["due_at"],
        received_at=row["received_at"],
        late=row["due_at"] <= as_of,
        unfinished=row["unfinished"],
        series_id=row["series_id"],
        marks=tuple(row["marks"] or ()),
    )


def as_waiting(row: RowMapping) -> Waiting:
    """Return a row of `cases` as the ranking knows it."""
    return Waiting(row["reference"], Level(row["level"]), row["due_at"], row["others_first"])


def _cursor(row: RowMapping, as_of: datetime) -> Cursor:
    return Cursor(as_of, *queue_key(as_waiting(row), as_of))


def counts(desk: Desk) -> Counts:
    """Count live and late cases by level."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(
                cases.c.level,
                func.count().label("waiting"),
                func.count().filter(cases.c.due_at <= work.now).label("late"),
            )
            .where(cases.c.closed_at.is_(None))
            .group_by(cases.c.level)
        ).all()
    waiting = {Level(row.level): row.waiting for row in rows}
    late = {Level(row.level): row.late for row in rows}
    return Counts(
        {level: waiting.get(level, 0) for level in Level},
        {level: late.get(level, 0) for level in Level},
    )


def everything(desk: Desk) -> Iterator[QueueRow]:
    """Yield the whole queue, page by page, in the order of the first page's instant."""
    after: Cursor | None = None
    while True:
        one = page(desk, after=after, limit=500)
        yield from one.rows
        if one.next is None:
            return
        after = one.next

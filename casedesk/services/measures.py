"""Measures of the desk for a monitoring system: counts and ages, never anything about one person.

What alarms stand on: how long the longest wait is, whether a worker lives, whether notices get
through, how old the last signed checkpoint is. Ages are seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casedesk.domain.ledger import Checkpoint
from casedesk.domain.levels import Level
from casedesk.services import queue
from casedesk.services.desk import Desk
from casedesk.services.heartbeat import last_beat
from casedesk.services.ledger_checks import newest_checkpoint
from casedesk.store.tables.cases import cases, clocks, escalations
from casedesk.store.tables.operations import ledger as entries
from casedesk.store.tables.operations import outbox
from casedesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Measure:
    """One number; `of` is its label's value ("" for none), such as a level."""

    name: str
    value: float
    of: str = ""


HELP = {
    "firstday_live_cases": "Live cases, by level.",
    "firstday_late_cases": "Live cases past their due time, by level.",
    "firstday_longest_unseen_seconds": "How long the longest-waiting child has not been seen.",
    "firstday_clocks_due": "Steps of clocks that are due and have not fired yet.",
    "firstday_reasons_owed": "Late steps for which a supervisor still owes a reason.",
    "firstday_notices_waiting": "Notices not yet delivered.",
    "firstday_notices_given_up": "Notices that could not be delivered.",
    "firstday_worker_beat_seconds": "Seconds since a worker was last heard of.",
    "firstday_checkpoint_seconds": "Age of the ledger's oldest entry without a checkpoint.",
}
"""Every measure. `firstday_live_cases`, `_late_cases` and `_longest_unseen` carry a level."""

NEVER = float("inf")
"""The age of what never happened; alarms on an age then go off, as they should."""


def measures(desk: Desk) -> Iterator[Measure]:
    """Yield every measure as it is now."""
    counted = queue.counts(desk)
    for level in Level:
        yield Measure("firstday_live_cases", counted.waiting[level], level)
        yield Measure("firstday_late_cases", counted.late[level], level)
    newest = newest_checkpoint(desk)
    with desk.reading() as work:
        yield from _waits(work)
        yield from _work_left(work)
        yield Measure("firstday_worker_beat_seconds", _age(work, last_beat(work, "worker")))
        yield Measure("firstday_checkpoint_seconds", _unsigned(work, newest))


def _age(work: UnitOfWork, at: datetime | None) -> float:
    return NEVER if at is None else (work.now - at).total_seconds()


def _unsigned(work: UnitOfWork, newest: Checkpoint | None) -> float:
    """Return the age of the ledger's oldest entry beyond this checkpoint; 0 when there is none."""
    signed = newest.seq if newest else 0
    beyond = select(func.min(entries.c.at)).where(entries.c.seq > signed)
    oldest = work.connection.scalar(beyond)
    return 0 if oldest is None else _age(work, oldest)


def _waits(work: UnitOfWork) -> Iterator[Measure]:
    unseen = cases.c.closed_at.is_(None), cases.c.child_seen_at.is_(None)
    oldest = (
        select(cases.c.level, func.min(cases.c.received_at)).where(*unseen).group_by(cases.c.level)
    )
    since = {Level(level): at for level, at in work.connection.execute(oldest)}
    for level in Level:
        age = _age(work, since[level]) if level in since else 0
        yield Measure("firstday_longest_unseen_seconds", age, level)


def _work_left(work: UnitOfWork) -> Iterator[Measure]:
    wanted = {
        "firstday_clocks_due": select(func.count()).where(
            clocks.c.stopped_at.is_(None), clocks.c.next_step_at <= work.now
        ),
        "firstday_reasons_owed": select(func.count()).where(
            escalations.c.needs_reason, escalations.c.reason.is_(None)
        ),
        "firstday_notices_waiting": select(func.count()).where(outbox.c.try_at.is_not(None)),
        "firstday_notices_given_up": select(func.count()).where(outbox.c.given_up_at.is_not(None)),
    }
    for name, count in wanted.items():
        yield Measure(name, work.connection.scalar(count) or 0)

"""The order of the queue: by level, then by time to breach; what is late moves up.

Of the cases of one level that are on time, those marked as looking like others or coming fast
(`likeness.py`) stand last; once late they stand where they would without the mark.

A late case ranks with the next level up, and there before everything on time, because its due
instant has passed. Nothing that is not P1 ever ranks with P1: a child in danger now is not kept
waiting by the lateness of other cases. The order can be written as one SQL expression: it depends
on the level, the soonest due instant, the instant of reading and the reference, and so it is right
even when no worker runs.
"""

from dataclasses import dataclass
from datetime import datetime

from casedesk.domain.levels import Level

_NUMBER = {level: number for number, level in enumerate(Level, start=1)}


@dataclass(frozen=True)
class Waiting:
    """A live case in the queue; `due_at` is its soonest due instant, UTC."""

    reference: str
    level: Level
    due_at: datetime
    others_first: bool = False


def band(level: Level, *, late: bool) -> int:
    """Return the level's number 1-4, one less when late, but 1 for P1 only."""
    number = _NUMBER[level]
    return max(2, number - 1) if late and level is not Level.P1 else number


def behind(case: Waiting, now: datetime) -> bool:
    """Return whether others of its level that are on time go first."""
    return case.others_first and case.due_at > now


def queue_key(case: Waiting, now: datetime) -> tuple[int, bool, datetime, str]:
    """Return the sort key of a case; equal only for the same reference."""
    late = case.due_at <= now
    return band(case.level, late=late), behind(case, now), case.due_at, case.reference

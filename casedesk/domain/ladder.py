"""Who hears of a clock that runs on: the ladder of escalation.

A clock's steps are numbered from 1 without gaps and never end, because a case that nobody acts on
must go on being heard. The number is the step's identity: a store that keeps (clock, number) unique
fires each step once, however often and by however many workers this is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casedesk.domain.clocks import ClockPolicy, Deadline, Rung


@dataclass(frozen=True)
class Step:
    """One escalation: its number within the clock, the UTC instant it fell due, and for whom."""

    number: int
    at: datetime
    to: str
    demands: str
    percent: int | None

    def late_by(self, now: datetime) -> timedelta:
        """Return how long after its instant the step is fired."""
        return now - self.at


def step(clock: Deadline, number: int, policy: ClockPolicy) -> Step:
    """Return the clock's step of this number, counted from 1."""
    rungs = policy.ladder
    if number <= len(rungs):
        rung = rungs[number - 1]
        return _step(number, _reached(clock, rung), rung)
    days = number - len(rungs)
    last = _reached(clock, rungs[-1])
    return _step(number, last + days * policy.every, policy.afterwards)


def steps_due(
    clock: Deadline, now: datetime, policy: ClockPolicy, *, after: int = 0
) -> tuple[Step, ...]:
    """Return every step that fell due by `now` (aware), oldest first, beyond step `after`.

    The caller passes the number of the last recorded step; asking again gives the same steps.
    """
    due = []
    number = after + 1
    while (following := step(clock, number, policy)).at <= now:
        due.append(following)
        number += 1
    return tuple(due)


def _reached(clock: Deadline, rung: Rung) -> datetime:
    allowed = clock.due_at - clock.started_at
    return clock.started_at + allowed * (rung.percent or 0) / 100


def _step(number: int, at: datetime, rung: Rung) -> Step:
    return Step(number, at, rung.to, rung.demands, rung.percent)

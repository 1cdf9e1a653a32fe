"""Clocks of a case: when each is due, in UTC, and what may stop it.

Due instants are computed once, from the level, the instant a clock starts and the policy of that
day, and then stored. `ladder.py` says who hears of a clock that runs on.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from casedesk.domain.facts import has
from casedesk.domain.levels import Level
from casedesk.domain.office_hours import OfficeHours
from casedesk.domain.values import Values

type ClockKind = Literal[
    "child_seen",
    "first_action",
    "supervisor_review",
    "device_decision",
    "evidence_decay",
    "referral_ack",
    "reporter_request",
]
CLOCK_KINDS: tuple[ClockKind, ...] = get_args(ClockKind.__value__)

type CaseEvent = Literal[
    "child_contact",
    "contact_attempt",
    "action",
    "referral_sent",
    "referral_answered",
    "device_decision",
    "evidence_secured",
    "sign_off",
    "request_decided",
]

_DOING_SOMETHING: frozenset[CaseEvent] = frozenset(
    {"child_contact", "contact_attempt", "action", "referral_sent", "device_decision"}
)
STOPPED_BY: Mapping[ClockKind, frozenset[CaseEvent]] = {
    "child_seen": frozenset({"child_contact"}),
    "first_action": _DOING_SOMETHING,
    "supervisor_review": frozenset({"sign_off"}),
    "device_decision": frozenset({"device_decision"}),
    "evidence_decay": frozenset({"evidence_secured"}),
    "referral_ack": frozenset({"referral_answered"}),
    "reporter_request": frozenset({"request_decided"}),
}
"""What stops each clock. In code, not data: that only a contact with the child stops `child_seen`
is the reason for this system. A closed case has no running clocks; `case.py` says what closing
demands."""


ANEW: tuple[ClockKind, ...] = ("child_seen", "first_action", "supervisor_review")
"""Clocks that a raised level or a new danger starts again; what was decided or secured stays so."""


@dataclass(frozen=True)
class ClockRule:
    """One kind of clock as written in `data/triage/clocks.yml`; `office` counts open hours only."""

    kind: ClockKind
    means: str
    action: str
    source: str
    within: Mapping[Level, timedelta]
    office: bool = False
    verified: bool = True


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: who is told, at what percent of the allowed time, and what they owe.

    In the daily rung after the last, `percent` is None.
    """

    to: str
    demands: str
    percent: int | None = None


@dataclass(frozen=True)
class ClockPolicy:
    """Everything `clocks.yml` says. `version` is a hash of its content."""

    rules: Mapping[ClockKind, ClockRule]
    office_hours: OfficeHours
    disappearing: timedelta
    platforms: Mapping[str, timedelta]
    ladder: tuple[Rung, ...]
    afterwards: Rung
    every: timedelta
    version: str


@dataclass(frozen=True)
class Deadline:
    """A clock that runs: what must have happened by `due_at`; both instants in UTC.

    `subject` tells clocks of one kind apart: a platform named in the policy, or the id of a
    referral or request.
    Raises ValueError for a naive instant, or one that is due before it starts.
    """

    kind: ClockKind
    due_at: datetime
    started_at: datetime
    subject: str = ""

    def __post_init__(self) -> None:
        if self.due_at.tzinfo is not UTC or self.started_at.tzinfo is not UTC:
            raise ValueError("a deadline's instants must be in UTC")
        if self.due_at <= self.started_at:
            raise ValueError("a clock must be due after it starts")


def deadlines_for(
    level: Level, received_at: datetime, policy: ClockPolicy, facts: Values
) -> tuple[Deadline, ...]:
    """Return the clocks that start when a report is received, soonest first.

    `received_at` is any aware instant; `facts` are the report's answers.
    """
    kinds: tuple[ClockKind, ...] = (
        *("child_seen", "first_action", "supervisor_review", "device_decision"),
    )
    clocks = [deadline(kind, level, received_at, policy) for kind in kinds]
    clocks += _evidence_clocks(level, received_at, policy, facts)
    return tuple(sorted(clocks, key=lambda clock: clock.due_at))


def deadline(
    kind: ClockKind, level: Level, start: datetime, policy: ClockPolicy, *, subject: str = ""
) -> Deadline:
    """Return one clock started at `start`; for a `referral_ack` the subject is the referral."""
    rule = policy.rules[kind]
    started_at = in_utc(start)
    allowed = rule.within[level]
    due_at = policy.office_hours.add(started_at, allowed) if rule.office else started_at + allowed
    return Deadline(kind, due_at, started_at, subject)


def tightened(
    running: Deadline,
    level: Level,
    at: datetime,
    policy: ClockPolicy,
    *,
    facts: Values | None = None,
) -> Deadline:
    """Return the clock that replaces a running one when the level or the answers change at `at`.

    The new allowance counts from the new fact, and a clock never becomes due later by it; when the
    running clock is due sooner anyway it is returned unchanged.
    """
    if running.kind == "evidence_decay":
        allowed = _evidence_allowance(running.subject, level, policy, facts or {})
        fresh = replace(running, started_at=in_utc(at), due_at=in_utc(at) + allowed)
    else:
        fresh = deadline(running.kind, level, at, policy, subject=running.subject)
    return fresh if fresh.due_at < running.due_at else running


def evidence_first_named(
    had: Collection[str], level: Level, at: datetime, policy: ClockPolicy, *, facts: Values
) -> tuple[Deadline, ...]:
    """Return the evidence clocks of platforms named at `at` for the first time.

    `had` are the subjects of every evidence clock the case has had, running or stopped.
    """
    found = _evidence_clocks(level, at, policy, facts)
    return tuple(clock for clock in found if clock.subject and clock.subject not in had)


def clocks_after_raise(
    running: Iterable[Deadline], level: Level, at: datetime, policy: ClockPolicy, *, facts: Values
) -> tuple[Deadline, ...]:
    """Return the clocks that run after a raised level or a new danger at `at`, soonest first.

    Running ones are kept or tightened. Those in `ANEW` start again even if they had been stopped:
    a child who was seen before the danger was known has not been seen about it.
    """
    kept = [tightened(clock, level, at, policy, facts=facts) for clock in running]
    kinds = {clock.kind for clock in kept}
    anew = [deadline(kind, level, at, policy) for kind in ANEW if kind not in kinds]
    return tuple(sorted([*kept, *anew], key=lambda clock: clock.due_at))


def stops(kind: ClockKind, event: CaseEvent) -> bool:
    """Return whether the event stops a clock of this kind."""
    return event in STOPPED_BY[kind]


def in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; raise ValueError when it does not say where it stands."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)


def _evidence_clocks(
    level: Level, start: datetime, policy: ClockPolicy, facts: Values
) -> list[Deadline]:
    started_at = in_utc(start)
    return [
        Deadline(
            "evidence_decay",
            started_at + _evidence_allowance(subject, level, policy, facts),
            started_at,
            subject,
        )
        for subject in _evidence_subjects(policy, facts)
    ]


def _evidence_subjects(policy: ClockPolicy, facts: Values) -> list[str]:
    """Return one subject per platform of the policy that was named, and "" for all the others.

    Other platforms never give their name to a clock: it could be the child's own words.
    """
    said = facts.get("platforms", [])
    named = {str(one) for one in (said if isinstance(said, list) else [said])}
    known = sorted(named & policy.platforms.keys())
    return known if known and named == set(known) else [*known, ""]


def _evidence_allowance(
    subject: str, level: Level, policy: ClockPolicy, facts: Values
) -> timedelta:
    allowed = [policy.rules["evidence_decay"].within[level]]
    if subject:
        allowed.append(policy.platforms[subject])
    if has(facts, "evidence_disappearing", "yes", "unsure"):
        allowed.append(policy.disappearing)
    return min(allowed)

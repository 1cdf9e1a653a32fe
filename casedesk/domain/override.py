"""How people set another level than the rules did, and what a later verdict may change.

Raising takes one person and a reason. Lowering takes a reason and a second person who agrees,
because the rules never lower anything themselves.
"""

from dataclasses import dataclass

from casedesk.domain.errors import NotPermitted, NotPossible
from casedesk.domain.levels import Level, most_urgent
from casedesk.domain.triage import Verdict


@dataclass(frozen=True)
class Override:
    """A level set by people: from what, to what, by whom (staff ids) and why."""

    previous: Level
    level: Level
    by: str
    reason: str
    second: str | None


def override(
    current: Level, wanted: Level, *, by: str, reason: str, second: str | None = None
) -> Override:
    """Return the override to record.

    Raises NotPossible without a written reason or when the level is the same already, NotPermitted
    when lowering without a second person.
    """
    if not reason.strip():
        raise NotPossible("another level needs a written reason")
    if wanted is current:
        raise NotPossible(f"the case is at {current} already")
    if current.outranks(wanted) and second in (None, "", by):
        raise NotPermitted("lowering a level needs a second person")
    return Override(current, wanted, by, reason.strip(), second or None)


def retriaged(standing: Level, before: Verdict, now: Verdict) -> Level:
    """Return the level of a case after its answers changed.

    Only a rule that did not fire before can raise it: what two people already weighed when they
    lowered the level does not bring the old level back.
    """
    known = {reason.rule for reason in before.reasons}
    new = [reason.level for reason in now.reasons if reason.rule not in known]
    return most_urgent(standing, *new)

"""What must be true before a case may be closed."""

from dataclasses import dataclass
from datetime import datetime

from casedesk.domain.contact import (
    ATTEMPTS_NEEDED,
    Contact,
    different_attempts,
    is_contact_with_child,
)
from casedesk.domain.errors import NotPossible


@dataclass(frozen=True)
class ClosureRecord:
    """What the record of a case says about closing it.

    `attempts_agreed_by` and `agreed_by` are supervisors (staff ids), `asked_by` is who wants to
    close. `referrals_open` counts referrals that no agency has answered,
    `requests_open` what the reporter asked for and nobody has decided. `since` is when the newest
    `child_seen` clock started: contacts before a case was reopened, or its level raised, do not
    count again.
    """

    contacts: tuple[Contact, ...]
    asked_by: str
    attempts_agreed_by: str | None = None
    referral_answered: bool = False
    referrals_open: int = 0
    requests_open: int = 0
    device_decided: bool = False
    agreed_by: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Missing:
    """One condition that does not hold yet: its code, and what to do in plain words."""

    code: str
    text: str


_CONDITIONS = {
    "child_seen": "See or speak to the child, or have three different attempts signed off.",
    "referral_question": "Answer whether another agency must be told, and which.",
    "referrals_open": "Wait for, or withdraw, each referral that no agency has answered.",
    "requests_open": "Decide each thing the reporter asked for with their code.",
    "device_decision": "Decide about the device, with a reason.",
    "supervisor": "Have a supervisor agree who did not ask for the closure.",
}


def closure_missing(record: ClosureRecord) -> tuple[Missing, ...]:
    """Return every condition that does not hold yet; the case may be closed when there is none."""
    held = {
        "child_seen": _seen_or_tried(record),
        "referral_question": record.referral_answered,
        "referrals_open": record.referrals_open == 0,
        "requests_open": record.requests_open == 0,
        "device_decision": record.device_decided,
        "supervisor": record.agreed_by not in (None, "", record.asked_by),
    }
    return tuple(Missing(code, _CONDITIONS[code]) for code, holds in held.items() if not holds)


def check_closure(record: ClosureRecord) -> None:
    """Raise NotPossible listing all that is missing."""
    if missing := closure_missing(record):
        raise NotPossible(" ".join(one.text for one in missing))


def _seen_or_tried(record: ClosureRecord) -> bool:
    counting = [one for one in record.contacts if not record.since or one.at >= record.since]
    if any(map(is_contact_with_child, counting)):
        return True
    tried = different_attempts(counting) >= ATTEMPTS_NEEDED
    return tried and bool(record.attempts_agreed_by)

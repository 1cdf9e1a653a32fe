"""Contacts with people in a case, and which of them mean that the child was seen or spoken to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from casedesk.domain.clocks import CaseEvent, Deadline, stops
from casedesk.domain.errors import NotPossible

type Who = Literal["child", "carer", "reporter", "other"]
type Method = Literal["in_person", "video", "phone", "text", "email", "message", "letter"]

SEEN_OR_SPOKEN_TO: frozenset[Method] = frozenset({"in_person", "video", "phone"})
"""A written reply does not show who writes, or how they are."""

ATTEMPTS_NEEDED = 3


@dataclass(frozen=True)
class Contact:
    """One contact or attempt: when (aware), with whom, how, and whether they were reached."""

    at: datetime
    who: Who
    method: Method
    reached: bool


def is_contact_with_child(contact: Contact) -> bool:
    """Return whether the child was seen or spoken to; nothing else stops `child_seen`."""
    return contact.who == "child" and contact.reached and contact.method in SEEN_OR_SPOKEN_TO


def stops_clock(contact: Contact, clock: Deadline) -> bool:
    """Return whether the contact stops this clock.

    One that lies before the clock started does not, whenever it was written down: it cannot have
    been about what started the clock.
    """
    return contact.at >= clock.started_at and stops(clock.kind, event_of(contact))


def is_attempt(contact: Contact) -> bool:
    """Return whether it was an attempt to see or speak to the child that did not succeed."""
    return contact.who == "child" and not is_contact_with_child(contact)


def event_of(contact: Contact) -> CaseEvent:
    """Return what the contact means to the clocks."""
    if is_contact_with_child(contact):
        return "child_contact"
    return "contact_attempt" if is_attempt(contact) else "action"


def different_attempts(contacts: Iterable[Contact]) -> int:
    """Count attempts that differ in method or in day (UTC): three calls in one hour are one."""
    attempts = filter(is_attempt, contacts)
    return len({(one.method, one.at.astimezone(UTC).date()) for one in attempts})


def check_instant(at: datetime, *, received_at: datetime, now: datetime) -> None:
    """Raise NotPossible for a contact in the future, or before the report was received.

    Either would stop a clock that should run.
    """
    if at > now:
        raise NotPossible("a contact cannot lie in the future")
    if at < received_at:
        raise NotPossible("a contact before the report was received does not count for it")

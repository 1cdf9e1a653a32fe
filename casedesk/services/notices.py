"""Telling people: a row in the outbox, written in the commit of what it tells about.

A notice carries the reference and the level, never a reporter's words, and names a role; which
address that is, is decided when it is delivered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casedesk.services.desk import Desk
from casedesk.settings import Settings
from casedesk.store.ids import new_id
from casedesk.store.tables.operations import outbox
from casedesk.store.unit_of_work import UnitOfWork

CONSOLE = "console"


@dataclass(frozen=True)
class Telling:
    """What to tell: about which case, of which kind, to which role, with which facts."""

    case_id: str
    kind: str
    to: str
    facts: Mapping[str, Any]


def channels(settings: Settings) -> list[str]:
    """Return how staff are told: the console always shows it, others when they are set up."""
    mail = ["mail"] if settings.smtp_url else []
    webhook = ["webhook"] if settings.webhook_url else []
    return [CONSOLE, *mail, *webhook]


def tell(
    desk: Desk, work: UnitOfWork, case_id: str, kind: str, *, to: str, facts: Mapping[str, Any]
) -> None:
    """Put one notice into the outbox for every channel."""
    tell_all(desk, work, [Telling(case_id, kind, to, facts)])


def tell_all(desk: Desk, work: UnitOfWork, tellings: Sequence[Telling]) -> None:
    """Put notices into the outbox, each for every channel."""
    reached = channels(desk.settings)
    work.add(outbox, *(_row(work.now, one, channel) for one in tellings for channel in reached))


def _row(now: datetime, one: Telling, channel: str) -> dict[str, Any]:
    shown = channel == CONSOLE
    return {
        "id": new_id(now),
        "case_id": one.case_id,
        "created_at": now,
        "kind": one.kind,
        "channel": channel,
        "recipient": one.to,
        "facts": dict(one.facts),
        "attempts": 0,
        # What the console shows is delivered by being stored.
        "try_at": None if shown else now,
        "sent_at": now if shown else None,
    }

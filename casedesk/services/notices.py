"""Telling people: a row in the outbox, written in the commit of what it tells about.

A notice carries the reference and the level, never a reporter's words, and names a role; which
address that is, is decided when it is delivered.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from casedesk.services.desk import Desk
from casedesk.settings import Settings
from casedesk.store.tables.operations import outbox
from casedesk.store.unit_of_work import UnitOfWork

CONSOLE = "console"


def channels(settings: Settings) -> list[str]:
    """Return how staff are told: the console always shows it, others when they are set up."""
    mail = ["mail"] if settings.smtp_url else []
    webhook = ["webhook"] if settings.webhook_url else []
    return [CONSOLE, *mail, *webhook]


def tell(
    desk: Desk, work: UnitOfWork, case_id: str, kind: str, *, to: str, facts: Mapping[str, Any]
) -> None:
    """Put one notice into the outbox for every channel."""
    rows = [
        {
            "id": uuid.uuid4().hex,
            "case_id": case_id,
            "created_at": work.now,
            "kind": kind,
            "channel": channel,
            "recipient": to,
            "facts": dict(facts),
            "attempts": 0,
            # What the console shows is delivered by being stored.
            "try_at": None if channel == CONSOLE else work.now,
            "sent_at": work.now if channel == CONSOLE else None,
        }
        for channel in channels(desk.settings)
    ]
    work.connection.execute(insert(outbox), rows)

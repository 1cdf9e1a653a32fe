"""Signs of life: each process that must not stop unseen writes when it was last at work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from casedesk.services.desk import Desk
from casedesk.store.tables.operations import heartbeats
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import upsert


def beat(desk: Desk, name: str, facts: Mapping[str, Any] | None = None) -> None:
    """Write that this process is alive; workers are named like `worker:host:pid`."""
    with desk.work() as work:
        row = {"name": name, "at": work.now, "facts": dict(facts or {})}
        upsert(work.connection, heartbeats, [row])
        work.commit()


def last_beat(work: UnitOfWork, name: str) -> datetime | None:
    """Return when any process of this name, or `name:...`, was last heard of (aware UTC)."""
    newest = select(heartbeats.c.at).where(
        (heartbeats.c.name == name) | heartbeats.c.name.startswith(f"{name}:", autoescape=True)
    )
    return work.connection.scalar(newest.order_by(heartbeats.c.at.desc()).limit(1))

"""Whether the worker is alive, as the pages see it."""

from datetime import datetime

from sqlalchemy import func, select

from casedesk.services.desk import Desk
from casedesk.store.tables.operations import heartbeats


def last_heartbeat(desk: Desk) -> datetime | None:
    """Return the instant of the worker's last sign of life (aware, UTC), or None."""
    with desk.reading() as work:
        latest: datetime | None = work.connection.scalar(select(func.max(heartbeats.c.at)))
    return latest

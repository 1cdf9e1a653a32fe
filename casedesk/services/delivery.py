"""Delivery of notices: at least once, each under a stable id its receiver can recognise.

A claim is a lease: the statement that takes a notice moves the instant it may next be tried past
the lease, judged by the database's clock. A worker that dies in between simply lets it run out, so
there is nothing to rescue. Each notice is claimed alone, and one that fails waits longer each time,
so that a poisonous one blocks nothing; after the last try it is given up for all to see.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select, update

from casedesk.services.desk import Desk
from casedesk.store.tables.operations import outbox

LEASE = timedelta(seconds=60)
"""Longer than any sender may take; see the time limits in `senders.py`."""

TRIES = 12
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)


@dataclass(frozen=True)
class Notice:
    """One notice to deliver: to a role, about a case; `facts` hold reference and level."""

    id: str
    kind: str
    channel: str
    recipient: str
    facts: Mapping[str, Any]
    created_at: datetime
    attempts: int


type Sender = Callable[[Notice], None]
"""Delivers a notice or raises OSError (or a subclass, as network errors are) saying why not."""


class NotDelivered(OSError):  # noqa: N818 - reads as what happened
    """The receiver refused the notice, or there is nobody to send it to."""


def deliver(desk: Desk, senders: Mapping[str, Sender]) -> int:
    """Try one notice that is due; return 1 if there was one, else 0."""
    claimed = _claim(desk, tuple(senders)) if senders else None
    if claimed is None:
        return 0
    notice, lease = claimed
    try:
        senders[notice.channel](notice)
    except OSError as problem:
        _put_off(desk, notice, lease, problem)
    else:
        _finish(desk, notice, lease, sent_at=True)
    return 1


def given_up(desk: Desk, limit: int = 50) -> list[RowMapping]:
    """Return the notices that nobody got, newest first, each with its problem and instant."""
    shown = (outbox.c[name] for name in ("kind", "channel", "recipient", "problem", "given_up_at"))
    wanted = select(*shown, outbox.c.facts).where(outbox.c.given_up_at.is_not(None))
    with desk.reading() as work:
        newest = wanted.order_by(outbox.c.given_up_at.desc()).limit(limit)
        return list(work.connection.execute(newest).mappings())


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after this many attempts: doubling from 15 s, an hour at most."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(attempts - 1, 20)))


def _claim(desk: Desk, channels: tuple[str, ...]) -> tuple[Notice, str] | None:
    lease = uuid.uuid4().hex
    with desk.work() as work:
        next_one = (
            select(outbox.c.id)
            .where(outbox.c.try_at <= work.now, outbox.c.channel.in_(channels))
            .order_by(outbox.c.try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        claim = (
            update(outbox)
            .where(outbox.c.id == next_one.scalar_subquery())
            .values(lease=lease, try_at=work.now + LEASE, attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
        row = work.connection.execute(claim).mappings().first()
        work.commit()
    return None if row is None else (_notice(row), lease)


def _notice(row: RowMapping) -> Notice:
    return Notice(
        id=row["id"],
        kind=row["kind"],
        channel=row["channel"],
        recipient=row["recipient"],
        facts=row["facts"],
        created_at=row["created_at"],
        attempts=row["attempts"],
    )


def _put_off(desk: Desk, notice: Notice, lease: str, problem: OSError) -> None:
    # Only our own sentences are kept: what a server answers is not ours to store.
    why = str(problem) if isinstance(problem, NotDelivered) else type(problem).__name__
    if notice.attempts >= TRIES:
        _finish(desk, notice, lease, sent_at=False, problem=why)
        return
    with desk.work() as work:
        later = work.now + wait_after(notice.attempts)
        work.connection.execute(
            update(outbox)
            .where(outbox.c.id == notice.id, outbox.c.lease == lease)
            .values(try_at=later, lease=None, problem=why[:200])
        )
        work.commit()


def _finish(
    desk: Desk, notice: Notice, lease: str, *, sent_at: bool, problem: str | None = None
) -> None:
    """Mark as sent, or given up, unless the lease ran out and another worker has it now."""
    with desk.work() as work:
        ended = {"sent_at" if sent_at else "given_up_at": work.now, "problem": problem}
        work.connection.execute(
            update(outbox)
            .where(outbox.c.id == notice.id, outbox.c.lease == lease)
            .values(try_at=None, lease=None, **ended)
        )
        work.commit()

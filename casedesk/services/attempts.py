"""How often somebody may guess: five wrong passwords or codes a minute, by account and address."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from casedesk.domain.errors import FirstdayError
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.tables.staff import sign_in_attempts, staff
from casedesk.store.unit_of_work import UnitOfWork

TRIES, WINDOW = 5, timedelta(minutes=1)
TRUSTED = timedelta(days=30)
"""How long an address that signed in well keeps its own allowance for that account."""


class SlowDown(FirstdayError):  # noqa: N818 - reads as what happened
    """Too many attempts within a minute."""

    def __init__(self) -> None:
        super().__init__("Too many attempts. Wait a minute, then try again.")


def count_attempt(desk: Desk, username: str, address: str, act: str) -> Row[Any] | None:
    """Count an attempt before it is judged; return the account if there is one, or raise SlowDown.

    Counting first means that a hundred attempts at once are still a hundred attempts. An address
    that has signed in to this account before is counted apart from strangers, so that nobody can
    keep the only admin out by guessing wrong on purpose.
    """
    username, place = username.strip().lower()[:40], place_of(desk, address)
    with UnitOfWork(desk.engine, desk.clock) as work:
        if _too_many(work, username, place):
            raise SlowDown
        remember(work, username, place, succeeded=False)
        row = work.connection.execute(select(staff).where(staff.c.username == username)).first()
        # What was typed in the wrong field may be a password: only real names are recorded.
        subject = f"staff:{row.username if row else 'unknown'}"
        ledger.append(desk, work, actor="unknown", act=act, subject=subject)
        work.commit()
    return row


def _too_many(work: UnitOfWork, username: str, place: str) -> bool:
    table = sign_in_attempts.c
    failed: tuple[Any, ...] = table.at > work.now - WINDOW, ~table.succeeded
    of_address = (*failed, table.address == place)
    of_account: tuple[Any, ...] = (*failed, table.username == username)
    if _known(work, username, place):
        of_account = (*of_account, table.address == place)
    return max(_count(work.connection, of_address), _count(work.connection, of_account)) >= TRIES


def _known(work: UnitOfWork, username: str, place: str) -> bool:
    table = sign_in_attempts.c
    here = table.username == username, table.address == place
    return _count(work.connection, (*here, table.succeeded, table.at > work.now - TRUSTED)) > 0


def _count(connection: Connection, where: tuple[Any, ...]) -> int:
    return connection.scalar(select(func.count()).select_from(sign_in_attempts).where(*where)) or 0


def remember(work: UnitOfWork, username: str, place: str, *, succeeded: bool) -> None:
    """Write down an attempt, and drop those too old to matter."""
    row = {"username": username, "address": place, "at": work.now, "succeeded": succeeded}
    work.connection.execute(insert(sign_in_attempts).values(**row))
    old = sign_in_attempts.c.at < work.now - TRUSTED
    work.connection.execute(delete(sign_in_attempts).where(old))


def forgive(desk: Desk, work: UnitOfWork, username: str, address: str) -> None:
    """Take back the attempt that turned out right, so that five good ones never slow anybody."""
    table = sign_in_attempts.c
    mine = table.username == username, table.address == place_of(desk, address)
    latest = select(func.max(table.id)).where(*mine, ~table.succeeded).scalar_subquery()
    work.connection.execute(delete(sign_in_attempts).where(table.id == latest))


def place_of(desk: Desk, address: str) -> str:
    """Return the keyed hash an address is remembered by."""
    return desk.vault.match("staff address", address).hex()

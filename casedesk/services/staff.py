"""Staff accounts: who they are, what they may do, and the operator's acts on them.

Roles: a call handler takes calls and sees the cases those made; a caseworker works the queue; a
supervisor also signs off, overrides and inspects; an auditor reads records and the ledger and
changes nothing; an admin keeps accounts and sees no report.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import credentials, ledger
from casedesk.services.desk import Desk
from casedesk.store.tables.staff import (
    recovery_codes,
    sign_in_attempts,
    staff,
    staff_sessions,
)
from casedesk.store.unit_of_work import UnitOfWork

type Role = Literal["call_handler", "caseworker", "supervisor", "auditor", "admin"]
ROLES: tuple[str, ...] = get_args(Role.__value__)

FIRST_USERNAME = "admin"

_USERNAME = re.compile(r"(?=.{2,40}$)[a-z0-9][a-z0-9._-]*(@[a-z0-9][a-z0-9.-]*)?")


@dataclass(frozen=True)
class Person:
    """One account, without anything secret. `last_seen` is None before the first sign-in."""

    id: str
    username: str
    name: str
    role: Role
    active: bool
    enrolled: bool
    last_seen: datetime | None


@dataclass(frozen=True)
class NewAccount:
    """An account just made or reset: the one-time password exists only here."""

    username: str
    one_time_password: str


def add(desk: Desk, username: str, name: str, role: str, *, by: str) -> NewAccount:
    """Make an account that must choose a password and enrol an authenticator at first sign-in.

    Raises NotPossible when the username is taken or malformed, or the role is none of ROLES.
    """
    username = _username(username)
    if role not in ROLES:
        raise NotPossible(f"the role must be one of {', '.join(ROLES)}")
    password = credentials.one_time_password()
    hashed = credentials.hash_password(password)  # Slow: before the transaction, not inside it.
    with UnitOfWork(desk.engine, desk.clock) as work:
        if _row(work.connection, username) is not None:
            raise NotPossible(f"there is already an account {username!r}")
        _insert(work, username=username, name=name.strip() or username, role=role, hashed=hashed)
        _record(desk, work, "staff_added", username, by=by)
        work.commit()
    return NewAccount(username, password)


def first_account(desk: Desk) -> NewAccount | None:
    """Make the first admin account of an empty desk; None when there is any account already."""
    password = credentials.one_time_password()
    hashed = credentials.hash_password(password)
    with UnitOfWork(desk.engine, desk.clock) as work:
        if work.connection.scalar(select(func.count()).select_from(staff)):
            return None
        _insert(work, username=FIRST_USERNAME, name="Administrator", role="admin", hashed=hashed)
        _record(desk, work, "staff_added", FIRST_USERNAME, by="system")
        work.commit()
    return NewAccount(FIRST_USERNAME, password)


def disable(desk: Desk, username: str, *, by: str) -> None:
    """Close an account and end its sessions; the last working admin cannot be closed."""
    with UnitOfWork(desk.engine, desk.clock) as work:
        row = _existing(work.connection, username)
        if row.role == "admin" and row.active and _active_admins(work.connection) == 1:
            raise NotPossible("this is the only admin; make another before closing it")
        work.connection.execute(update(staff).where(staff.c.id == row.id).values(active=False))
        end_sessions(work.connection, row.id, work.now)
        _record(desk, work, "staff_disabled", username, by=by)
        work.commit()


def reset(desk: Desk, username: str, *, by: str) -> NewAccount:
    """Give a one-time password and reopen the account; forget what else let its person in."""
    password = credentials.one_time_password()
    hashed = credentials.hash_password(password)
    with UnitOfWork(desk.engine, desk.clock) as work:
        row = _existing(work.connection, username)
        forgotten = {"totp": None, "identity": None}
        fresh = {"password": hashed, "must_change": True, "active": True, **forgotten}
        work.connection.execute(update(staff).where(staff.c.id == row.id).values(**fresh))
        work.connection.execute(delete(recovery_codes).where(recovery_codes.c.staff == row.id))
        lift_limits(work.connection, row.username)
        end_sessions(work.connection, row.id, work.now)
        _record(desk, work, "staff_reset", username, by=by)
        work.commit()
    return NewAccount(row.username, password)


def change_role(desk: Desk, username: str, role: str, *, by: str) -> None:
    """Set another role; it holds from the person's next request on."""
    if role not in ROLES:
        raise NotPossible(f"the role must be one of {', '.join(ROLES)}")
    with UnitOfWork(desk.engine, desk.clock) as work:
        row = _existing(work.connection, username)
        last = row.role == "admin" and row.active and _active_admins(work.connection) == 1
        if last and role != "admin":
            raise NotPossible("this is the only admin; make another before changing it")
        work.connection.execute(update(staff).where(staff.c.id == row.id).values(role=role))
        _record(desk, work, f"staff_made_{role}", username, by=by)
        work.commit()


def everyone(desk: Desk) -> tuple[Person, ...]:
    """Return all accounts by name."""
    with UnitOfWork(desk.engine, desk.clock, reading=True) as work:
        rows = work.connection.execute(select(staff).order_by(staff.c.name)).all()
    return tuple(person_of(row) for row in rows)


def names(desk: Desk) -> dict[str, str]:
    """Return username -> name of every account, for showing who did something."""
    return {person.username: person.name for person in everyone(desk)}


def person_of(row: Row[Any]) -> Person:
    """Return the account a row of `staff` holds."""
    return Person(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        active=row.active,
        enrolled=row.totp is not None,
        last_seen=row.last_seen,
    )


def end_sessions(
    connection: Connection, staff_id: str, now: datetime, *, but: str | None = None
) -> None:
    """End all sessions of a person, except the one whose hash is `but`."""
    ending = update(staff_sessions).where(
        staff_sessions.c.staff == staff_id, staff_sessions.c.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(staff_sessions.c.id_hash != but)
    connection.execute(ending.values(ended_at=now))


def lift_limits(connection: Connection, username: str) -> None:
    """Forget an account's failed attempts."""
    connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.username == username))


def _username(text: str) -> str:
    username = text.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise NotPossible("a username is 2 to 40 letters, digits, dots, hyphens or one @ address")
    return username


def _insert(work: UnitOfWork, *, username: str, name: str, role: str, hashed: str) -> None:
    work.connection.execute(
        insert(staff).values(
            id=uuid.uuid4().hex,
            username=username,
            name=name,
            role=role,
            password=hashed,
            must_change=True,
            active=True,
            last_step=0,
            created_at=work.now,
        )
    )


def _row(connection: Connection, username: str) -> Row[Any] | None:
    found = select(staff).where(staff.c.username == username.strip().lower())
    return connection.execute(found).one_or_none()


def _existing(connection: Connection, username: str) -> Row[Any]:
    row = _row(connection, username)
    if row is None:
        raise NotFound(f"there is no account {username!r}")
    return row


def _active_admins(connection: Connection) -> int:
    counted = select(func.count()).where(staff.c.role == "admin", staff.c.active)
    return connection.scalar(counted) or 0


def _record(desk: Desk, work: UnitOfWork, act: str, username: str, *, by: str) -> None:
    ledger.append(desk, work, actor=by, act=act, subject=f"staff:{username}")

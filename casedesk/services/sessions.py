"""Sessions of the console: kept on the server, short, and ended whenever anything changes.

Stages of a session, each with an id of its own:
    password   the password was one-time; another must be chosen
    enrol      an authenticator must be set up
    code       the password was right; a code is awaited
    in         signed in
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, insert, select, update

from casedesk.services import credentials, ledger
from casedesk.services.desk import Desk
from casedesk.services.staff import Person, end_sessions, person_of
from casedesk.store.tables.staff import staff, staff_sessions
from casedesk.store.unit_of_work import UnitOfWork

type Stage = Literal["password", "enrol", "code", "in"]

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
HALF_WAY = timedelta(minutes=10)
"""How long a session may wait between the password and the code."""

TOUCH = timedelta(seconds=30)
"""`seen_at` is renewed at most this often, so that reading pages seldom takes the write lock."""


@dataclass(frozen=True)
class Session:
    """A live session: whose, at which stage, since when. `id_hash` names it without opening it."""

    id_hash: str
    person: Person
    stage: Stage
    started_at: datetime
    seen_at: datetime


def open_session(work: UnitOfWork, staff_id: str, stage: Stage) -> str:
    """Start a session at a stage and return its id, which only the cookie will hold."""
    session_id = credentials.new_session_id()
    work.connection.execute(
        insert(staff_sessions).values(
            id_hash=credentials.session_hash(session_id),
            staff=staff_id,
            stage=stage,
            started_at=work.now,
            seen_at=work.now,
        )
    )
    return session_id


def session_of(desk: Desk, session_id: str | None, *, touch: bool = True) -> Session | None:
    """Return the live session of a cookie, or None: unknown, idle, too old, ended or disabled."""
    if not session_id or len(session_id) > 100:
        return None
    hashed = credentials.session_hash(session_id)
    with UnitOfWork(desk.engine, desk.clock, reading=True) as work:
        row = work.connection.execute(_SESSION.where(staff_sessions.c.id_hash == hashed)).first()
        now = work.now
    if row is None or not _alive(row, now):
        return None
    if touch and now - row.seen_at > TOUCH:
        _touch(desk, hashed)
    return Session(hashed, person_of(row), row.stage, row.started_at, row.seen_at)


def sessions_of(desk: Desk, person: Person) -> tuple[Session, ...]:
    """Return a person's live sessions, newest first."""
    with UnitOfWork(desk.engine, desk.clock, reading=True) as work:
        mine = _SESSION.where(staff_sessions.c.staff == person.id)
        rows = work.connection.execute(mine.order_by(staff_sessions.c.started_at.desc())).all()
    return tuple(
        Session(row.id_hash, person, row.stage, row.started_at, row.seen_at)
        for row in rows
        if _alive(row, work.now) and row.stage == "in"
    )


def sign_out(desk: Desk, session: Session) -> None:
    """End this session."""
    with UnitOfWork(desk.engine, desk.clock) as work:
        this = staff_sessions.c.id_hash == session.id_hash
        work.connection.execute(update(staff_sessions).where(this).values(ended_at=work.now))
        _record(desk, work, session, "signed_out")
        work.commit()


def end_others(desk: Desk, session: Session) -> None:
    """End every other session of the same person."""
    with UnitOfWork(desk.engine, desk.clock) as work:
        end_sessions(work.connection, session.person.id, work.now, but=session.id_hash)
        _record(desk, work, session, "other_sessions_ended")
        work.commit()


_SESSION = (
    select(
        staff,
        staff_sessions.c.id_hash,
        staff_sessions.c.stage,
        staff_sessions.c.started_at,
        staff_sessions.c.seen_at,
        staff_sessions.c.ended_at,
    )
    .join(staff, staff.c.id == staff_sessions.c.staff)
    .order_by(staff_sessions.c.started_at.desc())
)


def _alive(row: Row[Any], now: datetime) -> bool:
    idle = IDLE if row.stage == "in" else HALF_WAY
    fresh = now - row.seen_at < idle and now - row.started_at < LONGEST
    return bool(row.active and row.ended_at is None and fresh)


def _touch(desk: Desk, hashed: str) -> None:
    with UnitOfWork(desk.engine, desk.clock) as work:
        this = staff_sessions.c.id_hash == hashed
        work.connection.execute(update(staff_sessions).where(this).values(seen_at=work.now))
        work.commit()


def _record(desk: Desk, work: UnitOfWork, session: Session, act: str) -> None:
    username = session.person.username
    ledger.append(desk, work, actor=username, act=act, subject=f"staff:{username}")

"""Which token belongs to which conversation: the edge's one table, without a word in it.

A token is 256 random bits and is stored as its SHA-256; so many bits cannot be guessed, so a slow
hash would add nothing. Times are whole microseconds in UTC.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url

from edge.schemas import Face, State

IDLE = timedelta(hours=24)
"""A session nobody used for this long is over; the draft behind it waits by its own rules."""

TOUCH = timedelta(minutes=1)
"""`used_at` is renewed at most this often, so that most turns only read here."""

metadata = MetaData()
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation", String(32), nullable=False, index=True),
    Column("face", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("used_at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True)
class Session:
    """A live session; `key` is the token's hash and names the session inside this process."""

    key: str
    conversation: str
    face: Face
    state: State
    returned: bool = False


def open_store(url: str) -> Engine:
    """Return the engine with the table in place; a file database is made readable by us alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
    else:
        _private_file(parsed.database)
        # One connection: this process is the only writer and each statement takes microseconds.
        engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=10)
        event.listen(engine, "connect", _careful)
    metadata.create_all(engine)
    return engine


def _private_file(database: str | None) -> None:
    if database and database != ":memory:":
        path = Path(database)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _careful(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined] # the driver's own, untyped here
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def new_token() -> str:
    """Return a fresh token for one person."""
    return secrets.token_urlsafe(32)


def new_conversation() -> str:
    """Return a fresh name for a conversation, as 32 hexadecimal characters."""
    return secrets.token_hex(16)


def hashed(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def remember(engine: Engine, token: str, session: Session, now: datetime) -> Session:
    """Store a session under its token."""
    stored = replace(session, key=hashed(token))
    with engine.begin() as connection:
        connection.execute(
            sessions.insert().values(
                token_hash=stored.key,
                conversation=stored.conversation,
                face=stored.face,
                state=stored.state,
                returned=stored.returned,
                used_at=_micros(now),
            )
        )
    return stored


# Asked in every turn, so they are put together once.
_MINE = sessions.c.token_hash == bindparam("token")
_LIVE = sessions.select().where(
    _MINE, sessions.c.state != "ended", sessions.c.used_at > bindparam("since")
)
_TOUCHED = sessions.update().where(_MINE).values(used_at=bindparam("now"))


def find(engine: Engine, token: str, now: datetime) -> Session | None:
    """Return the live session of this token, and note now and then that it was used."""
    mine = {"token": hashed(token)}
    with engine.begin() as connection:
        row = connection.execute(_LIVE, mine | {"since": _micros(now - IDLE)}).one_or_none()
        if row is None:
            return None
        if row.used_at < _micros(now - TOUCH):
            connection.execute(_TOUCHED, mine | {"now": _micros(now)})
    return Session(row.token_hash, row.conversation, row.face, row.state, row.returned)


def move(engine: Engine, session: Session, state: State) -> None:
    """Note where the conversation stands now."""
    with engine.begin() as connection:
        connection.execute(
            sessions.update().where(sessions.c.token_hash == session.key).values(state=state)
        )


def end(engine: Engine, session: Session) -> None:
    """Kill the session."""
    with engine.begin() as connection:
        connection.execute(sessions.delete().where(sessions.c.token_hash == session.key))


def sweep(engine: Engine, now: datetime) -> int:
    """Delete sessions that are over; return how many."""
    with engine.begin() as connection:
        return connection.execute(
            sessions.delete().where(
                (sessions.c.used_at <= _micros(now - IDLE)) | (sessions.c.state == "ended")
            )
        ).rowcount


def alive(engine: Engine) -> bool:
    """Ask the database for one thing, to know that it answers."""
    with engine.connect() as connection:
        connection.execute(sessions.select().limit(1)).all()
    return True


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)

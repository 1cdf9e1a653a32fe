"""Engines for the two databases, with every promise of the connection checked as it opens."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

_BUSY_SECONDS = 10

_PRAGMAS: dict[str, int] = {
    # EXTRA syncs the folder too, so that a committed report survives a power cut.
    "synchronous": 3,
    "foreign_keys": 1,
    # Erased ciphertext is overwritten, not only unlinked.
    "secure_delete": 1,
    "trusted_schema": 0,
    "busy_timeout": _BUSY_SECONDS * 1000,
}
"""What every SQLite connection is set to, and must read back."""

_JOURNAL = "delete"
"""The rollback journal: SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode."""

_POSTGRES_OPTIONS = (
    "-c statement_timeout=30s -c lock_timeout=10s -c timezone=UTC"
    # Whatever the database's default is, a commit is on disk before anybody is told.
    " -c synchronous_commit=on"
)


class UnsafeDatabase(RuntimeError):  # noqa: N818 - reads as what happened
    """The database did not accept a setting that durability or privacy depends on."""


def make_engine(url: str) -> Engine:
    """Return an engine for a sqlite:/// or postgresql+psycopg:// URL; opens no connection."""
    if url.startswith("sqlite"):
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": 5},
    )


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_SECONDS},
        # None beyond these: opening one costs more than what it is opened for.
        pool_size=20,
        max_overflow=0,
        # The connection used last still has the pages it wrote in its cache.
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own type
    del record
    # The driver begins nothing by itself; `_begin` decides how a transaction starts.
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, value in _PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {value}")
        _read_back(name, cursor.execute(f"PRAGMA {name}").fetchone()[0], value)
    journal = cursor.execute(f"PRAGMA journal_mode = {_JOURNAL}").fetchone()[0]
    if journal != "memory":  # A database in memory has no journal to choose.
        _read_back("journal_mode", journal, _JOURNAL)
    cursor.close()


def _read_back(name: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise UnsafeDatabase(f"SQLite kept {name} at {found!r} although {wanted!r} was asked for")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("firstday_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

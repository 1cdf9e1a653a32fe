"""The database behind the tracker store, and what is done when its file is torn.

An SQLite file is written ahead and reaches the disk within seconds, not at each turn: nothing is
lost with a process, and after a power cut a conversation stands a turn further back than its draft,
which holds the answers and is synced with each. `shorten` empties what was written ahead.
"""

import logging
from pathlib import Path
from typing import Any

import sqlalchemy as sa

logger = logging.getLogger(__name__)

BUSY_SECONDS = 10
_TORN = ("malformed", "not a database")
"""How SQLite says that a file is damaged: SQLITE_CORRUPT and SQLITE_NOTADB."""

_EMPTY = "no such table"
"""What it says of a file that was deleted: the next connection has made an empty one."""

_BESIDE = ("journal", "wal", "shm")
"""What SQLite keeps beside its file."""


def open_database(address: str, tables: sa.MetaData) -> sa.engine.Engine:
    """Return an engine whose tables exist; `address` is a URL, or the path of an SQLite file."""
    engine = _engine(address)
    try:
        _create(engine, tables)
    except sa.exc.DBAPIError as error:
        if not mend(engine, tables, error):
            raise
    return engine


def mend(engine: sa.engine.Engine, tables: sa.MetaData, error: BaseException) -> bool:
    """Begin an SQLite file anew when this error says it is damaged or gone; say whether it was.

    It is erased, not kept aside: it only remembers where conversations were, and kept aside it
    would outlive the time these words may be held.
    """
    if _says(engine, error, _EMPTY):
        logger.error("tracker_database_gone: begun anew")
        _create(engine, tables)
        return True
    if not _says(engine, error, *_TORN):
        return False
    logger.error("tracker_database_torn: begun anew")
    engine.dispose()
    file = Path(str(engine.url.database))
    for name in (file, *(file.with_name(f"{file.name}-{kind}") for kind in _BESIDE)):
        name.unlink(missing_ok=True)
    _create(engine, tables)
    return True


def _says(engine: sa.engine.Engine, error: BaseException, *words: str) -> bool:
    return (
        engine.dialect.name == "sqlite"
        and isinstance(error, sa.exc.DBAPIError)
        and any(one in str(error.orig) for one in words)
    )


def _engine(address: str) -> sa.engine.Engine:
    if "://" in address:
        return sa.create_engine(address, pool_pre_ping=True)
    engine = sa.create_engine(
        f"sqlite:///{address}",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
    )
    sa.event.listen(engine, "connect", _careful_sqlite)
    sa.event.listen(engine, "checkout", _same_file)
    return engine


def shorten(engine: sa.engine.Engine) -> None:
    """Bring what was written ahead into an SQLite file, so that erased turns are gone from disk."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _create(engine: sa.engine.Engine, tables: sa.MetaData) -> None:
    try:
        tables.create_all(engine)
    except sa.exc.DBAPIError:
        # Another assistant that starts at the same moment was first; now they are there.
        tables.create_all(engine)


def _careful_sqlite(connection: Any, record: Any) -> None:
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "trusted_schema=OFF")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    record.info["file"] = _identity(connection)


def _same_file(connection: Any, record: Any, _proxy: Any) -> None:
    """Drop a kept connection whose file was deleted or replaced: it would write into nowhere."""
    if record.info.get("file") != _identity(connection):
        raise sa.exc.DisconnectionError


def _identity(connection: Any) -> Any:
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

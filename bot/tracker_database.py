"""The database behind the tracker store, and what is done when its file is torn."""

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
    for name in (file, file.with_name(f"{file.name}-journal")):
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
    engine = sa.create_engine(f"sqlite:///{address}", connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _careful_sqlite)
    return engine


def _create(engine: sa.engine.Engine, tables: sa.MetaData) -> None:
    try:
        tables.create_all(engine)
    except sa.exc.DBAPIError:
        # Another assistant that starts at the same moment was first; now they are there.
        tables.create_all(engine)


def _careful_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")

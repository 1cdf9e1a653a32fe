"""Insert-or-update and insert-if-absent, spelled the same for both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

type Row = Mapping[str, Any]


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows; where a primary key is already there, its other columns are replaced."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows)
    )


def insert_if_absent(connection: Connection, table: Table, row: Row) -> bool:
    """Insert the row unless a unique constraint already holds one; return whether it was new."""
    statement = _insert(connection, table).values(**row).on_conflict_do_nothing()
    # Only the returned row tells: PostgreSQL's driver counts no rows for an insert.
    return connection.execute(statement.returning(*table.primary_key)).first() is not None


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)

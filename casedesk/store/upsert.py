"""Insert-or-update and insert-if-absent, spelled the same for both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

type Row = Mapping[str, Any]


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows; where a primary key is already there, its other columns are replaced."""
    if rows:
        statement = _upsert(connection.dialect.name, table, tuple(rows[0]))
        connection.execute(statement, list(rows))


def insert_if_absent(connection: Connection, table: Table, row: Row) -> bool:
    """Insert the row unless a unique constraint already holds one; return whether it was new."""
    statement = _insert_if_absent(connection.dialect.name, table)
    # Only the returned row tells: PostgreSQL's driver counts no rows for an insert.
    return connection.execute(statement, row).first() is not None


# Putting a statement together takes longer than executing it; each is needed in every report.
@cache
def _upsert(dialect: str, table: Table, columns: tuple[str, ...]) -> Executable:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


@cache
def _insert_if_absent(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)

"""Rows to write at the end of a unit of work: one statement a table, however many reports."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, FromClause, Insert, Table, Update, insert

from casedesk.store.tables import metadata

type Row = Mapping[str, Any]


class Rows:
    """Rows by statement, written so that what a foreign key points at stands before it.

    Statements on one table are executed in the order in which they were first added.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[Insert | Update, tuple[str, ...]], list[Row]] = {}

    def add(self, statement: Table | Insert | Update, rows: Iterable[Row]) -> None:
        """Keep rows for later; those that name the same columns are written together."""
        if isinstance(statement, Table):
            statement = _insert(statement)
        for row in rows:
            self._waiting.setdefault((statement, tuple(row)), []).append(row)

    def write(self, connection: Connection) -> None:
        """Write what waits; nothing waits afterwards."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        for (statement, _), rows in sorted(waiting.items(), key=lambda one: _place(one[0][0])):
            connection.execute(statement, rows)


def _place(statement: Insert | Update) -> int:
    return _order()[statement.table]


@cache
def _order() -> Mapping[FromClause, int]:
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


@cache
def _insert(table: Table) -> Insert:
    return insert(table)

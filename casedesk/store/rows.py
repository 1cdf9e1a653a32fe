"""Rows to insert at the end of a unit of work: one statement a table, however many reports."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, insert

from casedesk.store.tables import metadata

type Row = Mapping[str, Any]


class Rows:
    """Rows by table, written so that what a foreign key points at stands before it."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[Table, tuple[str, ...]], list[Row]] = {}

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Keep rows for later; those that name the same columns are written together."""
        for row in rows:
            self._waiting.setdefault((table, tuple(row)), []).append(row)

    def write(self, connection: Connection) -> None:
        """Insert what waits; nothing waits afterwards."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        for (table, _), rows in sorted(waiting.items(), key=lambda one: _order()[one[0][0]]):
            connection.execute(_insert(table), rows)


@cache
def _order() -> Mapping[Table, int]:
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


@cache
def _insert(table: Table) -> Insert:
    return insert(table)

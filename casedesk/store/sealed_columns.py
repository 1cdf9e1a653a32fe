"""Which columns hold envelopes sealed to the desk, found from the tables themselves.

The place of an envelope is its table, its column and the row's primary key; rotation relies on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Table,
    func,
    select,
    update,
)

from casedesk.store.tables import metadata
from casedesk.store.vault import Place, Vault, key_id

NOT_TO_THE_DESK = frozenset(
    {
        ("drafts", "code"),
        ("draft_answers", "answer"),
        ("messages", "for_reporter"),
        ("identifiers", "digest"),
        ("sketches", "sketch"),
        ("codes", "salt"),
        ("codes", "verifier"),
        ("codes", "public_key"),
        ("ledger", "prev_hash"),
        ("ledger", "hash"),
        ("ledger", "details"),
        ("ledger_head", "hash"),
    }
)
"""Bytes that are hashes, public keys, or sealed to somebody else."""


@dataclass(frozen=True)
class SealedColumn:
    """One column of envelopes sealed to the desk."""

    table: Table
    column: Column[Any]

    def other_than(self, key: bytes) -> ColumnElement[bool]:
        """Return the condition that a row's envelope is sealed to another key than this id."""
        return self.column.is_not(None) & (func.substr(self.column, 2, len(key)) != key)

    def reseal(self, connection: Connection, vault: Vault, limit: int) -> int:
        """Seal up to `limit` old envelopes to the newest key; return how many there were.

        Writes only where the envelope is still the one that was read.
        """
        newest = key_id(vault.desk_public)
        rows = connection.execute(
            select(*self.table.primary_key, self.column).where(self.other_than(newest)).limit(limit)
        ).mappings()
        old = list(rows)
        for row in old:
            self._reseal_row(connection, vault, row)
        return len(old)

    def _reseal_row(self, connection: Connection, vault: Vault, row: RowMapping) -> None:
        keys = list(self.table.primary_key)
        place = Place(self.table.name, self.column.name, tuple(row[key.name] for key in keys))
        before = row[self.column.name]
        after = vault.seal(place, vault.open(place, before))
        same_row = [key == row[key.name] for key in keys]
        connection.execute(
            update(self.table)
            .where(*same_row, self.column == before)
            .values({self.column.name: after})
        )

    def count(self, connection: Connection, condition: ColumnElement[bool]) -> int:
        """Count the rows whose envelope meets a condition."""
        return connection.scalar(select(func.count()).select_from(self.table).where(condition)) or 0


def sealed_columns() -> Iterator[SealedColumn]:
    """Yield every column sealed to the desk."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            sealed = isinstance(column.type, LargeBinary)
            if sealed and (table.name, column.name) not in NOT_TO_THE_DESK:
                yield SealedColumn(table, column)

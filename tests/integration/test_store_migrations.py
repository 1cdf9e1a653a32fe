"""Migrations: every version up to this one, on both databases, with what was in them kept."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, inspect, text

from casedesk.store.engine import make_engine
from casedesk.store.migrate import drift, migrate, pending, versions
from casedesk.store.tables import metadata


def test_an_empty_database_becomes_exactly_what_the_code_expects(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    waiting = pending(engine)

    assert migrate(engine) == len(waiting) > 0

    assert drift(engine) == []
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_migrating_twice_is_harmless(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    migrate(engine)

    assert migrate(engine) == 0
    assert pending(engine) == []
    engine.dispose()


VERSIONS = [one.revision for one in versions()]


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_what_any_earlier_version_held_in_any_table_is_still_there(
    empty_database_url: str, version: str
) -> None:
    # Given a database of that version with a row in every table
    engine = make_engine(empty_database_url)
    migrate(engine, up_to=version)
    before = one_row_each(engine)
    assert {"reports", "cases", "clocks", "ledger"} <= set(before)

    # When it is brought up to date
    migrate(engine)

    # Then it is what the code expects, and every column still holds what it held
    assert drift(engine) == []
    for name, row in before.items():
        assert held(engine, name, row.keys()) == row
    engine.dispose()


def one_row_each(engine: Engine) -> dict[str, dict[str, object]]:
    """Put a row into every table of the schema as it is; return the rows as they are read back."""
    schema = MetaData()
    schema.reflect(engine)
    rows: dict[str, dict[str, object]] = {}
    with engine.begin() as connection:
        for table in schema.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values({c.name: value(c) for c in table.columns}))
                rows[table.name] = {}
    return {
        name: held(engine, name, [column.name for column in schema.tables[name].columns])
        for name in rows
    }


def value(column: Column[Any]) -> object:
    """Return something the column takes; equal texts, so that foreign keys find their rows."""
    kinds: dict[type, object] = {bool: False, int: 1, bytes: b"sealed", dict: {"fact": "kept"}}
    return kinds.get(column.type.python_type, "r1")


def held(engine: Engine, name: str, columns: Iterable[str]) -> dict[str, object]:
    with engine.connect() as connection:
        named = ", ".join(f'"{column}"' for column in columns)
        # The names come from the schema itself.
        found = connection.execute(text(f"SELECT {named} FROM {name}"))  # noqa: S608
        return dict(found.mappings().one())

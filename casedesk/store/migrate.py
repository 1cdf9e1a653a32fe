"""Bringing a database to the schema this version of the code needs."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine

from casedesk.store.tables import metadata

CODE = Path(__file__).resolve().parents[2]


def migrate(
    engine: Engine, tell: Callable[[str], None] = lambda _: None, *, up_to: str | None = None
) -> int:
    """Apply every pending migration, one transaction each; `tell` hears each title.

    Returns how many were applied; stops after `up_to`, a revision, when it is given. Running it
    twice is harmless; it stops at the first failure with the database at the last version that
    succeeded.
    """
    done = 0
    for revision, title in pending(engine):
        tell(title)
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
        done += 1
        if revision == up_to:
            break
    return done


def pending(engine: Engine) -> list[tuple[str, str]]:
    """Return (revision, title) of each migration not applied yet, oldest first."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return [(one.revision, one.doc) for one in versions(after=current or "base")]


def versions(*, after: str = "base") -> list[Script]:
    """Return the migrations there are, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return list(script.iterate_revisions("head", after))[::-1]


def drift(engine: Engine) -> list[object]:
    """Return the differences between the tables in code and the database; none is right."""
    with engine.connect() as connection:
        found: list[object] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


def _config(connection: Connection | None = None) -> Config:
    config = Config(CODE / "alembic.ini")
    config.attributes["connection"] = connection
    return config

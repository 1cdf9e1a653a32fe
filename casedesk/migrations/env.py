"""How Alembic reaches the desk's database: over the connection it is handed, or over `.env`'s."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from casedesk.settings import load_settings
from casedesk.store.columns import Instant
from casedesk.store.engine import make_engine
from casedesk.store.tables import metadata


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Write our own types into migrations as what they are on disk, so old files stay true."""
    del autogen
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=_render,
        # Our SQLite connections begin their own transactions, which do roll back schema changes.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed: Connection | None = context.config.attributes.get("connection")
if handed is not None:
    _run(handed)
else:
    with make_engine(load_settings().database_url).begin() as own:
        _run(own)

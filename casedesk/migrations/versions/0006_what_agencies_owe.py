"""An index for what agencies owe: running clocks of one kind by their due time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_RUNNING = sa.text("stopped_at IS NULL")


def upgrade() -> None:
    """Move the schema one version forward."""
    op.create_index(
        "ix_clocks_kind_due_at",
        "clocks",
        ["kind", "due_at"],
        unique=False,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )

"""Indexes for what the queue counts: verdicts that wait for a second person, unread messages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema one version forward."""
    op.create_index(
        "ix_verdicts_waiting",
        "verdicts",
        ["report_id"],
        sqlite_where=sa.text("in_force IS 0 AND agreed_by IS NULL"),
        postgresql_where=sa.text("in_force IS false AND agreed_by IS NULL"),
    )
    op.create_index(
        "ix_messages_unread",
        "messages",
        ["case_id", "sender"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )

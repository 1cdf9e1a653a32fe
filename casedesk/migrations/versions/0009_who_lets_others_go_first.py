"""Reports that look alike or come fast let others of their level go first."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LIVE = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Move the schema one version forward."""
    op.add_column(
        "cases",
        sa.Column("others_first", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("cases", sa.Column("marks", sa.JSON(none_as_null=True), nullable=True))
    for name, *first in (("ix_cases_queue", "level"), ("ix_cases_owner", "owner", "level")):
        op.drop_index(name, "cases")
        op.create_index(
            name,
            "cases",
            [*first, "others_first", "due_at", "reference"],
            unique=False,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        )
    _sketches()


def _sketches() -> None:
    op.create_table(
        "sketches",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("took_seconds", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_sketches_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_sketches")),
    )
    op.create_index("ix_sketches_at", "sketches", ["at"], unique=False)
    op.create_index(
        "ix_sketches_waiting",
        "sketches",
        ["at"],
        unique=False,
        sqlite_where=sa.text("compared IS 0"),
        postgresql_where=sa.text("compared IS false"),
    )

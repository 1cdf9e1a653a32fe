"""What helps staff to find cases again: labels on cases, and views they saved."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema one version forward."""
    op.create_table(
        "case_labels",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_labels_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "label", name=op.f("pk_case_labels")),
    )
    op.create_index("ix_case_labels_label", "case_labels", ["label", "case_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asks", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("username", "name", name=op.f("pk_saved_views")),
    )

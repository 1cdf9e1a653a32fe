"""Staff may sign in with an identity that their organisation's provider vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema one version forward."""
    op.add_column("staff", sa.Column("identity", sa.String(64)))
    op.create_index("ix_staff_identity", "staff", ["identity"], unique=True)

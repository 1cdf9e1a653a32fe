"""Indexes for what supervision counts: verdicts by hand, children harmed before, waiting cases."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


_HARMED = {
    "sqlite": "instr(reasons, '\"repeat_victim\"') > 0",
    "postgresql": "strpos(CAST(reasons AS text), '\"repeat_victim\"') > 0",
}


def upgrade() -> None:
    """Move the schema one version forward."""
    _index("ix_verdicts_by_hand", "verdicts", "report_id", where="decided_by <> 'rules'")
    harmed = _HARMED[op.get_bind().dialect.name]
    _index("ix_verdicts_harmed_before", "verdicts", "report_id", "number", where=harmed)
    waiting = "closed_at IS NULL AND state = 'waiting'"
    _index("ix_cases_waiting", "cases", "owner", where=waiting)


def _index(name: str, table: str, *columns: str, where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, [*columns], sqlite_where=chosen, postgresql_where=chosen)

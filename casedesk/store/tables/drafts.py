"""Conversations that are still open: every answer sealed under the draft key as it is given."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from casedesk.store.columns import Id, Instant, Sealed, Word
from casedesk.store.tables.base import metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("face", Word, nullable=False),
    Column("state", Word, nullable=False),  # open | filed
    # Counts the changes, so that staff are handed an unfinished one again when it has changed.
    Column("version", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    # The one fact known outside the sealed answers: whether staff must see this unfinished.
    Column("danger", Boolean, nullable=False),
    # The version that staff were last handed as unfinished.
    Column("surfaced_version", Integer),
    Column("report_id", Id),
    # The return code, kept for a short while so that a repeated submit can show it again.
    Column("code", Sealed),
    Column("code_until", Instant),
)

Index(
    "uq_drafts_open_conversation",
    drafts.c.conversation,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index("ix_drafts_conversation", drafts.c.conversation)
Index(
    "ix_drafts_idle",
    drafts.c.touched_at,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index(
    "ix_drafts_code_until",
    drafts.c.code_until,
    sqlite_where=text("code_until IS NOT NULL"),
    postgresql_where=text("code_until IS NOT NULL"),
)

draft_answers = Table(
    "draft_answers",
    metadata,
    Column("draft_id", ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Word, primary_key=True),
    Column("answer", Sealed, nullable=False),
)

"""What was reported, every revision of it, and how it was judged."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from casedesk.store.columns import Id, Instant, Plain, Sealed, Word
from casedesk.store.tables.base import metadata

reports = Table(
    "reports",
    metadata,
    # The id of the draft it came from, so that a draft can become one report only.
    Column("id", Id, primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("received_at", Instant, nullable=False),
    Column("face", Word, nullable=False),
    # False while a reporter who stopped in danger has not sent it.
    Column("finished", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("catalogue_version", String(64), nullable=False),
)

report_revisions = Table(
    "report_revisions",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("origin", Word, nullable=False),  # filed | unfinished | continued | corrected | staff
)

report_answers = Table(
    "report_answers",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Word, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("status", Word, nullable=False),  # a Status of the interview, or `cleared`
    Column("provenance", Word, nullable=False),
    # A fact from a closed list stands plainly; sensitive values and all verbatim words are sealed.
    Column("value", Plain),
    Column("sealed", Sealed),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("level", Word, nullable=False),
    Column("reasons", Plain, nullable=False),
    Column("headings", Plain, nullable=False),
    Column("missing", Plain, nullable=False),
    Column("rules_version", String(64), nullable=False),
    Column("decided_by", String(64), nullable=False),  # `rules`, or who set another level
    # A person's lower level waits for a second person before it is in force.
    Column("in_force", Boolean, nullable=False),
    Column("agreed_by", String(64)),
    Column("why", Sealed),
    UniqueConstraint("report_id", "number"),
)
# What waits for a second person is counted on every look at the queue.
Index(
    "ix_verdicts_waiting",
    verdicts.c.report_id,
    sqlite_where=text("in_force IS 0 AND agreed_by IS NULL"),
    postgresql_where=text("in_force IS false AND agreed_by IS NULL"),
)
# What supervision counts over all cases. A query has to say the condition in these very words.
BY_HAND = "decided_by <> 'rules'"
HARMED_BEFORE = {
    "sqlite": "instr(reasons, '\"repeat_victim\"') > 0",
    "postgresql": "strpos(CAST(reasons AS text), '\"repeat_victim\"') > 0",
}
"""The rule's id stands among a verdict's reasons as JSON has it."""
Index(
    "ix_verdicts_by_hand",
    verdicts.c.report_id,
    sqlite_where=text(BY_HAND),
    postgresql_where=text(BY_HAND),
)
Index(
    "ix_verdicts_harmed_before",
    verdicts.c.report_id,
    verdicts.c.number,
    sqlite_where=text(HARMED_BEFORE["sqlite"]),
    postgresql_where=text(HARMED_BEFORE["postgresql"]),
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    # Keyed hash of the normalised identifier: equal ones meet, none can be read back.
    Column("digest", Sealed, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("platform", Word, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_identifiers_digest", identifiers.c.digest)

codes = Table(
    "codes",
    metadata,
    Column("locator", String(8), primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("salt", Sealed, nullable=False),
    Column("verifier", Sealed, nullable=False),
    # Staff messages are sealed to this; only the code makes the private half again.
    Column("public_key", Sealed, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# What tells a report's likeness to others of the last hours; keyed digests, no words.
sketches = Table(
    "sketches",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("took_seconds", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("sketch", Sealed, nullable=False),
    Column("compared", Boolean, nullable=False),
)
Index("ix_sketches_at", sketches.c.at)
Index(
    "ix_sketches_waiting",
    sketches.c.at,
    sqlite_where=text("compared IS 0"),
    postgresql_where=text("compared IS false"),
)

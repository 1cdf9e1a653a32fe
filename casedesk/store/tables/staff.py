"""Staff: accounts and sessions, calls, the duty roster, inspections and exports."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from casedesk.store.columns import Id, Instant, Plain, Sealed, Word
from casedesk.store.tables.base import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(40), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", Word, nullable=False),
    Column("password", String(200), nullable=False),  # Argon2id, parameters inside
    Column("must_change", Boolean, nullable=False),  # the password was given by somebody else
    Column("totp", Sealed),  # authenticator secret, sealed to the desk; empty before enrolment
    Column("last_step", Integer, nullable=False),  # newest code used, against replay
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_seen", Instant),
    Column("identity", String(64)),  # hash of issuer and subject at the agency's provider
    Index("ix_staff_identity", "identity", unique=True),
)

recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("staff", ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Instant),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),  # the id itself is only in the cookie
    Column("staff", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("stage", Word, nullable=False),  # password, enrol, code or in
    Column("pending", Sealed),  # authenticator secret being enrolled
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("ix_staff_sessions_staff", staff_sessions.c.staff)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("username", String(40), nullable=False),
    Column("address", String(64), nullable=False),  # keyed hash, never the address itself
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
)
Index("ix_sign_in_attempts_at", sign_in_attempts.c.at)

presence = Table(
    "presence",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("username", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    # The conversation that the call is led through; its draft becomes the report.
    Column("conversation", Id, primary_key=True),
    Column("handler", String(40), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", Word),  # filed | hung_up | advice
    Column("present", Sealed),  # who was in the room, in the handler's words
)
Index("ix_calls_handler", calls.c.handler)

roster = Table(
    "roster",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(40), nullable=False),
    Column("duty", Word, nullable=False),  # a rung of the ladder
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

inspections = Table(
    "inspections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(40), nullable=False),
    # Seed, limits and time of drawing: enough to draw the same sample again.
    Column("seed", String(64), nullable=False),
    Column("received_from", Instant, nullable=False),
    Column("received_until", Instant, nullable=False),
    Column("population", Integer, nullable=False),
    Column("rubric_version", String(64), nullable=False),
)

inspection_cases = Table(
    "inspection_cases",
    metadata,
    Column("inspection_id", ForeignKey("inspections.id", ondelete="CASCADE"), primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("stratum", Word, nullable=False),
)

grades = Table(
    "grades",
    metadata,
    Column("inspection_id", ForeignKey("inspections.id", ondelete="CASCADE"), primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("grade", Word, nullable=False),  # good | requires_improvement | inadequate
    Column("headings", Plain, nullable=False),  # the rubric's headings and how each was graded
    Column("note", Sealed),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("reason", Sealed, nullable=False),
    Column("agreed_by", String(40)),
    Column("agreed_at", Instant),
    Column("taken_at", Instant),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("username", String(40), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("asks", Plain, nullable=False),  # the view and filters, never what was searched for
)

"""Staff accounts, their sessions and what sign-in must remember."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from casedesk.store.columns import Id, Instant, Sealed, Word
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

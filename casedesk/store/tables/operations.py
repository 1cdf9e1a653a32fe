"""What keeps the desk honest: the ledger, the outbox, heartbeats and counts."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from casedesk.store.columns import Id, Instant, Plain, Word
from casedesk.store.tables.base import metadata

ledger = Table(
    "ledger",
    metadata,
    # Order is by number, never by time: clocks step back.
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    # Unique, so that two writers can never both continue from the same entry.
    Column("prev_hash", LargeBinary(32), nullable=False, unique=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", Word, nullable=False),
    Column("object", String(64), nullable=False),
    Column("details", LargeBinary(32), nullable=False),
)
Index("ix_ledger_object", ledger.c.object)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    # The stable id a receiver can recognise a repeated delivery by.
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("kind", Word, nullable=False),
    Column("channel", Word, nullable=False),  # console | mail | webhook
    Column("recipient", Word, nullable=False),  # a role, never an address
    Column("facts", Plain, nullable=False),
    Column("attempts", Integer, nullable=False),
    # When it may next be tried; while leased, when the lease runs out.
    Column("try_at", Instant),
    Column("lease", Id),
    Column("sent_at", Instant),
    Column("given_up_at", Instant),
    Column("problem", String(200)),
)
Index(
    "ix_outbox_try_at",
    outbox.c.try_at,
    sqlite_where=text("try_at IS NOT NULL"),
    postgresql_where=text("try_at IS NOT NULL"),
)
Index("ix_outbox_case_id", outbox.c.case_id)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("facts", Plain, nullable=False),
)

advice_counts = Table(
    "advice_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("topic", Word, primary_key=True),
    Column("count", Integer, nullable=False),
)

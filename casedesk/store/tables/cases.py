"""Live work: cases, their clocks and the steps that fired, and everything done on them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
    text,
)

from casedesk.store.columns import Id, Instant, Plain, Sealed, Word
from casedesk.store.tables.base import metadata


def _case() -> Column[str]:
    return Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False)


series = Table(
    "series",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("merged_into", Id),
)

cases = Table(
    "cases",
    metadata,
    Column("id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("state", Word, nullable=False),
    Column("level", Word, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("unfinished", Boolean, nullable=False),
    # Looks like others or came fast: while on time, others of its level go first; `marks` says why.
    Column("others_first", Boolean, nullable=False, server_default=false()),
    Column("marks", Plain),
    # Every live case has an owner (a username, else the duty team), a next action and a due time.
    Column("owner", String(64), nullable=False),
    Column("next_action", String(200)),
    Column("due_at", Instant),
    Column("child_seen_at", Instant),
    Column("device_decision", Word),
    Column("device_reason", Sealed),
    # Whether another agency must be told: none_needed, or made.
    Column("referral_answer", Word),
    Column("closure_asked_by", String(64)),
    Column("series_id", ForeignKey("series.id")),
    Column("closed_at", Instant),
    Column("held_until", Instant),
)
_LIVE = text("closed_at IS NULL")
Index(
    "ix_cases_queue",
    cases.c.level,
    cases.c.others_first,
    cases.c.due_at,
    cases.c.reference,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
Index("ix_cases_closed_at", cases.c.closed_at)
Index(
    "ix_cases_owner",
    cases.c.owner,
    cases.c.level,
    cases.c.others_first,
    cases.c.due_at,
    cases.c.reference,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
WAITING = "closed_at IS NULL AND state = 'waiting'"
Index("ix_cases_waiting", cases.c.owner, sqlite_where=text(WAITING), postgresql_where=text(WAITING))
Index("ix_cases_series_id", cases.c.series_id)

clocks = Table(
    "clocks",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("kind", Word, nullable=False),
    Column("subject", String(64), nullable=False),  # the referral or platform it is about, or ""
    Column("started_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    Column("stopped_because", Word),
    Column("policy_version", String(64), nullable=False),
    # The next step of the ladder, and the instant it falls due: what workers look for.
    Column("next_step", Integer),
    Column("next_step_at", Instant),
)
_RUNNING = text("stopped_at IS NULL")
Index(
    "ix_clocks_next_step_at",
    clocks.c.next_step_at,
    sqlite_where=_RUNNING,
    postgresql_where=_RUNNING,
)
Index("ix_clocks_case_id", clocks.c.case_id)
Index(
    "ix_clocks_kind_due_at",
    clocks.c.kind,
    clocks.c.due_at,
    sqlite_where=_RUNNING,
    postgresql_where=_RUNNING,
)

escalations = Table(
    "escalations",
    metadata,
    # This key is what makes every step fire exactly once, whatever the workers do.
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("clock_id", ForeignKey("clocks.id", ondelete="CASCADE"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("name", Word, nullable=False),
    Column("step_at", Instant, nullable=False),
    Column("fired_at", Instant, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("told", Word, nullable=False),  # the role that was told
    Column("needs_reason", Boolean, nullable=False),
    Column("reason", Sealed),
    Column("reason_by", String(64)),
    Column("reason_at", Instant),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("who", Word, nullable=False),  # child | carer | reporter | other
    Column("method", Word, nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("note", Sealed),
)
Index("ix_contacts_case_id", contacts.c.case_id)

actions = Table(
    "actions",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("kind", Word, nullable=False),
    Column("due_at", Instant),
    Column("done_at", Instant),
    Column("note", Sealed),
)
Index("ix_actions_case_id", actions.c.case_id)

referrals = Table(
    "referrals",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("agency", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("sent_by", String(64), nullable=False),
    Column("acknowledged_at", Instant),
    Column("decided_at", Instant),
    Column("outcome_at", Instant),
    Column("note", Sealed),
)
Index("ix_referrals_case_id", referrals.c.case_id)

sign_offs = Table(
    "sign_offs",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("subject", Word, nullable=False),  # attempts | closure | level | lateness
    Column("agreed", Boolean, nullable=False),
    Column("note", Sealed),
)
Index("ix_sign_offs_case_id", sign_offs.c.case_id)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("at", Instant, nullable=False),
    Column("sender", Word, nullable=False),  # staff | reporter
    Column("actor", String(64), nullable=False),
    Column("for_desk", Sealed, nullable=False),
    Column("for_reporter", Sealed),
    Column("read_at", Instant),
)
Index("ix_messages_case_id", messages.c.case_id)
_UNREAD = text("read_at IS NULL")
Index(
    "ix_messages_unread",
    messages.c.case_id,
    messages.c.sender,
    sqlite_where=_UNREAD,
    postgresql_where=_UNREAD,
)

# What the reporter asked for with their code; each waits for a decision with its reason.
requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    Column("at", Instant, nullable=False),
    Column("kind", Word, nullable=False),  # contact_unsafe | withdraw | erase
    Column("decision", Word),
    Column("decided_at", Instant),
    Column("decided_by", String(64)),
    Column("note", Sealed),
)
Index("ix_requests_case_id", requests.c.case_id)

timeline = Table(
    "timeline",
    metadata,
    Column("id", Id, primary_key=True),
    _case(),
    # The number of its entry in the ledger.
    Column("number", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", Word, nullable=False),
    Column("facts", Plain, nullable=False),
    Column("note", Sealed),
)
Index("uq_timeline_case_id_number", timeline.c.case_id, timeline.c.number, unique=True)

series_links = Table(
    "series_links",
    metadata,
    # The smaller id first: two cases have one link.
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("strength", Word, nullable=False),
    Column("shared", Plain, nullable=False),  # [kind, platform] pairs, never the identifiers
)
Index("ix_series_links_other_id", series_links.c.other_id)

# What staff call a case to find it again; it changes no level, no clock and no place in the queue.
case_labels = Table(
    "case_labels",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("label", Word, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
)
Index("ix_case_labels_label", case_labels.c.label, case_labels.c.case_id)

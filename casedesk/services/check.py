"""The invariants of the desk, looked at from outside the code that keeps them.

Run at start, hourly by the worker, and after every fault test: nothing half-made, nobody waiting
without an owner, a next action and a due time, a worker that lives, a ledger that holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select

from casedesk.domain.case import CASE
from casedesk.services.desk import Desk
from casedesk.services.heartbeat import last_beat
from casedesk.services.ledger_checks import broken
from casedesk.store.migrate import pending
from casedesk.store.tables.cases import cases, clocks, escalations
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.operations import ledger, outbox
from casedesk.store.tables.reports import codes, report_revisions, reports, verdicts
from casedesk.store.unit_of_work import UnitOfWork

STALE = timedelta(minutes=2)
"""A worker that has not been heard of for this long is taken for dead."""

_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be: which rule, about what, in plain words."""

    rule: str
    about: str
    text: str


def check(desk: Desk) -> tuple[Finding, ...]:
    """Return everything that is wrong; at most 20 findings of each kind. Nothing is changed."""
    if pending(desk.engine):
        return (Finding("migrations", "database", "run: python -m casedesk migrate"),)
    with desk.reading() as work:
        found = [finding for rule in _RULES for finding in rule(work)]
        found += _worker(work)
    problem = broken(desk)
    if problem is not None:
        found.append(Finding("ledger", f"entry {problem.position}", problem.why))
    return tuple(found)


def _worker(work: UnitOfWork) -> list[Finding]:
    beat = last_beat(work, "worker")
    if beat is not None and work.now - beat <= STALE:
        return []
    since = f"since {beat:%Y-%m-%d %H:%M} UTC" if beat else "ever"
    text = f"no worker has been heard of {since}; start: python -m casedesk worker"
    return [Finding("worker", "heartbeat", text)]


def _rule(
    name: str, text: str, wanted: Select[tuple[str]]
) -> Callable[[UnitOfWork], list[Finding]]:
    def look(work: UnitOfWork) -> list[Finding]:
        rows = work.connection.scalars(wanted.limit(_SHOWN))
        return [Finding(name, str(about), text) for about in rows]

    return look


def _reports_without(
    table: str, condition: ColumnElement[bool], text: str
) -> Callable[[UnitOfWork], list[Finding]]:
    wanted = select(reports.c.id).where(not_(condition))
    return _rule(f"report_{table}", text, wanted)


_LIVE = cases.c.closed_at.is_(None)
_LACKING = or_(cases.c.owner == "", cases.c.next_action.is_(None), cases.c.due_at.is_(None))

_RULES = (
    _reports_without("case", exists().where(cases.c.id == reports.c.id), "the report has no case"),
    _reports_without(
        "verdict", exists().where(verdicts.c.report_id == reports.c.id), "it was never judged"
    ),
    _reports_without(
        "revision",
        exists().where(
            report_revisions.c.report_id == reports.c.id,
            report_revisions.c.number == reports.c.revision,
        ),
        "its newest revision is missing",
    ),
    _reports_without(
        "clock", exists().where(clocks.c.case_id == reports.c.id), "it never had a clock"
    ),
    _reports_without(
        "notice", exists().where(outbox.c.case_id == reports.c.id), "nobody was told of it"
    ),
    _reports_without(
        "ledger",
        exists().where(ledger.c.object == "case:" + reports.c.id),
        "the ledger does not know it",
    ),
    _reports_without(
        "code",
        or_(reports.c.finished.is_(False), exists().where(codes.c.report_id == reports.c.id)),
        "its reporter has no code to return with",
    ),
    _rule(
        "case_care",
        "a live case must have an owner, a next action and a due time",
        select(cases.c.reference).where(_LIVE, _LACKING),
    ),
    _rule(
        "case_clock",
        "no clock runs for a live case",
        select(cases.c.reference).where(
            _LIVE,
            not_(exists().where(clocks.c.case_id == cases.c.id, clocks.c.stopped_at.is_(None))),
        ),
    ),
    _rule(
        "case_state",
        "its state and its closing time contradict each other",
        select(cases.c.reference).where(
            cases.c.state.not_in(CASE.final) != _LIVE,
        ),
    ),
    _rule(
        "draft_report",
        "a conversation was filed but its report is missing",
        select(drafts.c.id).where(
            drafts.c.state == "filed", not_(exists().where(reports.c.id == drafts.c.report_id))
        ),
    ),
    _rule(
        "escalation_clock",
        "a step fired for another case's clock",
        select(escalations.c.clock_id)
        .join(clocks, clocks.c.id == escalations.c.clock_id)
        .where(and_(clocks.c.case_id != escalations.c.case_id)),
    ),
)

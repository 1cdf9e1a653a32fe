"""Coming back with a code: what became of the report, and what staff have written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update

from casedesk.domain.case import is_live
from casedesk.domain.errors import NotFound
from casedesk.services import codes, messaging, reporter_requests
from casedesk.services.clockwork import running
from casedesk.services.codes import Unlocked
from casedesk.services.desk import Desk
from casedesk.services.messaging import Message
from casedesk.store.tables.cases import cases, messages
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.reports import reports
from casedesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Standing:
    """How a report stands, for its reporter.

    `state` is received (nobody has it yet), in_hand, or closed. `see_by` is the instant (aware,
    UTC) until when the child is to be seen or spoken to, None once that has happened or the case
    is closed. `requests` are what they asked for, each (kind, decision or "").
    `unlocked` proves the code to `say`; keep it in memory only.
    """

    reference: str
    state: str
    received_at: datetime
    see_by: datetime | None
    seen_at: datetime | None
    messages: Sequence[Message] = field(repr=False)
    requests: Sequence[tuple[str, str]]
    unlocked: Unlocked = field(repr=False)


def by_code(desk: Desk, code: str) -> Standing | None:
    """Return how the report with this code stands, or None.

    A wrong code and one nobody has take the same slow time and give the same answer.
    """
    with desk.reading() as work:
        unlocked = codes.unlock(desk, work.connection, code)
    if unlocked is None:
        return None
    return standing(desk, unlocked)


def standing(desk: Desk, unlocked: Unlocked) -> Standing:
    """Return how the report stands now, and note that the reporter saw the messages."""
    with desk.work() as work:
        wanted = select(cases).where(cases.c.id == unlocked.report_id)
        case = work.connection.execute(wanted).mappings().first()
        if case is None:
            raise NotFound("the report has been erased")
        found = Standing(
            reference=case["reference"],
            state=_state(case["state"]),
            received_at=case["received_at"],
            see_by=_see_by(work, case["id"]),
            seen_at=case["child_seen_at"],
            messages=messaging.for_reporter(work, case["id"], unlocked.key),
            requests=reporter_requests.of_case(work, case["id"]),
            unlocked=unlocked,
        )
        work.connection.execute(
            update(messages)
            .where(
                messages.c.case_id == case["id"],
                messages.c.sender == "staff",
                messages.c.read_at.is_(None),
            )
            .values(read_at=work.now)
        )
        work.commit()
    return found


def _state(state: str) -> str:
    if not is_live(state):
        return "closed"
    return "received" if state == "received" else "in_hand"


def _see_by(work: UnitOfWork, case_id: str) -> datetime | None:
    due = [row["due_at"] for row in running(work, case_id) if row["kind"] == "child_seen"]
    return min(due, default=None)


def say(desk: Desk, unlocked: Unlocked, text: str) -> None:
    """Send staff a message; raise NotPossible when it is empty or too long."""
    messaging.write_to_staff(desk, unlocked.report_id, text)


def ask(desk: Desk, unlocked: Unlocked, kind: str) -> None:
    """Ask staff for no contact, to stop or to erase; raise NotPossible, or NotFound once erased."""
    reporter_requests.ask(desk, unlocked, kind)


def continue_report(desk: Desk, unlocked: Unlocked, conversation: str) -> None:
    """Let a new conversation add to the report: what it saves becomes a revision."""
    with desk.work() as work:
        report = work.connection.execute(
            select(reports.c.face).where(reports.c.id == unlocked.report_id)
        ).first()
        if report is None:
            raise NotFound("the report has been erased")
        work.connection.execute(
            insert(drafts).values(
                id=conversation,
                conversation=conversation,
                face=report.face,
                state="filed",
                version=0,
                opened_at=work.now,
                touched_at=work.now,
                danger=False,
                report_id=unlocked.report_id,
            )
        )
        work.commit()

"""Messages between staff and a reporter who returns with a code.

What staff write is sealed twice: to the desk, for the record, and to the key that only the
reporter's code makes again, so that it can be read where no desk key is. What the reporter writes
is sealed to the desk alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update

from casedesk.domain.errors import NotPossible
from casedesk.services import clockwork, lifecycle, notices, timeline
from casedesk.services.acting import Actor, acting, need_reason
from casedesk.services.desk import Desk
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import messages
from casedesk.store.tables.reports import codes
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place, ReturnKey, open_as_reporter, seal_to_reporter

LONGEST = 4000


@dataclass(frozen=True)
class Message:
    """A message as its reader sees it; `sender` is staff or reporter, `at` aware UTC."""

    id: str
    at: datetime
    sender: str
    text: str = field(repr=False)


def write_to_reporter(desk: Desk, reference: str, text: str, *, by: Actor) -> str:
    """Leave a message; raise NotPossible when the reporter has no code to read it with."""
    with acting(desk, reference, by) as act:
        text = _checked(text)
        public_key = act.work.connection.scalar(
            select(codes.c.public_key).where(codes.c.report_id == act.case_id)
        )
        if public_key is None:
            raise NotPossible("this reporter has no code to come back with")
        new = new_id(act.work.now)
        row = {
            "id": new,
            "case_id": act.case_id,
            "at": act.work.now,
            "sender": "staff",
            "actor": by.name,
            "for_desk": desk.vault.seal(Place("messages", "for_desk", (new,)), text.encode()),
            "for_reporter": seal_to_reporter(public_key, _reporters(new), text.encode()),
        }
        act.work.connection.execute(insert(messages).values(**row))
        timeline.note(desk, act.work, act.case_id, "message_sent", actor=by.name)
    return new


def write_to_staff(desk: Desk, case_id: str, text: str) -> None:
    """Keep what a reporter who came back wrote, bring the case back to work and tell staff."""
    text = _checked(text)
    with desk.work() as work:
        case = lifecycle.by_id(work, case_id)
        _keep(desk, work, case_id, text)
        lifecycle.reporter_added(desk, work, case_id)
        clockwork.refresh(desk, work, case_id)
        facts = {"reference": case["reference"], "level": case["level"], "owner": case["owner"]}
        notices.tell(desk, work, case_id, "reporter_message", to="owner", facts=facts)
        timeline.note(desk, work, case_id, "message_received", actor="reporter")
        work.commit()


def _keep(desk: Desk, work: UnitOfWork, case_id: str, text: str) -> None:
    new = new_id(work.now)
    row = {
        "id": new,
        "case_id": case_id,
        "at": work.now,
        "sender": "reporter",
        "actor": "reporter",
        "for_desk": desk.vault.seal(Place("messages", "for_desk", (new,)), text.encode()),
        "for_reporter": None,
    }
    work.connection.execute(insert(messages).values(**row))


def mark_read(desk: Desk, reference: str, *, by: Actor) -> None:
    """Note that staff have read what the reporter wrote."""
    with acting(desk, reference, by) as act:
        act.work.connection.execute(
            update(messages)
            .where(
                messages.c.case_id == act.case_id,
                messages.c.sender == "reporter",
                messages.c.read_at.is_(None),
            )
            .values(read_at=act.work.now)
        )
        timeline.note(desk, act.work, act.case_id, "messages_read", actor=by.name)


def for_reporter(work: UnitOfWork, case_id: str, key: ReturnKey) -> Sequence[Message]:
    """Return the staff's messages, opened with the key of the reporter's code, oldest first."""
    rows = work.connection.execute(
        select(messages)
        .where(messages.c.case_id == case_id, messages.c.for_reporter.is_not(None))
        .order_by(messages.c.at, messages.c.id)
    ).mappings()
    return [
        Message(
            row["id"],
            row["at"],
            row["sender"],
            open_as_reporter(key, _reporters(row["id"]), row["for_reporter"]).decode(),
        )
        for row in rows
    ]


def _reporters(message_id: str) -> Place:
    return Place("messages", "for_reporter", (message_id,))


def _checked(text: str) -> str:
    text = need_reason(text, "a message")
    if len(text) > LONGEST:
        raise NotPossible(f"a message has at most {LONGEST} characters")
    return text

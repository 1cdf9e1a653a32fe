"""Calls: a handler leads a caller through the same conversation, and nothing said is lost.

The conversation belongs to the handler who opened it. A caller who hangs up leaves an unfinished
case, whatever they had said by then; the desk does not wait for them to come back.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import RowMapping, insert, select, update

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.triage import Verdict
from casedesk.interview.answers import Answers, values
from casedesk.services import draft_records, judging, ledger
from casedesk.services.desk import Desk
from casedesk.services.timeline import open_note, seal_note
from casedesk.services.unfinished import hand_over
from casedesk.store.tables.staff import calls
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place

type Outcome = Literal["filed", "hung_up", "advice"]


@dataclass(frozen=True)
class Call:
    """One call; instants are aware UTC. `present` is who was in the room, in the handler's words.

    `reference` is there once the call has become a case.
    """

    conversation: str
    handler: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    reference: str | None
    present: str = field(repr=False, default="")


@dataclass(frozen=True)
class Heard:
    """What a call has brought so far: the answers, and what the rules make of them now."""

    answers: Answers = field(repr=False)
    verdict: Verdict | None


def start(desk: Desk, handler: str) -> str:
    """Begin a call and return its conversation: 128 random bits in hexadecimal."""
    conversation = secrets.token_hex(16)
    with desk.work() as work:
        row = {"conversation": conversation, "handler": handler, "started_at": work.now}
        work.connection.execute(insert(calls).values(**row))
        _record(desk, work, handler, "call_started", conversation=conversation)
        work.commit()
    return conversation


def recent(desk: Desk, handler: str, limit: int = 30) -> tuple[Call, ...]:
    """Return a handler's calls, newest first; who was present stays sealed."""
    with desk.reading() as work:
        mine = select(calls).where(calls.c.handler == handler)
        rows = work.connection.execute(
            mine.order_by(calls.c.started_at.desc()).limit(limit)
        ).mappings()
        return tuple(_call(row, _reference(desk, work, row["conversation"])) for row in rows)


def find(desk: Desk, handler: str, conversation: str) -> Call:
    """Return a handler's own call; raise NotFound alike for none and for another's."""
    with desk.reading() as work:
        row = _row(work, handler, conversation)
        present = open_note(desk, _place(conversation), row["present"])
        return _call(row, _reference(desk, work, conversation), present)


def heard(desk: Desk, conversation: str) -> Heard:
    """Return what the caller has told so far and how it would be judged; nothing is stored."""
    with desk.reading() as work:
        draft = draft_records.find(desk, work.connection, conversation)
    if draft is None or not draft.answers:
        return Heard({}, None)
    return Heard(draft.answers, judging.judge(desk, values(draft.answers)))


def note_present(desk: Desk, handler: str, conversation: str, words: str) -> None:
    """Keep who else was there, sealed; the newest note stands."""
    with desk.work() as work:
        _row(work, handler, conversation)
        sealed = seal_note(desk, _place(conversation), words)
        _set(work, conversation, present=sealed)
        _record(desk, work, handler, "call_presence_noted", conversation=conversation)
        work.commit()


def end(desk: Desk, handler: str, conversation: str) -> str | None:
    """End a call and return the reference of the case it became, if anything was said.

    What was not sent is handed over as unfinished at once. Raises NotPossible for an ended call.
    """
    with desk.work() as work:
        row = _row(work, handler, conversation)
        if row["ended_at"] is not None:
            raise NotPossible("this call has ended already")
        draft = draft_records.find(desk, work.connection, conversation)
        outcome: Outcome = "filed" if draft and draft.filed else "advice"
        if draft and draft.answers and not draft.filed:
            hand_over(desk, work, draft)
            outcome = "hung_up"
        _set(work, conversation, ended_at=work.now, outcome=outcome)
        _record(desk, work, handler, "call_ended", conversation=conversation)
        reference = _reference(desk, work, conversation)
        work.commit()
    return reference


def _row(work: UnitOfWork, handler: str, conversation: str) -> RowMapping:
    mine = select(calls).where(calls.c.conversation == conversation, calls.c.handler == handler)
    row = work.connection.execute(mine).mappings().first()
    if row is None:
        raise NotFound("there is no such call")
    return row


def _call(row: RowMapping, reference: str | None, present: str = "") -> Call:
    known = ("conversation", "handler", "started_at", "ended_at", "outcome")
    return Call(**{name: row[name] for name in known}, reference=reference, present=present)


def _reference(desk: Desk, work: UnitOfWork, conversation: str) -> str | None:
    draft = draft_records.find(desk, work.connection, conversation)
    return draft.reference if draft else None


def _set(work: UnitOfWork, conversation: str, **changed: object) -> None:
    this = calls.c.conversation == conversation
    work.connection.execute(update(calls).where(this).values(**changed))


def _place(conversation: str) -> Place:
    return Place("calls", "present", (conversation,))


def _record(desk: Desk, work: UnitOfWork, handler: str, act: str, *, conversation: str) -> None:
    ledger.append(desk, work, actor=handler, act=act, subject=f"call:{conversation}")

"""How a conversation's draft is kept: sealed answer by answer, and read back.

A filed draft stays for the hours in which its reporter may still correct or add; the words in it
are gone by then (`SENT` stands in their place), the small facts remain so that a correction can be
judged together with them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, RowMapping, bindparam, delete, select, update

from casedesk.domain.errors import NotFound
from casedesk.interview.answers import Answer, Answers, from_json, to_json
from casedesk.interview.engine import danger_facts
from casedesk.services.desk import Desk
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases
from casedesk.store.tables.drafts import draft_answers, drafts
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent, upsert
from casedesk.store.vault import Place

# Asked in every turn, so they are put together once.
_DRAFTS = select(drafts, cases.c.reference).outerjoin(cases, cases.c.id == drafts.c.report_id)
# Locked: who saves an answer and who sends the report take turns.
_BY_ID = _DRAFTS.where(drafts.c.id == bindparam("wanted")).with_for_update(of=drafts)
_NEWEST = (
    _DRAFTS.where(drafts.c.conversation == bindparam("wanted"))
    .order_by((drafts.c.state == "open").desc(), drafts.c.opened_at.desc())
    .limit(1)
)
# In one order, so that two processes cannot wait for each other.
_OPEN = (
    _DRAFTS.where(
        drafts.c.conversation.in_(bindparam("wanted", expanding=True)), drafts.c.state == "open"
    )
    .order_by(drafts.c.id)
    .with_for_update(of=drafts)
)
_ANSWERS = select(draft_answers).where(
    draft_answers.c.draft_id.in_(bindparam("wanted", expanding=True))
)
_WITHOUT_WORDS = (
    update(draft_answers)
    .where(
        draft_answers.c.draft_id == bindparam("of_draft"),
        draft_answers.c.question_id == bindparam("to_question"),
    )
    .values(answer=bindparam("sealed"))
)
_TOUCHED = (
    update(drafts)
    .where(drafts.c.id == bindparam("wanted"))
    .values(
        version=drafts.c.version + 1,
        touched_at=bindparam("now"),
        danger=bindparam("has_danger"),
    )
)


@dataclass(frozen=True)
class Draft:
    """One conversation's answers so far. Times are aware UTC.

    `reference` is there once staff have the report, `filed` once the reporter has sent it.
    """

    id: str
    conversation: str
    face: str
    answers: Mapping[str, Answer]
    reference: str | None
    filed: bool
    danger: bool
    version: int
    report_id: str | None
    opened_at: datetime
    touched_at: datetime

    @property
    def depth(self) -> Literal["core", "full"]:
        """Return how far the reporter chose to go after the core questions."""
        ready = self.answers.get("ready")
        return "full" if ready is not None and ready.value == "more" else "core"


def begin(work: UnitOfWork, conversation: str, face: str) -> None:
    """Write the row of a new draft unless the conversation has an open one."""
    fresh = {
        "id": new_id(work.now),
        "conversation": conversation,
        "face": face,
        "state": "open",
        "version": 0,
        "opened_at": work.now,
        "touched_at": work.now,
        "danger": False,
    }
    insert_if_absent(work.connection, drafts, fresh)


def find(desk: Desk, connection: Connection, conversation: str) -> Draft | None:
    """Return the conversation's open draft, else the last one it filed, else None."""
    rows = connection.execute(_NEWEST, {"wanted": conversation}).mappings().all()
    return next(iter(_with_answers(desk, connection, rows)), None)


def lock(desk: Desk, work: UnitOfWork, draft_id: str) -> Draft:
    """Return a draft that nobody else changes before this unit ends; raise NotFound."""
    rows = work.connection.execute(_BY_ID, {"wanted": draft_id}).mappings().all()
    if not rows:
        raise NotFound("there is no such draft")
    return _with_answers(desk, work.connection, rows)[0]


def lock_open(desk: Desk, work: UnitOfWork, conversations: Sequence[str]) -> dict[str, Draft]:
    """Return the open drafts of these conversations, by conversation, locked as by `lock`."""
    rows = work.connection.execute(_OPEN, {"wanted": conversations}).mappings().all()
    return {draft.conversation: draft for draft in _with_answers(desk, work.connection, rows)}


def _with_answers(desk: Desk, connection: Connection, rows: Sequence[RowMapping]) -> list[Draft]:
    answers = _answers(desk, connection, [row["id"] for row in rows])
    return [_draft(row, answers[row["id"]]) for row in rows]


def _draft(row: RowMapping, answers: Answers) -> Draft:
    return Draft(
        id=row["id"],
        conversation=row["conversation"],
        face=row["face"],
        answers=answers,
        reference=row["reference"],
        filed=row["state"] == "filed",
        danger=row["danger"],
        version=row["version"],
        report_id=row["report_id"],
        opened_at=row["opened_at"],
        touched_at=row["touched_at"],
    )


def keep(
    desk: Desk, work: UnitOfWork, draft: Draft, *, changed: Answers, cleared: tuple[str, ...]
) -> None:
    """Write changed answers into the draft within a unit of work."""
    answers = {key: one for key, one in draft.answers.items() if key not in cleared} | dict(changed)
    stored = without_words(desk, changed) if draft.filed else changed
    upsert(work.connection, draft_answers, [_row(desk, draft.id, *one) for one in stored.items()])
    if cleared:
        work.connection.execute(
            delete(draft_answers).where(
                draft_answers.c.draft_id == draft.id, draft_answers.c.question_id.in_(cleared)
            )
        )
    danger = bool(danger_facts(desk.catalogue, answers))
    touched = {"wanted": draft.id, "now": work.now, "has_danger": danger}
    work.connection.execute(_TOUCHED, touched)


def keep_facts_only(desk: Desk, work: UnitOfWork, draft: Draft) -> None:
    """Replace the words in a draft that has been filed; the report alone holds them now."""
    for question, answer in without_words(desk, draft.answers).items():
        if answer != draft.answers[question]:
            sealed = _sealed(desk, draft.id, question, answer)
            row = {"of_draft": draft.id, "to_question": question, "sealed": sealed}
            work.add(_WITHOUT_WORDS, row)


SENT = "(sent)"
"""Stands where a filed draft held words."""

_OPEN_TYPES = frozenset({"text", "contact", "identifiers"})


def without_words(desk: Desk, answers: Answers) -> dict[str, Answer]:
    """Return the answers with everything but small facts replaced by `SENT`."""
    return {key: _without_words(desk, key, answer) for key, answer in answers.items()}


def _without_words(desk: Desk, question_id: str, answer: Answer) -> Answer:
    value = answer.value
    if value is not None and question_id in desk.catalogue:
        kind = desk.catalogue.question(question_id).type
        if kind in _OPEN_TYPES:
            value = (
                [{"kind": "name", "platform": "", "value": SENT}] if kind == "identifiers" else SENT
            )
    return Answer(answer.status, value, answer.provenance)


def _answers(
    desk: Desk, connection: Connection, draft_ids: Sequence[str]
) -> dict[str, dict[str, Answer]]:
    """Return each draft's answers, opened, in the order of the catalogue; steps come last."""
    found: dict[str, dict[str, Answer]] = {draft_id: {} for draft_id in draft_ids}
    order = {question.id: place for place, question in enumerate(desk.catalogue.questions)}
    rows = connection.execute(_ANSWERS, {"wanted": draft_ids}).all()
    for row in sorted(rows, key=lambda row: order.get(row.question_id, len(order))):
        found[row.draft_id][row.question_id] = _opened(desk, row)
    return found


def _place(draft_id: str, question_id: str) -> Place:
    return Place("draft_answers", "answer", (draft_id, question_id))


def _row(desk: Desk, draft_id: str, question_id: str, answer: Answer) -> dict[str, Any]:
    sealed = _sealed(desk, draft_id, question_id, answer)
    return {"draft_id": draft_id, "question_id": question_id, "answer": sealed}


def _sealed(desk: Desk, draft_id: str, question_id: str, answer: Answer) -> bytes:
    plain = json.dumps(to_json(answer), ensure_ascii=False).encode()
    return desk.vault.seal_draft(_place(draft_id, question_id), plain)


def _opened(desk: Desk, row: Row[Any]) -> Answer:
    place = _place(row.draft_id, row.question_id)
    return from_json(json.loads(desk.vault.open_draft(place, row.answer)))

"""How a conversation's draft is kept: sealed answer by answer, and read back.

A filed draft stays for the hours in which its reporter may still correct or add; the words in it
are gone by then (`SENT` stands in their place), the small facts remain so that a correction can be
judged together with them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

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
_BY_ID = _DRAFTS.where(drafts.c.id == bindparam("wanted"))
_NEWEST = (
    _DRAFTS.where(drafts.c.conversation == bindparam("wanted"))
    .order_by((drafts.c.state == "open").desc(), drafts.c.opened_at.desc())
    .limit(1)
)
_ANSWERS = select(draft_answers.c.question_id, draft_answers.c.answer).where(
    draft_answers.c.draft_id == bindparam("wanted")
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
    row = connection.execute(_NEWEST, {"wanted": conversation}).mappings().first()
    return None if row is None else _draft(row, read_answers(desk, connection, row["id"]))


def by_id(desk: Desk, connection: Connection, draft_id: str) -> Draft:
    """Return a draft; raise NotFound."""
    row = connection.execute(_BY_ID, {"wanted": draft_id}).mappings().first()
    if row is None:
        raise NotFound("there is no such draft")
    return _draft(row, read_answers(desk, connection, draft_id))


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
    upsert(
        work.connection, draft_answers, [_sealed(desk, draft.id, *one) for one in stored.items()]
    )
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
    bare = without_words(desk, draft.answers)
    stored = {key: one for key, one in bare.items() if one != draft.answers[key]}
    upsert(work.aside, draft_answers, [_sealed(desk, draft.id, *one) for one in stored.items()])


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


def read_answers(desk: Desk, connection: Connection, draft_id: str) -> dict[str, Answer]:
    """Return a draft's answers, opened, in the order of the catalogue; steps come last."""
    rows = connection.execute(_ANSWERS, {"wanted": draft_id})
    found = {
        question: from_json(_opened(desk, draft_id, question, sealed)) for question, sealed in rows
    }
    order = {question.id: place for place, question in enumerate(desk.catalogue.questions)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))


def _place(draft_id: str, question_id: str) -> Place:
    return Place("draft_answers", "answer", (draft_id, question_id))


def _sealed(desk: Desk, draft_id: str, question_id: str, answer: Answer) -> dict[str, Any]:
    plain = json.dumps(to_json(answer), ensure_ascii=False).encode()
    envelope = desk.vault.seal_draft(_place(draft_id, question_id), plain)
    return {"draft_id": draft_id, "question_id": question_id, "answer": envelope}


def _opened(desk: Desk, draft_id: str, question_id: str, envelope: bytes) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(
        desk.vault.open_draft(_place(draft_id, question_id), envelope)
    )
    return opened

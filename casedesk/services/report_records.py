"""How a report is kept: small facts plainly, everything in the reporter's words sealed."""

import json
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, from_json
from casedesk.interview.catalogue import Catalogue, Question
from casedesk.services.desk import Desk
from casedesk.store.tables.reports import report_answers
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place, Vault

_FACT_TYPES = frozenset({"yes_no", "choice", "choices", "age", "date"})

# No vowels, so no words; no digits or letters that are mistaken for one another.
_REFERENCE_MARKS = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_reference() -> str:
    """Return a reference to quote, such as FD-7K3M-Q2XH; it opens nothing."""
    marks = "".join(secrets.choice(_REFERENCE_MARKS) for _ in range(8))
    return f"FD-{marks[:4]}-{marks[4:]}"


def write_answers(
    desk: Desk,
    work: UnitOfWork,
    place: tuple[str, int],
    answers: Answers,
    *,
    cleared: Iterable[str] = (),
) -> None:
    """Add one revision's answers; `place` is (report id, revision). Nothing is overwritten."""
    work.add(report_answers, *(_row(desk, place, *one) for one in answers.items()))
    work.add(report_answers, *(_cleared(place, question_id) for question_id in cleared))


def _row(desk: Desk, place: tuple[str, int], question_id: str, answer: Answer) -> dict[str, Any]:
    plain = is_plain(desk.catalogue, question_id, answer.value)
    private = {"words": answer.words} | ({} if plain else {"value": answer.value})
    holds_something = answer.words or not plain
    return {
        "report_id": place[0],
        "revision": place[1],
        "question_id": question_id,
        "status": answer.status,
        "provenance": answer.provenance,
        "value": answer.value if plain else None,
        "sealed": _sealed(desk.vault, place, question_id, private) if holds_something else None,
    }


def _cleared(place: tuple[str, int], question_id: str) -> dict[str, Any]:
    return {
        "report_id": place[0],
        "revision": place[1],
        "question_id": question_id,
        "status": "cleared",
        "provenance": "corrected",
        "value": None,
        "sealed": None,
    }


def is_plain(catalogue: Catalogue, question_id: str, value: Value | None) -> bool:
    """Return whether a value is a fact from a closed list, and not one marked sensitive."""
    if value is None:
        return True
    question = catalogue.question(question_id)
    return not question.sensitive and question.type in _FACT_TYPES and _closed(question, value)


def _closed(question: Question, value: Value) -> bool:
    """Tell whether the value is from the list; a free answer may hold the reporter's own words."""
    said = value if isinstance(value, list) else [value]
    return not question.free or all(question.option(str(one)) is not None for one in said)


def _place(place: tuple[str, int], question_id: str) -> Place:
    return Place("report_answers", "sealed", (place[0], question_id, place[1]))


def _sealed(vault: Vault, place: tuple[str, int], question_id: str, private: object) -> bytes:
    plain = json.dumps(private, ensure_ascii=False).encode()
    return vault.seal(_place(place, question_id), plain)


def latest(connection: Connection, report_id: str) -> list[RowMapping]:
    """Return the row in force for each question, cleared ones left out."""
    newest = (
        select(report_answers.c.question_id, func.max(report_answers.c.revision).label("revision"))
        .where(report_answers.c.report_id == report_id)
        .group_by(report_answers.c.question_id)
        .subquery()
    )
    rows = connection.execute(
        select(report_answers)
        .join(
            newest,
            (report_answers.c.question_id == newest.c.question_id)
            & (report_answers.c.revision == newest.c.revision),
        )
        .where(report_answers.c.report_id == report_id, report_answers.c.status != "cleared")
    )
    return list(rows.mappings())


def known_values(connection: Connection, report_id: str) -> dict[str, Value]:
    """Return the values that stand plainly; all that a process without the desk's key can see."""
    rows = latest(connection, report_id)
    return {row["question_id"]: row["value"] for row in rows if row["value"] is not None}


def answered(connection: Connection, report_id: str) -> frozenset[str]:
    """Return the questions that were given an answer, whether or not it can be read here."""
    rows = latest(connection, report_id)
    return frozenset(row["question_id"] for row in rows if row["status"] == "given")


def opened(desk: Desk, connection: Connection, report_id: str) -> dict[str, Answer]:
    """Return the answers in force, opened; raise CannotOpen without the desk's key."""
    rows = {row["question_id"]: open_row(desk.vault, row) for row in latest(connection, report_id)}
    order = [question.id for question in desk.catalogue.questions]
    return {key: rows[key] for key in sorted(rows, key=lambda key: _position(order, key))}


def open_row(vault: Vault, row: RowMapping) -> Answer:
    """Open one stored answer."""
    private: dict[str, Any] = {}
    if row["sealed"] is not None:
        place = (row["report_id"], row["revision"])
        private = json.loads(vault.open(_place(place, row["question_id"]), row["sealed"]))
    facts = {"status": row["status"], "provenance": row["provenance"], "value": row["value"]}
    return from_json({**facts, **private})


def _position(order: list[str], question_id: str) -> int:
    return order.index(question_id) if question_id in order else len(order)

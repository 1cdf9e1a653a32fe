"""Inspections: a sample drawn by a stored seed, graded by one or two readers, and what it shows."""

import secrets
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, insert, select

from casedesk.data_files import DATA, read_yaml
from casedesk.domain import inspection
from casedesk.domain.contact import Contact, different_attempts
from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.inspection import GRADES, HEADINGS, RUBRIC_VERSION, Drawable, Facts, Grade
from casedesk.services import ledger
from casedesk.services.cases import Case
from casedesk.services.desk import Desk
from casedesk.services.timeline import open_note, seal_note
from casedesk.store.tables.cases import cases
from casedesk.store.tables.staff import grades, inspection_cases, inspections
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import upsert
from casedesk.store.vault import Place

LARGEST = 200
ENQUIRIES = frozenset(
    {"line_of_enquiry", "evidence_secured", "preservation_request", "platform_report"}
)


@dataclass(frozen=True)
class Published:
    """An inspection that was published: how many cases, how many below standard."""

    name: str
    cases: int
    below_standard: int
    source: str


@dataclass(frozen=True)
class Given:
    """One reader's grade of one case; headings as graded, note opened."""

    reader: str
    grade: Grade
    headings: dict[str, str]
    at: datetime
    note: str = field(repr=False)


@dataclass(frozen=True)
class Sampled:
    """One case of a sample, with the grades it was given, first reader first."""

    reference: str
    stratum: str
    number: int
    grades: tuple[Given, ...]


@dataclass(frozen=True)
class Inspection:
    """A sample: how it was drawn and what is in it. Instants aware UTC."""

    id: str
    made_at: datetime
    made_by: str
    seed: str
    received_from: datetime
    received_until: datetime
    population: int
    rubric_version: str
    sample: tuple[Sampled, ...] = ()


@dataclass(frozen=True)
class Share:
    """How many of the graded cases earned a grade, with Wilson's 95 % interval (0 to 1)."""

    grade: Grade
    count: int
    of: int
    low: float
    high: float


def published() -> tuple[Published, ...]:
    """Return the published inspections of `data/inspection.yml`."""
    return tuple(Published(**one) for one in read_yaml(DATA / "inspection.yml")["published"])


def draw(
    desk: Desk, size: int, between: tuple[datetime, datetime], *, by: str, seed: str = ""
) -> str:
    """Draw a sample of the cases received in a period and keep it; return the inspection's id.

    Without a seed a random one is made; it is kept, so that anybody can draw the same again.
    Raises NotPossible when the size is odd or no case was received in the period.
    """
    if not 1 <= size <= LARGEST:
        raise NotPossible(f"a sample holds 1 to {LARGEST} cases")
    seed = seed or secrets.token_hex(8)
    with desk.work() as work:
        population = _population(work, between)
        if not population:
            raise NotPossible("no case was received in this period")
        drawn = inspection.draw(population, size, seed)
        new = uuid.uuid4().hex
        row = {"id": new, "made_at": work.now, "made_by": by, "seed": seed}
        limits = {"received_from": between[0], "received_until": between[1]}
        counted = {"population": len(population), "rubric_version": RUBRIC_VERSION}
        work.connection.execute(insert(inspections).values(**row, **limits, **counted))
        _keep(work, new, drawn)
        ledger.append(desk, work, actor=by, act="inspection_drawn", subject=f"inspection:{new}")
        work.commit()
    return new


def _population(work: UnitOfWork, between: tuple[datetime, datetime]) -> list[Drawable]:
    wanted = select(cases.c.id, cases.c.level, cases.c.closed_at).where(
        cases.c.received_at >= between[0], cases.c.received_at < between[1]
    )
    return [
        Drawable(row.id, f"{row.level} {'open' if row.closed_at is None else 'closed'}")
        for row in work.connection.execute(wanted)
    ]


def _keep(work: UnitOfWork, new: str, drawn: tuple[Drawable, ...]) -> None:
    rows = [
        {"inspection_id": new, "case_id": one.case_id, "number": number, "stratum": one.stratum}
        for number, one in enumerate(drawn, 1)
    ]
    work.connection.execute(insert(inspection_cases), rows)


def everything(desk: Desk) -> tuple[Inspection, ...]:
    """Return all inspections, newest first, without their samples."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(inspections).order_by(inspections.c.made_at.desc())
        ).mappings()
        return tuple(Inspection(**row) for row in rows)


def find(desk: Desk, inspection_id: str) -> Inspection:
    """Return an inspection with its sample and grades; raise NotFound."""
    with desk.reading() as work:
        wanted = select(inspections).where(inspections.c.id == inspection_id)
        row = work.connection.execute(wanted).mappings().first()
        if row is None:
            raise NotFound("there is no such inspection")
        given = _given(desk, work, inspection_id)
        rows = work.connection.execute(
            select(inspection_cases, cases.c.reference)
            .join(cases, cases.c.id == inspection_cases.c.case_id)
            .where(inspection_cases.c.inspection_id == inspection_id)
            .order_by(inspection_cases.c.number)
        ).all()
    sample = tuple(
        Sampled(one.reference, one.stratum, one.number, tuple(given.get(one.case_id, ())))
        for one in rows
    )
    return Inspection(**row, sample=sample)


def _given(desk: Desk, work: UnitOfWork, inspection_id: str) -> dict[str, list[Given]]:
    rows = work.connection.execute(
        select(grades).where(grades.c.inspection_id == inspection_id).order_by(grades.c.at)
    ).mappings()
    found: dict[str, list[Given]] = {}
    for row in rows:
        note = open_note(desk, _place(inspection_id, row["case_id"], row["reader"]), row["note"])
        one = Given(row["reader"], row["grade"], row["headings"], row["at"], note)
        found.setdefault(row["case_id"], []).append(one)
    return found


def grade(
    desk: Desk,
    inspection_id: str,
    reference: str,
    given: Given,
) -> None:
    """Keep a reader's grade; a reader may grade a case again, and the newest stands.

    Raises NotFound when the case is not in the sample, NotPossible for a grade that is none or a
    third reader.
    """
    if {given.grade, *given.headings.values()} - set(GRADES) or set(given.headings) - set(HEADINGS):
        raise NotPossible(f"a grade is one of {', '.join(GRADES)}")
    with desk.work() as work:
        row = _sampled(work, inspection_id, reference)
        readers = set(
            work.connection.scalars(
                select(grades.c.reader).where(
                    grades.c.inspection_id == inspection_id, grades.c.case_id == row["case_id"]
                )
            )
        )
        if len(readers - {given.reader}) > 1:
            raise NotPossible("two readers have graded this case already")
        place = _place(inspection_id, row["case_id"], given.reader)
        new = {
            "inspection_id": inspection_id,
            "case_id": row["case_id"],
            "reader": given.reader,
            "at": work.now,
            "grade": given.grade,
            "headings": given.headings,
            "note": seal_note(desk, place, given.note),
        }
        upsert(work.connection, grades, [new])
        subject = f"case:{row['case_id']}"
        ledger.append(desk, work, actor=given.reader, act="case_graded", subject=subject)
        work.commit()


def _sampled(work: UnitOfWork, inspection_id: str, reference: str) -> RowMapping:
    wanted = (
        select(inspection_cases)
        .join(cases, cases.c.id == inspection_cases.c.case_id)
        .where(
            inspection_cases.c.inspection_id == inspection_id,
            cases.c.reference == reference.upper(),
        )
    )
    row = work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("the case is not in this sample")
    return row


def _place(inspection_id: str, case_id: str, reader: str) -> Place:
    return Place("grades", "note", (inspection_id, case_id, reader))


def shares(found: Inspection) -> tuple[Share, ...]:
    """Return what the first readers' grades add up to."""
    first = [one.grades[0].grade for one in found.sample if one.grades]
    counted = Counter(first)
    return tuple(
        Share(name, counted[name], len(first), *inspection.interval(counted[name], len(first)))
        for name in GRADES
    )


def agreement(found: Inspection) -> tuple[int, float, float] | None:
    """Return how many cases two readers graded, how often they agree, and kappa; or None."""
    pairs = [
        (one.grades[0].grade, one.grades[1].grade) for one in found.sample if len(one.grades) == 2
    ]
    figures = inspection.agreement(pairs)
    return None if figures is None else (len(pairs), *figures)


def facts_of(case: Case, now: datetime) -> Facts:
    """Return what the record of a case says, as far as the rubric asks."""
    seen = [one for one in case.clocks if one["kind"] == "child_seen"]
    late = [
        one
        for one in case.clocks
        if one["kind"] == "referral_ack" and (one["stopped_at"] or now) > one["due_at"]
    ]
    return Facts(
        seen_at=case.facts["child_seen_at"],
        seen_due_at=min((one["due_at"] for one in seen), default=None),
        until=case.facts["closed_at"] or now,
        attempts=different_attempts(_contacts(case)),
        own_words=_given_answer(case, "account"),
        wishes=_given_answer(case, "wishes"),
        enquiries=sum(one["kind"] in ENQUIRIES for one in case.actions),
        device_decided=case.facts["device_decision"] is not None,
        device_reason=bool(case.facts["device_reason"]),
        referral_answered=case.facts["referral_answer"] is not None,
        referrals_late=len(late),
        reviews=len(case.sign_offs),
        reasons_owed=sum(bool(e["needs_reason"] and not e["reason"]) for e in case.escalations),
    )


def _contacts(case: Case) -> list[Contact]:
    return [
        Contact(one["happened_at"], one["who"], one["method"], one["reached"])
        for one in case.contacts
    ]


def _given_answer(case: Case, question_id: str) -> bool:
    answer = case.answers.get(question_id)
    return answer is not None and answer.status == "given"

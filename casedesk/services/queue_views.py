"""The queue as staff look at it: views, filters, and what stands beside each case in a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from casedesk.domain.case import DUTY_TEAM
from casedesk.domain.levels import Level
from casedesk.domain.ranking import queue_key
from casedesk.services.desk import Desk
from casedesk.services.queue import Cursor, Page, as_waiting, page
from casedesk.services.staff import Person
from casedesk.store.tables.cases import case_labels, cases, messages, requests, series_links
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.reports import report_answers, verdicts
from casedesk.store.tables.staff import calls, presence
from casedesk.store.unit_of_work import UnitOfWork

HERE = timedelta(minutes=2)
"""How long after a sign of life on a case's page somebody counts as being there."""

CLOSE = timedelta(hours=1)
"""How near a breach must be to stand in the view of cases about to be late."""

_SHOWN = ("child_age", "age_band", "incident_kinds")


@dataclass(frozen=True)
class Narrowed:
    """What somebody asked to see: a view's name, and filters ("" for none)."""

    view: str = "all"
    level: str = ""
    owner: str = ""
    state: str = ""
    find: str = ""
    label: str = ""


@dataclass(frozen=True)
class Beside:
    """What a row shows that the case's own row does not hold: plain facts and marks."""

    answers: Mapping[str, Any]
    unread: bool = False
    linked: int = 0
    waits_for_second: bool = False
    asked: bool = False
    labels: tuple[str, ...] = ()
    here: tuple[str, ...] = ()


def look(desk: Desk, person: Person, wanted: Narrowed, *, after: Cursor | None = None) -> Page:
    """Return one page of the live cases this person may see, in the order of the queue."""
    now = after.as_of if after else desk.clock.now()
    conditions = (*visible_to(person), *_conditions(person, wanted, now))
    level = Level(wanted.level) if wanted.level in set(Level) else None
    return page(desk, level=level, owner=wanted.owner or None, after=after, only=conditions)


def following(desk: Desk, person: Person, reference: str) -> str | None:
    """Return the case after this one in the queue, the first when this one is not in it.

    None when there is no other that this person may see.
    """
    with desk.reading() as work:
        this = select(cases).where(cases.c.reference == reference, cases.c.closed_at.is_(None))
        row = work.connection.execute(this).mappings().first()
        now = work.now
    others = (*visible_to(person), cases.c.reference != reference)
    after = row and Cursor(now, *queue_key(as_waiting(row), now))
    found = page(desk, after=after or None, limit=1, only=others).rows
    return found[0].reference if found else None


def visible_to(person: Person) -> tuple[ColumnElement[bool], ...]:
    """Return the object check of a role, as conditions on `cases`.

    A call handler sees what they own and what came of their own calls; caseworkers, supervisors
    and auditors see every case, and each opening is in the ledger; an administrator sees none.
    """
    if person.role == "call_handler":
        theirs = (
            select(drafts.c.report_id)
            .join(calls, calls.c.conversation == drafts.c.conversation)
            .where(calls.c.handler == person.username, drafts.c.report_id.is_not(None))
        )
        return (or_(cases.c.owner == person.username, cases.c.id.in_(theirs)),)
    return () if person.role in {"caseworker", "supervisor", "auditor"} else (cases.c.id.is_(None),)


def counts(desk: Desk, person: Person) -> dict[str, int]:
    """Return how many cases each view holds for this person."""
    with desk.reading() as work:
        now = work.now
        columns = [
            func.coalesce(func.sum(case((_both(_view(name, person, now)), 1), else_=0)), 0)
            for name in VIEWS
        ]
        live = select(*columns).where(cases.c.closed_at.is_(None), *visible_to(person))
        found = work.connection.execute(live).one()
    return dict(zip(VIEWS, found, strict=True))


def arrived_since(desk: Desk, person: Person, since: datetime) -> int:
    """Return how many cases this person may see were received after an instant."""
    with desk.reading() as work:
        newer = cases.c.received_at > since, *visible_to(person)
        return work.connection.scalar(select(func.count()).select_from(cases).where(*newer)) or 0


def beside(desk: Desk, case_ids: Iterable[str]) -> dict[str, Beside]:
    """Return what stands beside each of these cases in the queue."""
    ids = list(case_ids)
    with desk.reading() as work:
        answers: dict[str, dict[str, Any]] = {one: {} for one in ids}
        wanted = report_answers.c.report_id.in_(ids), report_answers.c.question_id.in_(_SHOWN)
        rows = work.connection.execute(
            select(report_answers).where(*wanted).order_by(report_answers.c.revision)
        )
        for row in rows:  # Later revisions replace earlier ones.
            answers[row.report_id][row.question_id] = row.value
        labels: dict[str, list[str]] = {one: [] for one in ids}
        put = select(case_labels.c.case_id, case_labels.c.label).where(
            case_labels.c.case_id.in_(ids)
        )
        for case_id, label in work.connection.execute(put.order_by(case_labels.c.label)):
            labels[case_id].append(label)
        here = _present(work, ids)
        marked = work.connection.execute(
            select(
                cases.c.id,
                UNREAD.label("unread"),
                _LINKED.label("linked"),
                PENDING.label("second"),
                ASKED.label("asked"),
            ).where(cases.c.id.in_(ids))
        ).all()
    return {
        row.id: Beside(
            answers[row.id],
            bool(row.unread),
            row.linked,
            bool(row.second),
            bool(row.asked),
            tuple(labels[row.id]),
            here.get(row.id, ()),
        )
        for row in marked
    }


def _present(work: UnitOfWork, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Return who has each of these cases open."""
    rows = work.connection.execute(
        select(presence.c.case_id, presence.c.username)
        .where(presence.c.case_id.in_(ids), presence.c.at > work.now - HERE)
        .order_by(presence.c.username)
    )
    found: dict[str, tuple[str, ...]] = {}
    for case_id, username in rows:
        found[case_id] = (*found.get(case_id, ()), username)
    return found


# Uncorrelated, so that a database looks each list up once and not once a case.
UNREAD = cases.c.id.in_(
    select(messages.c.case_id).where(messages.c.sender == "reporter", messages.c.read_at.is_(None))
)
ASKED = cases.c.id.in_(select(requests.c.case_id).where(requests.c.decided_at.is_(None)))
PENDING = cases.c.id.in_(
    select(verdicts.c.report_id).where(
        verdicts.c.in_force.is_(False), verdicts.c.agreed_by.is_(None)
    )
)
_LINKED = (
    select(func.count())
    .where(or_(series_links.c.case_id == cases.c.id, series_links.c.other_id == cases.c.id))
    .scalar_subquery()
)

VIEWS = ("all", "mine", "unassigned", "late", "hour", "sign_off", "unread", "unfinished")


def _view(name: str, person: Person, now: datetime) -> tuple[ColumnElement[bool], ...]:
    views: dict[str, tuple[ColumnElement[bool], ...]] = {
        "mine": (cases.c.owner == person.username,),
        "unassigned": (cases.c.owner == DUTY_TEAM,),
        "late": (cases.c.due_at <= now,),
        "hour": (cases.c.due_at > now, cases.c.due_at <= now + CLOSE),
        "sign_off": (or_(cases.c.state == "closing", PENDING),),
        "unread": (or_(UNREAD, ASKED),),
        "unfinished": (cases.c.unfinished,),
    }
    return views.get(name, ())


def _both(conditions: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    return cases.c.id.is_not(None) if not conditions else _joined(conditions)


def _joined(conditions: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    first, *others = conditions
    for one in others:
        first &= one
    return first


def _conditions(person: Person, wanted: Narrowed, now: datetime) -> tuple[ColumnElement[bool], ...]:
    found = list(_view(wanted.view, person, now))
    if wanted.state:
        found.append(cases.c.state == wanted.state)
    if wanted.label:
        labelled = select(case_labels.c.case_id).where(case_labels.c.label == wanted.label)
        found.append(cases.c.id.in_(labelled))
    if wanted.find:
        found.append(cases.c.reference.contains(wanted.find.upper(), autoescape=True))
    return tuple(found)

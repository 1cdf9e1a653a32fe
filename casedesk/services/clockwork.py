"""The clocks of a case in the store: started, stopped, tightened, and the one that is due next.

Every live case has a running clock, and from it a next action and a due time: `refresh` sees to it
at the end of each unit of work that changed anything.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import RowMapping, select, update

from casedesk.domain.clocks import (
    CaseEvent,
    ClockKind,
    Deadline,
    clocks_after_raise,
    deadline,
    evidence_first_named,
    stops,
)
from casedesk.domain.contact import Contact, event_of, stops_clock
from casedesk.domain.ladder import step
from casedesk.domain.levels import Level
from casedesk.services.desk import Desk
from casedesk.services.report_records import known_values
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases, clocks
from casedesk.store.unit_of_work import UnitOfWork


def start(desk: Desk, work: UnitOfWork, case_id: str, deadlines: Iterable[Deadline]) -> None:
    """Start these clocks; each knows the instant its first step of the ladder falls due."""
    policy = desk.rulebook.clocks
    rows = [
        {
            "id": new_id(work.now),
            "case_id": case_id,
            "kind": one.kind,
            "subject": one.subject,
            "started_at": one.started_at,
            "due_at": one.due_at,
            "policy_version": policy.version,
            "next_step": 1,
            "next_step_at": step(one, 1, policy).at,
        }
        for one in deadlines
    ]
    work.add(clocks, *rows)


def start_one(
    desk: Desk, work: UnitOfWork, case_id: str, kind: ClockKind, *, subject: str = ""
) -> None:
    """Start a single clock now, with the allowance of the case's level."""
    level = Level(_case(work, case_id)["level"])
    policy = desk.rulebook.clocks
    start(desk, work, case_id, [deadline(kind, level, work.now, policy, subject=subject)])


def running(work: UnitOfWork, case_id: str) -> list[RowMapping]:
    """Return the case's running clocks, the one due first at the head."""
    wanted = (
        select(clocks)
        .where(clocks.c.case_id == case_id, clocks.c.stopped_at.is_(None))
        .order_by(clocks.c.due_at, clocks.c.id)
    )
    return list(work.connection.execute(wanted).mappings())


def as_deadline(row: RowMapping) -> Deadline:
    """Return a stored clock as the domain knows it."""
    return Deadline(row["kind"], row["due_at"], row["started_at"], row["subject"])


def happened(work: UnitOfWork, case_id: str, event: CaseEvent, subject: str | None = None) -> None:
    """Stop every running clock this event stops; with a subject, only the clock about that."""
    stopped = [
        row["id"]
        for row in running(work, case_id)
        if stops(row["kind"], event) and subject in {None, row["subject"]}
    ]
    _stop(work, stopped, because=event)


def contacted(work: UnitOfWork, case_id: str, contact: Contact) -> None:
    """Stop the clocks a contact stops; none that started after the contact took place."""
    stopped = [
        row["id"] for row in running(work, case_id) if stops_clock(contact, as_deadline(row))
    ]
    _stop(work, stopped, because=event_of(contact))


def stop_all(work: UnitOfWork, case_id: str, because: str) -> None:
    """Stop whatever still runs, when a case is closed or erased."""
    _stop(work, [row["id"] for row in running(work, case_id)], because=because)


def first_named(desk: Desk, work: UnitOfWork, case_id: str, level: Level) -> None:
    """Start the evidence clocks of platforms that the newest revision names for the first time."""
    had = select(clocks.c.subject).where(
        clocks.c.case_id == case_id, clocks.c.kind == "evidence_decay"
    )
    subjects = frozenset(work.connection.execute(had).scalars())
    facts = known_values(work.connection, case_id)
    policy = desk.rulebook.clocks
    start(desk, work, case_id, evidence_first_named(subjects, level, work.now, policy, facts=facts))


def retime(desk: Desk, work: UnitOfWork, case_id: str, level: Level) -> None:
    """Replace running clocks by sooner ones after a raise or a new danger; none becomes later.

    Who was seen before the danger was known has not been seen about it: `child_seen`, the first
    action and the review start again if they had been stopped.
    """
    rows = running(work, case_id)
    before = [as_deadline(row) for row in rows]
    facts = known_values(work.connection, case_id)
    after = clocks_after_raise(before, level, work.now, desk.rulebook.clocks, facts=facts)
    replaced = [row["id"] for row, one in zip(rows, before, strict=True) if one not in after]
    _stop(work, replaced, because="level_raised")
    start(desk, work, case_id, [one for one in after if one not in before])


def relax(desk: Desk, work: UnitOfWork, case_id: str, level: Level) -> None:
    """Replace running clocks after two people lowered the level, counted from their old start.

    Clocks of evidence, referrals and requests keep running: no level makes those wait longer.
    """
    policy = desk.rulebook.clocks
    kept = {"evidence_decay", "referral_ack", "reporter_request"}
    rows = [row for row in running(work, case_id) if row["kind"] not in kept]
    _stop(work, [row["id"] for row in rows], because="level_lowered")
    start(
        desk,
        work,
        case_id,
        [deadline(row["kind"], level, row["started_at"], policy) for row in rows],
    )


def refresh(desk: Desk, work: UnitOfWork, case_id: str) -> None:
    """Set the case's next action and due time from its clocks.

    A live case whose clocks have all stopped is given a supervisor's review: nothing goes quiet.
    """
    case = _case(work, case_id)
    if case["closed_at"] is not None:
        values: dict[str, Any] = {"next_action": None, "due_at": None}
    else:
        if not running(work, case_id):
            start_one(desk, work, case_id, "supervisor_review")
        values = next_due(desk, map(as_deadline, running(work, case_id)))
    work.connection.execute(update(cases).where(cases.c.id == case_id).values(**values))


def next_due(desk: Desk, deadlines: Iterable[Deadline]) -> dict[str, Any]:
    """Return the next action and due time that these clocks make."""
    first = min(deadlines, key=lambda one: one.due_at)
    return {"next_action": desk.rulebook.clocks.rules[first.kind].action, "due_at": first.due_at}


def _stop(work: UnitOfWork, ids: list[str], *, because: str) -> None:
    if ids:
        work.connection.execute(
            update(clocks)
            .where(clocks.c.id.in_(ids))
            .values(stopped_at=work.now, stopped_because=because, next_step_at=None)
        )


def _case(work: UnitOfWork, case_id: str) -> RowMapping:
    return work.connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one()

"""Escalation: each step of each clock's ladder fires exactly once, whoever is told.

A step is one row under a unique key (case, clock, step), written in the commit that moves the clock
to its next step and puts the notice into the outbox. Two workers that see the same clock cannot
both write it; a worker that dies in between leaves it to the next.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, select, update

from casedesk.domain.ladder import Step, step, steps_due
from casedesk.services import clockwork, notices, timeline
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases, clocks, escalations
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent

BATCH = 100
"""Clocks per unit of work: short enough that reporters who save an answer hardly wait."""

LATE_SECONDS = 120
"""A step fired this long after its instant is marked late: the worker was away."""


def escalate(desk: Desk, *, limit: int = BATCH) -> int:
    """Fire what is due on up to `limit` clocks; return how many clocks were due.

    A worker that was away fires each missed step once, oldest first, marked late.
    """
    with desk.work() as work:
        due = _claim(work, limit)
        for row in due:
            _climb(desk, work, row)
        work.commit()
    return len(due)


def _claim(work: UnitOfWork, limit: int) -> list[RowMapping]:
    """Lock the clocks whose next step is due; rows another worker holds are passed over."""
    wanted = (
        select(clocks, cases.c.reference, cases.c.level, cases.c.owner)
        .join(cases, cases.c.id == clocks.c.case_id)
        .where(clocks.c.stopped_at.is_(None), clocks.c.next_step_at <= work.now)
        .order_by(clocks.c.next_step_at, clocks.c.id)
        .limit(limit)
        .with_for_update(of=clocks, skip_locked=True)
    )
    return list(work.connection.execute(wanted).mappings())


def _climb(desk: Desk, work: UnitOfWork, row: RowMapping) -> None:
    policy = desk.rulebook.clocks
    clock = clockwork.as_deadline(row)
    due = steps_due(clock, work.now, policy, after=row["next_step"] - 1)
    for one in due:
        _fire(desk, work, row, one)
    following = step(clock, row["next_step"] + len(due), policy)
    work.connection.execute(
        update(clocks)
        .where(clocks.c.id == row["id"])
        .values(next_step=following.number, next_step_at=following.at)
    )


def _fire(desk: Desk, work: UnitOfWork, row: RowMapping, one: Step) -> None:
    late = one.late_by(work.now).total_seconds() > LATE_SECONDS
    written = insert_if_absent(
        work.connection,
        escalations,
        {
            "case_id": row["case_id"],
            "clock_id": row["id"],
            "step": one.number,
            "name": f"{one.percent}%" if one.percent else "daily",
            "step_at": one.at,
            "fired_at": work.now,
            "late": late,
            "told": one.to,
            "needs_reason": one.demands == "written_reason",
        },
    )
    if written:
        _tell(desk, work, row, one)


def _tell(desk: Desk, work: UnitOfWork, row: RowMapping, one: Step) -> None:
    facts: Mapping[str, Any] = {
        "reference": row["reference"],
        "level": row["level"],
        "clock": row["kind"],
        "step": one.number,
        "percent": one.percent,
        "due_at": row["due_at"].isoformat(),
        "demands": one.demands,
        "owner": row["owner"],
    }
    notices.tell(desk, work, row["case_id"], "escalation", to=one.to, facts=facts)
    timeline.note(desk, work, row["case_id"], "escalated", actor="worker", facts=facts)

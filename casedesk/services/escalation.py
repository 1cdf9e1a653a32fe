"""Escalation: each step of each clock's ladder fires exactly once, whoever is told.

A step is one row under a unique key (case, clock, step), written in the commit that moves the clock
to its next step and puts the notice into the outbox. Two workers that see the same clock cannot
both write it; a worker that dies in between leaves it to the next.
"""

from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from casedesk.domain.ladder import Step, step, steps_due
from casedesk.services import clockwork, notices, rostering, timeline
from casedesk.services.desk import Desk
from casedesk.services.notices import Telling
from casedesk.store.tables.cases import cases, clocks, escalations
from casedesk.store.unit_of_work import UnitOfWork

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
        if due:
            _climb(desk, work, due)
            work.commit()
    return len(due)


def _claim(work: UnitOfWork, limit: int) -> list[RowMapping]:
    """Lock the clocks whose next step is due; rows another worker holds are passed over."""
    wanted = (
        select(clocks, cases.c.reference, cases.c.level, cases.c.owner)
        .join(cases, cases.c.id == clocks.c.case_id)
        .where(clocks.c.stopped_at.is_(None), clocks.c.next_step_at <= work.now)
        .order_by(clocks.c.next_step_at)
        .limit(limit)
        .with_for_update(of=clocks, skip_locked=True)
    )
    return list(work.connection.execute(wanted).mappings())


def _climb(desk: Desk, work: UnitOfWork, due: list[RowMapping]) -> None:
    """Fire every due step of these clocks and set each clock to its next one."""
    policy, fired, following = desk.rulebook.clocks, [], []
    for row in due:
        clock = clockwork.as_deadline(row)
        steps = steps_due(clock, work.now, policy, after=row["next_step"] - 1)
        fired += [(row, one) for one in steps]
        then = step(clock, row["next_step"] + len(steps), policy)
        following.append({"clock": row["id"], "number": then.number, "at": then.at})
    _fire(desk, work, fired)
    work.connection.execute(_NEXT_STEP, following)


_NEXT_STEP = (
    update(clocks)
    .where(clocks.c.id == bindparam("clock"))
    .values(next_step=bindparam("number"), next_step_at=bindparam("at"))
)


def _fire(desk: Desk, work: UnitOfWork, fired: list[tuple[RowMapping, Step]]) -> None:
    """Record the steps and tell of them; the key of `escalations` refuses any that fired before."""
    work.connection.execute(insert(escalations), [_row(work, row, one) for row, one in fired])
    tellings, on_duty = [], rostering.on_duty_in(work)
    for row, one in fired:
        facts = {**_facts(row, one), "on_duty": ", ".join(on_duty.get(one.to, ()))}
        tellings.append(Telling(row["case_id"], "escalation", one.to, facts))
        timeline.note(desk, work, row["case_id"], "escalated", actor="worker", facts=facts)
    notices.tell_all(desk, work, tellings)


def _row(work: UnitOfWork, row: RowMapping, one: Step) -> dict[str, Any]:
    return {
        "case_id": row["case_id"],
        "clock_id": row["id"],
        "step": one.number,
        "name": f"{one.percent}%" if one.percent else "daily",
        "step_at": one.at,
        "fired_at": work.now,
        "late": one.late_by(work.now).total_seconds() > LATE_SECONDS,
        "told": one.to,
        "needs_reason": one.demands == "written_reason",
    }


def _facts(row: RowMapping, one: Step) -> dict[str, Any]:
    return {
        "reference": row["reference"],
        "level": row["level"],
        "clock": row["kind"],
        "step": one.number,
        "percent": one.percent,
        "due_at": row["due_at"].isoformat(),
        "demands": one.demands,
        "owner": row["owner"],
    }

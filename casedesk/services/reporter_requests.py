"""What a reporter asks with their code beside writing: no contact, to stop, or to be erased.

Each is an act of the case, not a message: it stands in timeline and ledger, tells the owner and the
duty supervisor, and starts a clock of its own that only staff's decision stops. Staff decide with a
written reason. Nothing is stopped or erased by the asking: a
child may be at risk, or be made to ask.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import clockwork, lifecycle, notices, timeline
from casedesk.services.acting import Act, Actor, acting, need_live, need_reason
from casedesk.services.codes import Unlocked
from casedesk.services.desk import Desk
from casedesk.services.timeline import seal_note
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases, requests
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "contact_unsafe": ("plan_changed", "safe_again"),
    "withdraw": ("agreed", "refused"),
    "erase": ("agreed", "refused"),
}
"""What can be asked, and how staff may decide it."""

FOR_SUPERVISORS = frozenset({"withdraw", "erase"})
"""What a supervisor decides: whether work for a child ends, and whether its record goes."""


def ask(desk: Desk, unlocked: Unlocked, kind: str) -> None:
    """Record what the reporter asks for; asking again while it is undecided changes nothing.

    Raises NotPossible for an unknown kind, NotFound when the report has been erased.
    """
    if kind not in DECISIONS:
        raise NotPossible(f"a reporter asks for one of {', '.join(DECISIONS)}")
    with desk.work() as work:
        case_id = unlocked.report_id
        held = select(cases.c.id).where(cases.c.id == case_id).with_for_update(key_share=True)
        if work.connection.scalar(held) is None:
            raise NotFound("the report has been erased")
        if undecided(work, case_id, requests.c.kind == kind):
            return
        lifecycle.reporter_added(desk, work, case_id)
        _record(desk, work, case_id, kind)
        work.commit()


def _record(desk: Desk, work: UnitOfWork, case_id: str, kind: str) -> None:
    new = new_id(work.now)
    row = {"id": new, "case_id": case_id, "at": work.now, "kind": kind}
    work.connection.execute(insert(requests).values(**row))
    clockwork.start_one(desk, work, case_id, "reporter_request", subject=new)
    clockwork.refresh(desk, work, case_id)
    case = lifecycle.by_id(work, case_id)
    facts = {"reference": case["reference"], "level": case["level"], "owner": case["owner"]}
    for role in ("owner", "duty_supervisor"):
        notices.tell(desk, work, case_id, f"reporter_{kind}", to=role, facts=facts)
    timeline.note(desk, work, case_id, f"reporter_asked_{kind}", actor="reporter")


def undecided(work: UnitOfWork, case_id: str, *only: ColumnElement[bool]) -> int:
    """Return how many requests of a case wait for a decision."""
    waiting = requests.c.case_id == case_id, requests.c.decided_at.is_(None), *only
    return len(work.connection.execute(select(requests.c.id).where(*waiting)).all())


def of_case(work: UnitOfWork, case_id: str) -> list[tuple[str, str]]:
    """Return the newest request of each kind and its decision ("" while there is none)."""
    rows = work.connection.execute(
        select(requests.c.kind, requests.c.decision)
        .where(requests.c.case_id == case_id)
        .order_by(requests.c.at, requests.c.id)
    )
    return list({row.kind: row.decision or "" for row in rows}.items())


def decide(
    desk: Desk, reference: str, request: str, decision: str, *, by: Actor, reason: str
) -> None:
    """Record what staff decide about a request, and why; it stops the request's clock.

    Only that contact is safe again may be decided after another decision. An erasure agreed to
    happens when the case has been closed in the usual way and nothing holds it. Raises NotFound,
    NotPossible, or NotPermitted for who may not decide it.
    """
    with acting(desk, reference, by) as act:
        need_live(act)
        asked = _the(act, request)
        if asked["kind"] in FOR_SUPERVISORS:
            act.need_supervisor()
        _check(asked, decision)
        reason = need_reason(reason, "the decision")
        _set(act, request, decision, reason)
        act.happened("request_decided", request)
        facts = {"kind": asked["kind"], "decision": decision}
        timeline.note(
            desk, act.work, act.case_id, "request_decided", actor=by.name, facts=facts, words=reason
        )


def _set(act: Act, request: str, decision: str, reason: str) -> None:
    note = seal_note(act.desk, Place("requests", "note", (request,)), reason)
    values = {"decision": decision, "decided_at": act.work.now, "decided_by": act.by.name}
    act.work.connection.execute(
        update(requests).where(requests.c.id == request).values(**values, note=note)
    )


def _the(act: Act, request: str) -> Mapping[str, Any]:
    wanted = requests.c.id == request, requests.c.case_id == act.case_id
    row = act.work.connection.execute(select(requests).where(*wanted)).mappings().first()
    if row is None:
        raise NotFound("there is no such request")
    return dict(row)


def _check(asked: Mapping[str, Any], decision: str) -> None:
    possible = still_possible(asked["kind"], asked["decision"])
    if not possible:
        raise NotPossible("this has been decided")
    if decision not in possible:
        raise NotPossible(f"the decision is one of {', '.join(possible)}")


def still_possible(kind: str, decided: str | None) -> tuple[str, ...]:
    """Return the decisions that can be made about a request, given the one made, if any."""
    if not decided:
        return DECISIONS[kind]
    return ("safe_again",) if decided == "plan_changed" else ()

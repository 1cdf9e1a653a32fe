"""A case's state in the store: the moves of `domain.case`, and what each brings with it."""

from sqlalchemy import RowMapping, select, update

from casedesk.domain.case import CASE, DUTY_TEAM, is_live
from casedesk.domain.clocks import deadlines_for
from casedesk.domain.levels import Level
from casedesk.services import clockwork, timeline
from casedesk.services.desk import Desk
from casedesk.services.report_records import known_values
from casedesk.store.tables.cases import cases
from casedesk.store.unit_of_work import UnitOfWork


def move(
    desk: Desk,
    work: UnitOfWork,
    case: RowMapping,
    name: str,
    *,
    actor: str,
    supervisor: bool = False,
    reason: str = "",
) -> str:
    """Make one move and return the new state; raise NotPossible or NotPermitted as the table says.

    Reopening gives the case back to the duty team and starts its clocks anew; closing stops them.
    """
    state = CASE.after(case["state"], name, supervisor=supervisor, reason=reason)
    values = {"state": state, **_brings(name, work, actor)}
    work.connection.execute(update(cases).where(cases.c.id == case["id"]).values(**values))
    if name == "reopen":
        _start_anew(desk, work, case)
    if not is_live(state):
        clockwork.stop_all(work, case["id"], because="closed")
    facts = {"from": case["state"], "to": state}
    timeline.note(desk, work, case["id"], name, actor=actor, facts=facts, words=reason)
    return state


def _brings(name: str, work: UnitOfWork, actor: str) -> dict[str, object]:
    """Return what else changes in the case's row with a move."""
    brought: dict[str, dict[str, object]] = {
        "hand_back": {"owner": DUTY_TEAM},
        "ask_closure": {"closure_asked_by": actor},
        "send_back": {"closure_asked_by": None},
        "reporter_adds": {"closure_asked_by": None},
        "close": {"closed_at": work.now},
        "reopen": {"closed_at": None, "owner": DUTY_TEAM, "closure_asked_by": None},
    }
    return brought.get(name, {})


def _start_anew(desk: Desk, work: UnitOfWork, case: RowMapping) -> None:
    facts = known_values(work.connection, case["id"])
    deadlines = deadlines_for(Level(case["level"]), work.now, desk.rulebook.clocks, facts)
    clockwork.start(desk, work, case["id"], deadlines)


def reporter_added(desk: Desk, work: UnitOfWork, case_id: str) -> None:
    """Bring a case back to work when its reporter adds to it: from closing, or from closed."""
    case = by_id(work, case_id)
    if case["state"] == "closing":
        move(desk, work, case, "reporter_adds", actor="reporter")
    elif not is_live(case["state"]):
        why = "The reporter has added to the report."
        move(desk, work, case, "reopen", actor="reporter", reason=why)


def by_id(work: UnitOfWork, case_id: str) -> RowMapping:
    """Return a case's row as it is now."""
    return work.connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one()

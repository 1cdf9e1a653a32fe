"""The written reasons that the ladder of escalation demands of supervisors."""

from sqlalchemy import select, update

from casedesk.domain.errors import NotPossible
from casedesk.services import timeline
from casedesk.services.acting import Actor, acting, need_reason
from casedesk.services.desk import Desk
from casedesk.services.timeline import seal_note
from casedesk.store.tables.cases import escalations
from casedesk.store.vault import Place


def give_reason(desk: Desk, reference: str, clock_id: str, *, by: Actor, reason: str) -> int:
    """Answer for every step of a clock that demanded a reason and has none; return how many.

    Raises NotPossible when no reason is owed, NotPermitted for who is no supervisor.
    """
    with acting(desk, reference, by) as act:
        act.need_supervisor()
        reason = need_reason(reason, "lateness")
        owed = (
            escalations.c.case_id == act.case_id,
            escalations.c.clock_id == clock_id,
            escalations.c.needs_reason,
            escalations.c.reason.is_(None),
        )
        steps = list(act.work.connection.scalars(select(escalations.c.step).where(*owed)))
        if not steps:
            raise NotPossible("no reason is owed for this clock")
        for step in steps:
            place = Place("escalations", "reason", (act.case_id, clock_id, step))
            given = {"reason": seal_note(desk, place, reason), "reason_by": by.name}
            act.work.connection.execute(
                update(escalations)
                .where(*owed, escalations.c.step == step)
                .values(**given, reason_at=act.work.now)
            )
        facts = {"steps": len(steps)}
        timeline.note(
            desk, act.work, act.case_id, "reason_given", actor=by.name, facts=facts, words=reason
        )
    return len(steps)

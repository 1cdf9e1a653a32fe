"""Another level than the rules set: raised by one person, lowered by two, always with a reason."""

from sqlalchemy import RowMapping, select, update

from casedesk.domain.errors import NotPossible
from casedesk.domain.levels import Level
from casedesk.domain.override import override
from casedesk.services import clockwork, judging, notices, timeline
from casedesk.services.acting import Act, Actor, acting, need_live, need_reason
from casedesk.services.desk import Desk
from casedesk.services.timeline import open_note, seal_note
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases
from casedesk.store.tables.reports import verdicts
from casedesk.store.vault import Place


def set_level(desk: Desk, reference: str, wanted: Level, *, by: Actor, reason: str) -> bool:
    """Set another level; return True when it is in force, False when it waits for a second person.

    Raises NotPossible without a reason, or when the case is at that level already.
    """
    with acting(desk, reference, by) as act:
        need_live(act)
        current = Level(act.case["level"])
        reason = need_reason(reason, "another level")
        lowers = current.outranks(wanted)
        if not lowers:
            override(current, wanted, by=by.name, reason=reason)
        _propose(act, wanted, reason, in_force=not lowers)
        facts = {"from": current, "to": wanted, "waits": lowers}
        timeline.note(desk, act.work, act.case_id, "level_set", actor=by.name, facts=facts)
        if lowers:
            told = {"reference": act.case["reference"], "level": current, "owner": by.name}
            notices.tell(
                desk, act.work, act.case_id, "level_waits", to="duty_supervisor", facts=told
            )
        else:
            _apply(act, wanted)
    return not lowers


def agree(desk: Desk, reference: str, *, by: Actor) -> Level:
    """Agree, as the second person, to the lower level that waits; return it.

    Raises NotPossible when none waits, NotPermitted when it was the same person's own.
    """
    with acting(desk, reference, by) as act:
        need_live(act)
        waiting = _waiting(act)
        current, wanted = Level(act.case["level"]), Level(waiting["level"])
        place = Place("verdicts", "why", (waiting["id"],))
        reason = open_note(desk, place, waiting["why"])
        override(current, wanted, by=waiting["decided_by"], reason=reason, second=by.name)
        act.work.connection.execute(
            update(verdicts)
            .where(verdicts.c.id == waiting["id"])
            .values(
                in_force=True, agreed_by=by.name, number=judging.next_number(act.work, act.case_id)
            )
        )
        _apply(act, wanted)
        facts = {"from": current, "to": wanted}
        timeline.note(desk, act.work, act.case_id, "level_agreed", actor=by.name, facts=facts)
    return wanted


def _propose(act: Act, wanted: Level, reason: str, *, in_force: bool) -> None:
    standing = judging.in_force(act.work, act.case_id)
    if standing is None:  # pragma: no cover - every case has a verdict; `check` says so
        raise NotPossible("the case was never judged")
    kept = {key: standing[key] for key in ("revision", "reasons", "headings", "missing")}
    verdict_id = new_id(act.work.now)
    row = {
        **kept,
        "id": verdict_id,
        "level": wanted,
        "rules_version": standing["rules_version"],
        "decided_by": act.by.name,
        "in_force": in_force,
        "why": seal_note(act.desk, Place("verdicts", "why", (verdict_id,)), reason),
    }
    judging.insert_verdict(act.work, act.case_id, row)


def _apply(act: Act, level: Level) -> None:
    lowered = Level(act.case["level"]).outranks(level)
    act.work.connection.execute(update(cases).where(cases.c.id == act.case_id).values(level=level))
    if lowered:
        clockwork.relax(act.desk, act.work, act.case_id, level)
    else:
        clockwork.retime(act.desk, act.work, act.case_id, level)


def _waiting(act: Act) -> RowMapping:
    wanted = (
        select(verdicts)
        .where(
            verdicts.c.report_id == act.case_id,
            verdicts.c.in_force.is_(False),
            verdicts.c.agreed_by.is_(None),
        )
        .order_by(verdicts.c.number.desc())
        .limit(1)
    )
    row = act.work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotPossible("no lower level waits for a second person")
    return row

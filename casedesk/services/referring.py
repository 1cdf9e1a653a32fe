"""Referrals to other agencies: sent, acknowledged, accepted or declined, finished."""

from sqlalchemy import RowMapping, insert, select, update

from casedesk.domain.case import REFERRAL, UNANSWERED
from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import clockwork, timeline
from casedesk.services.acting import Act, Actor, acting, need_live, need_reason
from casedesk.services.desk import Desk
from casedesk.services.timeline import seal_note
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases, referrals
from casedesk.store.vault import Place

AGENCIES = (
    "childrens_social_care",
    "police",
    "ceop",
    "iwf",
    "school",
    "health",
    "camhs",
    "youth_justice",
    "other",
)

_STAMPS = {
    "acknowledge": "acknowledged_at",
    "accept": "decided_at",
    "decline": "decided_at",
    "withdraw": "outcome_at",
    "finish": "outcome_at",
}


def refer(desk: Desk, reference: str, agency: str, *, by: Actor, words: str = "") -> str:
    """Record a referral as sent and start the clock for its answer; return the referral's id."""
    if agency not in AGENCIES:
        raise NotPossible(f"the agency is one of {', '.join(AGENCIES)}")
    with acting(desk, reference, by) as act:
        need_live(act)
        act.take_up()
        new = new_id(act.work.now)
        row = {
            "id": new,
            "case_id": act.case_id,
            "agency": agency,
            "state": REFERRAL.first,
            "sent_at": act.work.now,
            "sent_by": by.name,
            "note": seal_note(desk, Place("referrals", "note", (new,)), words),
        }
        act.work.connection.execute(insert(referrals).values(**row))
        _answer_question(act, "made")
        act.happened("referral_sent")
        clockwork.start_one(desk, act.work, act.case_id, "referral_ack", subject=new)
        facts = {"agency": agency}
        timeline.note(desk, act.work, act.case_id, "referral_sent", actor=by.name, facts=facts)
    return new


def none_needed(desk: Desk, reference: str, *, by: Actor, reason: str) -> None:
    """Answer that no other agency needs to be told, and why."""
    with acting(desk, reference, by) as act:
        need_live(act)
        reason = need_reason(reason, "telling no other agency")
        _answer_question(act, "none_needed")
        timeline.note(
            desk, act.work, act.case_id, "referral_not_needed", actor=by.name, words=reason
        )


def move(
    desk: Desk, reference: str, referral_id: str, name: str, *, by: Actor, reason: str = ""
) -> str:
    """Make a move of `domain.case.REFERRAL`; an answer stops the clock. Return the new state."""
    with acting(desk, reference, by) as act:
        row = _referral(act, referral_id)
        state = REFERRAL.after(row["state"], name, supervisor=by.supervisor, reason=reason)
        stamp = {_STAMPS[name]: act.work.now}
        act.work.connection.execute(
            update(referrals).where(referrals.c.id == referral_id).values(state=state, **stamp)
        )
        if state not in UNANSWERED:
            act.happened("referral_answered", referral_id)
        facts = {"agency": row["agency"], "state": state}
        timeline.note(
            desk, act.work, act.case_id, "referral", actor=by.name, facts=facts, words=reason
        )
    return state


def _referral(act: Act, referral_id: str) -> RowMapping:
    wanted = select(referrals).where(
        referrals.c.id == referral_id, referrals.c.case_id == act.case_id
    )
    row = act.work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("the case has no such referral")
    return row


def _answer_question(act: Act, answer: str) -> None:
    act.work.connection.execute(
        update(cases).where(cases.c.id == act.case_id).values(referral_answer=answer)
    )

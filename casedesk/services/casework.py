"""What staff do on a case. Each function is one act: one unit of work, one entry in the ledger.

All take the desk, the case's reference and who acts; instants are aware; words are sealed. Closed
cases take no acts but notes, holds and reopening (NotPossible); unknown references are NotFound.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, update

from casedesk.domain.case import DUTY_TEAM
from casedesk.domain.contact import Contact, check_instant, is_contact_with_child
from casedesk.domain.errors import NotPossible
from casedesk.services import clockwork, timeline
from casedesk.services.acting import Act, Actor, acting, need_live, need_reason, set_owner
from casedesk.services.desk import Desk
from casedesk.services.timeline import seal_note
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import actions, cases, contacts, sign_offs
from casedesk.store.vault import Place

DEVICE_DECISIONS = ("examine", "copy_at_home", "not_needed", "declined_by_child", "not_available")
ACTION_KINDS = (
    "safety_plan",
    "advice_given",
    "evidence_secured",
    "report_remove",
    "platform_report",
    "preservation_request",
    "line_of_enquiry",
    "parent_informed",
    "other",
)
SIGN_OFFS = ("review", "attempts", "closure")


def assign(desk: Desk, reference: str, owner: str, *, by: Actor) -> None:
    """Give the case to somebody, or back to the duty team."""
    with acting(desk, reference, by) as act:
        need_live(act)
        if owner == DUTY_TEAM:
            act.move("hand_back")
            return
        set_owner(act.work, act.case_id, owner)
        act.move("assign" if act.case["state"] == "received" else "reassign", f"To {owner}.")


def move(desk: Desk, reference: str, name: str, *, by: Actor, reason: str = "") -> str:
    """Make a move that brings nothing but itself: start, wait, resume, send_back, reopen."""
    if name not in {"start", "wait", "resume", "ask_closure", "send_back", "reopen"}:
        raise NotPossible(f"{name} is not a move of its own")
    with acting(desk, reference, by) as act:
        return act.move(name, reason)


def note(desk: Desk, reference: str, words: str, *, by: Actor) -> None:
    """Write into the timeline."""
    with acting(desk, reference, by) as act:
        words = need_reason(words, "a note")
        timeline.note(desk, act.work, act.case_id, "note", actor=by.name, words=words)


def record_contact(
    desk: Desk, reference: str, contact: Contact, *, by: Actor, words: str = ""
) -> None:
    """Record a contact or an attempt; only one with the child stops the `child_seen` clock."""
    with acting(desk, reference, by) as act:
        need_live(act)
        now, received_at = act.work.now, act.case["received_at"]
        check_instant(contact.at, received_at=received_at, now=now)
        act.take_up()
        facts = {"who": contact.who, "method": contact.method, "reached": contact.reached}
        row = {"happened_at": contact.at, "recorded_at": now, "actor": by.name, **facts}
        _add(act, contacts, row, words)
        if is_contact_with_child(contact):
            _set(act, child_seen_at=contact.at)
        clockwork.contacted(act.work, act.case_id, contact)
        told = {**facts, "at": contact.at.isoformat()}
        timeline.note(desk, act.work, act.case_id, "contact", actor=by.name, facts=told)


def record_action(
    desk: Desk, reference: str, kind: str, *, by: Actor, words: str = "", about: str | None = None
) -> None:
    """Record something done; `evidence_secured` stops the evidence clock `about` a platform.

    Without `about` it stops every evidence clock of the case.
    """
    if kind not in ACTION_KINDS:
        raise NotPossible(f"an action is one of {', '.join(ACTION_KINDS)}")
    with acting(desk, reference, by) as act:
        need_live(act)
        waits = (one["subject"] for one in clockwork.running(act.work, act.case_id))
        if about is not None and about not in waits:
            raise NotPossible("no evidence of this case waits to be secured on that platform")
        act.take_up()
        now = act.work.now
        _add(
            act,
            actions,
            {"recorded_at": now, "actor": by.name, "kind": kind, "done_at": now},
            words,
        )
        act.happened("action")
        if kind == "evidence_secured":
            act.happened("evidence_secured", about)
        facts = {"kind": kind, "about": about}
        timeline.note(desk, act.work, act.case_id, "action", actor=by.name, facts=facts)


def decide_device(desk: Desk, reference: str, decision: str, *, by: Actor, reason: str) -> None:
    """Record whether the child's device is examined, and why."""
    if decision not in DEVICE_DECISIONS:
        raise NotPossible(f"the decision is one of {', '.join(DEVICE_DECISIONS)}")
    with acting(desk, reference, by) as act:
        need_live(act)
        reason = need_reason(reason, "the device decision")
        act.take_up()
        place = Place("cases", "device_reason", (act.case_id,))
        _set(act, device_decision=decision, device_reason=seal_note(desk, place, reason))
        act.happened("device_decision")
        facts = {"decision": decision}
        timeline.note(desk, act.work, act.case_id, "device_decision", actor=by.name, facts=facts)


def sign_off(
    desk: Desk, reference: str, subject: str, *, by: Actor, agreed: bool = True, words: str = ""
) -> None:
    """Record a supervisor's review, or that three attempts were enough, or agreement to close.

    A refusal needs its reason. Stops the `supervisor_review` clock.
    """
    if subject not in SIGN_OFFS:
        raise NotPossible(f"what is signed off is one of {', '.join(SIGN_OFFS)}")
    with acting(desk, reference, by) as act:
        need_live(act)
        act.need_supervisor()
        if not agreed:
            words = need_reason(words, "a refusal")
        facts = {"subject": subject, "agreed": agreed}
        _add(act, sign_offs, {"at": act.work.now, "actor": by.name, **facts}, words)
        act.happened("sign_off")
        timeline.note(desk, act.work, act.case_id, "sign_off", actor=by.name, facts=facts)


def hold(desk: Desk, reference: str, until: datetime | None, *, by: Actor, reason: str) -> None:
    """Keep the case from being erased until an instant, for a legal duty; None ends the hold."""
    with acting(desk, reference, by) as act:
        act.need_supervisor()
        reason = need_reason(reason, "a hold")
        _set(act, held_until=until)
        facts = {"until": until.isoformat() if until else None}
        timeline.note(desk, act.work, act.case_id, "hold", actor=by.name, facts=facts, words=reason)


def _add(act: Act, table: Table, row: dict[str, Any], words: str) -> str:
    """Insert a row of the case's record with its note sealed; return the row's id."""
    new = new_id(act.work.now)
    envelope = seal_note(act.desk, Place(table.name, "note", (new,)), words)
    whole = {"id": new, "case_id": act.case_id, "note": envelope, **row}
    act.work.connection.execute(insert(table).values(**whole))
    return new


def _set(act: Act, **values: object) -> None:
    act.work.connection.execute(update(cases).where(cases.c.id == act.case_id).values(**values))

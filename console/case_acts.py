"""What can be done from the case page: one row for each act, with its form and its service."""

from collections.abc import Callable
from dataclasses import dataclass

from casedesk.domain.case import CASE, DUTY_TEAM, is_live
from casedesk.domain.contact import Contact, Method, Who
from casedesk.domain.errors import NotPossible
from casedesk.domain.levels import Level
from casedesk.services import (
    casework,
    closing,
    labels,
    levels,
    messaging,
    reasons,
    referring,
    reporter_requests,
    staff,
)
from casedesk.services.acting import Actor
from casedesk.services.case_access import ACTING
from casedesk.services.cases import Case
from casedesk.services.staff import Person
from console import case_act_forms as asked
from console.asking import Ask
from console.case_act_forms import REASON
from console.forms import Filled, Form
from console.table import Sees

SUPERVISORS = frozenset({"supervisor"})

type Doing = Callable[[Ask, Filled], object]
type Fits = Callable[[Case, Person], bool]


def _live(case: Case, person: Person) -> bool:
    del person
    return is_live(case.state)


@dataclass(frozen=True)
class CaseAct:
    """One act: where its form stands, who may do it, to which cases it fits, what it records.

    `done` is the sentence shown afterwards. `owner_only` acts need the case to be one's own or the
    duty team's; supervisors may always.
    """

    form: Form
    section: str
    do: Doing
    done: str
    records: str
    roles: frozenset[str] = ACTING
    owner_only: bool = True
    fits: Fits = _live

    @property
    def sees(self) -> Sees:
        """Return the object check of the act's route."""
        return "own_case" if self.owner_only else "case"


def actor(ask: Ask) -> Actor:
    """Return who acts, as the services know them."""
    return Actor(ask.actor, supervisor=ask.person.role == "supervisor")


def _contact(ask: Ask, filled: Filled) -> None:
    at = filled.instant("at")
    if at is None:
        raise NotPossible("say when it was")
    who: Who = filled.text("who")  # type: ignore[assignment] # an option of the form
    method: Method = filled.text("method")  # type: ignore[assignment] # the same
    contact = Contact(min(at, ask.now), who, method, filled.text("reached") == "yes")
    casework.record_contact(
        ask.desk, ask.reference, contact, by=actor(ask), words=filled.text("words")
    )


def _action(ask: Ask, filled: Filled) -> None:
    kind, said, about = (filled.text(name) for name in ("kind", "words", "about"))
    casework.record_action(
        ask.desk, ask.reference, kind, by=actor(ask), words=said, about=about or None
    )


def _labels(ask: Ask, filled: Filled) -> None:
    labels.put(ask.desk, ask.reference, filled.many("labels"), by=actor(ask))


def _refer(ask: Ask, filled: Filled) -> None:
    agency, said = filled.text("agency"), filled.text("words")
    referring.refer(ask.desk, ask.reference, agency, by=actor(ask), words=said)


def _no_referral(ask: Ask, filled: Filled) -> None:
    referring.none_needed(ask.desk, ask.reference, by=actor(ask), reason=filled.text("reason"))


def _answer(ask: Ask, filled: Filled) -> None:
    referral, name, why = (filled.text(one) for one in ("referral", "move", "reason"))
    referring.move(ask.desk, ask.reference, referral, name, by=actor(ask), reason=why)


def _device(ask: Ask, filled: Filled) -> None:
    decision, reason = filled.text("decision"), filled.text("reason")
    casework.decide_device(ask.desk, ask.reference, decision, by=actor(ask), reason=reason)


def _message(ask: Ask, filled: Filled) -> None:
    messaging.write_to_reporter(ask.desk, ask.reference, filled.text("text"), by=actor(ask))


def _level(ask: Ask, filled: Filled) -> None:
    wanted, reason = Level(filled.text("level")), filled.text("reason")
    levels.set_level(ask.desk, ask.reference, wanted, by=actor(ask), reason=reason)


def _sign_off(ask: Ask, filled: Filled) -> None:
    subject, said = filled.text("subject"), filled.text("words")
    agreed = filled.text("agreed") == "yes"
    casework.sign_off(ask.desk, ask.reference, subject, by=actor(ask), agreed=agreed, words=said)


def _note(ask: Ask, filled: Filled) -> None:
    casework.note(ask.desk, ask.reference, filled.text("words"), by=actor(ask))


def _assign(ask: Ask, filled: Filled) -> None:
    able = {one.username for one in staff.everyone(ask.desk) if one.active and one.role in ACTING}
    owner = filled.text("owner")
    if owner not in able | {DUTY_TEAM}:
        raise NotPossible("choose somebody who works cases")
    casework.assign(ask.desk, ask.reference, owner, by=actor(ask))


def _why_late(ask: Ask, filled: Filled) -> None:
    clock, reason = filled.text("clock"), filled.text("reason")
    reasons.give_reason(ask.desk, ask.reference, clock, by=actor(ask), reason=reason)


def _decide(ask: Ask, filled: Filled) -> None:
    request, decision, why = (filled.text(one) for one in ("request", "decision", "reason"))
    reporter_requests.decide(ask.desk, ask.reference, request, decision, by=actor(ask), reason=why)


def _moves(name: str) -> Fits:
    return lambda case, _: name in {move.name for move in CASE.possible(case.state)}


def _move(name: str, title: str, done: str, *, section: str, reason: bool = False) -> CaseAct:
    """Return the act of a move that brings nothing but itself."""
    form = Form(name.replace("_", "-"), title, (REASON,) if reason else (), title)
    roles = SUPERVISORS if name == "send_back" else ACTING

    def do(ask: Ask, filled: Filled) -> None:
        casework.move(ask.desk, ask.reference, name, by=actor(ask), reason=filled.text("reason"))

    return CaseAct(form, section, do, done, name, roles, fits=_moves(name))


def _waits(case: Case, person: Person) -> bool:
    waiting = [one for one in case.verdicts if not one["in_force"] and not one["agreed_by"]]
    return bool(waiting) and waiting[-1]["decided_by"] != person.username


def _unread(case: Case, person: Person) -> bool:
    del person
    return any(one["sender"] == "reporter" and not one["read_at"] for one in case.messages)


def _others(case: Case, person: Person) -> bool:
    return is_live(case.state) and case.facts["owner"] != person.username


def _own(case: Case, person: Person) -> bool:
    return case.facts["owner"] == person.username and _moves("hand_back")(case, person)


def _take(ask: Ask, _filled: Filled) -> None:
    casework.assign(ask.desk, ask.reference, ask.actor, by=actor(ask))


def _hand_back(ask: Ask, _filled: Filled) -> None:
    casework.assign(ask.desk, ask.reference, DUTY_TEAM, by=actor(ask))


def _agree(ask: Ask, _filled: Filled) -> None:
    levels.agree(ask.desk, ask.reference, by=actor(ask))


def _close(ask: Ask, _filled: Filled) -> None:
    closing.close(ask.desk, ask.reference, by=actor(ask))


def _read(ask: Ask, _filled: Filled) -> None:
    messaging.mark_read(ask.desk, ask.reference, by=actor(ask))


ACTS: tuple[CaseAct, ...] = (
    CaseAct(
        asked.TAKE, "bar", _take, "The case is yours.", "assign", owner_only=False, fits=_others
    ),
    CaseAct(
        asked.HAND_BACK, "bar", _hand_back, "The duty team has the case.", "hand_back", fits=_own
    ),
    _move("start", "Start work", "Work has started.", section="bar"),
    _move("resume", "Resume", "The case is active again.", section="bar"),
    CaseAct(asked.OWNER, "next", _assign, "The case has a new owner.", "reassign", SUPERVISORS),
    CaseAct(asked.LABELS, "next", _labels, "The labels are set.", "labelled", owner_only=False),
    _move("wait", "Wait for somebody else", "The case waits.", section="next", reason=True),
    CaseAct(asked.TIMELINE_NOTE, "timeline", _note, "The note is added.", "note", owner_only=False),
    CaseAct(asked.LEVEL, "verdict", _level, "The level is recorded.", "level_set"),
    CaseAct(
        asked.AGREE_LEVEL,
        "verdict",
        _agree,
        "The lower level holds.",
        "level_agreed",
        SUPERVISORS,
        fits=_waits,
    ),
    CaseAct(asked.CONTACT, "contacts", _contact, "The contact is recorded.", "contact"),
    CaseAct(asked.ACTION, "actions", _action, "The action is recorded.", "action"),
    CaseAct(asked.REFER, "referrals", _refer, "The referral is recorded.", "referral_sent"),
    CaseAct(
        asked.NO_REFERRAL,
        "referrals",
        _no_referral,
        "The answer is recorded.",
        "referral_not_needed",
    ),
    CaseAct(asked.ANSWER, "referral", _answer, "The answer is recorded.", "referral"),
    CaseAct(asked.DEVICE, "device", _device, "The decision is recorded.", "device_decision"),
    CaseAct(
        asked.MESSAGE, "messages", _message, "The message is waiting for them.", "message_sent"
    ),
    CaseAct(asked.READ, "messages", _read, "Marked as read.", "messages_read", fits=_unread),
    CaseAct(asked.DECIDE, "request", _decide, "The decision is recorded.", "request_decided"),
    CaseAct(
        asked.SIGN_OFF, "closing", _sign_off, "The sign-off is recorded.", "sign_off", SUPERVISORS
    ),
    _move("ask_closure", "Ask for closure", "A supervisor can close it now.", section="closing"),
    _move("send_back", "Send back", "The case is back at work.", section="closing", reason=True),
    CaseAct(
        asked.CLOSE,
        "closing",
        _close,
        "The case is closed.",
        "close",
        SUPERVISORS,
        fits=_moves("close"),
    ),
    _move("reopen", "Reopen", "The case is open again.", section="closing", reason=True),
    CaseAct(
        asked.WHY_LATE, "reason", _why_late, "The reason is recorded.", "reason_given", SUPERVISORS
    ),
)

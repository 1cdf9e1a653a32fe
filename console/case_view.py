"""What the case page shows, put together from the case file; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casedesk.domain.case import DUTY_TEAM
from casedesk.domain.clocks import ClockPolicy
from casedesk.domain.closure import ClosureRecord, closure_missing
from casedesk.domain.contact import Contact
from casedesk.domain.series import explanation
from casedesk.domain.triage import RuleBook
from casedesk.interview.questions import Catalogue
from casedesk.services.cases import Case
from console import record
from console.history import timeline
from console.words import moment, words

CONTACT_SECTION = "contact"
SAFE = (
    ("withhold_from", "Must not know"),
    ("contact_ok", "Contact is okay"),
    ("contact_method", "How"),
    ("contact_value", "Where"),
    ("contact_when", "When"),
    ("message_safe", "Leave a message"),
    ("safe_word", "Safe word"),
    ("child_name", "Name to use"),
    ("access_needs", "Language and access"),
)
NEVER = {("contact_ok", "no"), ("message_safe", "no")}
"""Answers that forbid something, set in the panel so that nobody reads past them."""

UNSAFE = "Do not contact: the reporter says that it is not safe"
ASKED = {
    "contact_unsafe": "It is not safe to contact me. Do not call, text or write. Change the plan.",
    "withdraw": "Please stop working on it. A child at risk is not closed by a withdrawal.",
    "erase": "Please delete it. What is agreed happens when the case is closed and not on hold.",
}
PEOPLE = {
    DUTY_TEAM: "Duty team",
    "reporter": "the reporter",
    "rules": "by the rules",
    "worker": "the clock",
    "system": "the desk",
    "staff": "staff",
}


@dataclass(frozen=True)
class Shown:
    """What the page is built with: data files, names (username -> name), the instant (UTC)."""

    catalogue: Catalogue
    rulebook: RuleBook
    names: Mapping[str, str]
    now: datetime
    opened: bool = False

    def by(self, actor: str | None) -> str:
        """Return who an actor is, in words."""
        return PEOPLE.get(actor or "", self.names.get(actor or "", actor or ""))


def view(case: Case, shown: Shown) -> dict[str, Any]:
    """Return everything the templates of the case page name, forms excepted."""
    return {
        "case": {**case.facts, "state": case.state, "level": case.level},
        "owner_name": shown.by(str(case.facts["owner"])),
        "safe": safe_lines(case, shown),
        "clocks": [clock_line(one, shown.rulebook.clocks) for one in _ordered(case.clocks)],
        "decay": any(one["kind"] == "evidence_decay" for one in case.clocks),
        "series": [_link(one) for one in case.links],
        "verdict": verdict(case, shown),
        "reporter": _reporter(case, shown),
        "sections": record.sections(shown.catalogue, case.answers, opened=shown.opened),
        "words": record.own_words(shown.catalogue, case.answers) if shown.opened else None,
        "contacts": [_by(one, shown) for one in reversed(case.contacts)],
        "actions": [_by(one, shown) for one in reversed(case.actions)],
        "referrals": [_referral(one, case, shown) for one in case.referrals],
        "device_reason": case.facts["device_reason"],
        "messages": [_message(one, shown) for one in case.messages],
        "labels": [record.label_words(one) for one in case.labels],
        "requests": [request_line(one, case, shown) for one in case.requests],
        "checklist": checklist(case),
        "sign_offs": [_by(one, shown) for one in case.sign_offs],
        "timeline": timeline(case.timeline, shown.rulebook.clocks, shown.by),
        "level_changed": case.level != case.verdict.get("level"),
    }


def safe_lines(case: Case, shown: Shown) -> list[dict[str, Any]]:
    """Return what must be read before anybody is contacted; who must not know stands first."""
    lines = [
        {"label": "Not safe now", "said": f"{UNSAFE} ({moment(one['at'])}).", "never": True}
        for one in case.requests
        if one["kind"] == "contact_unsafe" and one["decision"] != "safe_again"
    ]
    for question_id, label in SAFE:
        answer = case.answers.get(question_id)
        if answer is None:
            continue
        text = record.said(shown.catalogue.question(question_id), answer)
        never = question_id == "withhold_from" or (question_id, answer.value) in NEVER
        lines.append({"label": label, "said": text, "never": never and answer.value is not None})
    return lines or [{"label": "Nothing said", "said": "Ask before anything else.", "never": True}]


def _ordered(clocks: tuple[Mapping[str, Any], ...]) -> list[Mapping[str, Any]]:
    return sorted(clocks, key=lambda one: (one["stopped_at"] is not None, one["due_at"]))


def clock_line(one: Mapping[str, Any], policy: ClockPolicy) -> dict[str, Any]:
    """Return a clock's line: what it is about, when due, how it ended."""
    because = one["stopped_because"]
    replaced = because == "level_raised"
    about = words(one["subject"]) if one["kind"] == "evidence_decay" else ""
    return {
        "label": policy.rules[one["kind"]].action,
        "about": about,
        "due_at": one["due_at"],
        "stopped_at": one["stopped_at"],
        "ended": "replaced by a sooner one" if replaced else "done",
    }


def verdict(case: Case, shown: Shown) -> dict[str, Any]:
    """Return the verdict in force with its headings, what is missing, and what waits."""
    held = case.verdict
    catalogue = shown.catalogue
    waiting = [one for one in case.verdicts if not one["in_force"] and not one["agreed_by"]]
    return {
        "level": case.level,
        "by": shown.by(held["decided_by"]),
        "at": held["at"],
        "headings": held["headings"],
        "reasons": held["reasons"],
        "missing": [catalogue.question(one).label for one in held["missing"]],
        "rules_version": held["rules_version"],
        "why": case.verdicts[-1]["why"] if case.verdicts and held["decided_by"] != "rules" else "",
        "waiting": _waiting(waiting[-1], shown) if waiting else None,
    }


def _waiting(one: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    return {"by": shown.by(one["decided_by"]), "level": one["level"], "why": one["why"]}


def _reporter(case: Case, shown: Shown) -> str:
    answer = case.answers.get("reporter_role")
    if answer is None:
        return "somebody who did not say who they are"
    return record.said(shown.catalogue.question("reporter_role"), answer).lower()


def _link(one: Mapping[str, Any]) -> dict[str, Any]:
    shared = [(str(kind), str(platform)) for kind, platform in one["shared"]]
    return {**one, "why": explanation(shared), "possible": one["strength"] == "possible"}


def _by(one: Mapping[str, Any], shown: Shown, column: str = "actor") -> dict[str, Any]:
    return {**one, "by": shown.by(one[column])}


def _referral(one: Mapping[str, Any], case: Case, shown: Shown) -> dict[str, Any]:
    running = [
        clock["due_at"]
        for clock in case.clocks
        if clock["subject"] == one["id"] and clock["stopped_at"] is None
    ]
    return {**_by(one, shown, "sent_by"), "due_at": running[0] if running else None}


def request_line(one: Mapping[str, Any], case: Case, shown: Shown) -> dict[str, Any]:
    """Return what the reporter asked for, until when it is to be decided, or how it was."""
    due = [
        clock["due_at"]
        for clock in case.clocks
        if clock["subject"] == one["id"] and clock["stopped_at"] is None
    ]
    by = shown.by(one["decided_by"])
    return {**one, "by": by, "due_at": due[0] if due else None, "said": ASKED[one["kind"]]}


def _message(one: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    by = "The reporter" if one["sender"] == "reporter" else shown.by(one["actor"])
    return {**one, "by": by, "text": one["for_desk"]}


def closure_record(case: Case) -> ClosureRecord:
    """Return what the record says about closing the case."""
    contacts = tuple(
        Contact(one["happened_at"], one["who"], one["method"], one["reached"])
        for one in case.contacts
    )
    agreed = {one["subject"]: one["actor"] for one in case.sign_offs if one["agreed"]}
    return ClosureRecord(
        contacts=contacts,
        asked_by=case.facts["closure_asked_by"] or "",
        attempts_agreed_by=agreed.get("attempts"),
        referral_answered=case.facts["referral_answer"] is not None,
        referrals_open=sum(one["state"] == "sent" for one in case.referrals),
        requests_open=sum(not one["decision"] for one in case.requests),
        device_decided=case.facts["device_decision"] is not None,
        agreed_by=agreed.get("closure"),
        since=max(
            (one["started_at"] for one in case.clocks if one["kind"] == "child_seen"), default=None
        ),
    )


CHECKLIST = {
    "child_seen": "The child was seen or spoken to, or three different attempts are signed off",
    "referral_question": "It is answered whether another agency must be told",
    "referrals_open": "Every referral sent has an answer",
    "requests_open": "Whatever the reporter asked for with their code is decided",
    "device_decision": "It is decided about the device, with a reason",
    "supervisor": "A supervisor who did not ask for the closure agrees",
}


def checklist(case: Case) -> list[dict[str, Any]]:
    """Return each condition for closing and whether it holds."""
    missing = {one.code for one in closure_missing(closure_record(case))}
    return [{"text": text, "held": code not in missing} for code, text in CHECKLIST.items()]

"""Which of the acts this person is offered on this case, and with which choices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casedesk.domain.case import DUTY_TEAM, REFERRAL
from casedesk.services import reporter_requests
from casedesk.services.case_access import ACTING, may_act
from casedesk.services.cases import Case
from casedesk.services.reporter_requests import FOR_SUPERVISORS
from casedesk.services.staff import Person
from console.case_act_forms import ACTION, ANSWER, DECIDE, LABELS, OWNER, WHY_LATE, options
from console.case_acts import ACTS, CaseAct
from console.forms import Form

EVIDENCE = "evidence_decay"
SECTIONS = tuple(dict.fromkeys(act.section for act in ACTS))


def offered(case: Case, person: Person, people: tuple[Person, ...]) -> dict[str, Any]:
    """Return what the person may do, for the templates: forms by section, reasons owed."""
    acts = [act for act in ACTS if _may(act, case, person)]
    forms = {name: [act.form for act in acts if act.section == name] for name in SECTIONS}
    forms["next"] = [_with_labels(_with_people(form, case, people), case) for form in forms["next"]]
    forms["actions"] = [_with_platforms(form, case) for form in forms["actions"]]
    return {
        "may_act": person.role in ACTING and may_act(person, str(case.facts["owner"])),
        "forms": forms,
        "reasons_owed": _reasons_owed(case) if forms["reason"] else [],
        "answers": _answers(case) if forms["referral"] else {},
        "decisions": _decisions(case, person) if forms["request"] else {},
    }


def _may(act: CaseAct, case: Case, person: Person) -> bool:
    theirs = not act.owner_only or may_act(person, str(case.facts["owner"]))
    return person.role in act.roles and theirs and act.fits(case, person)


def _with_people(form: Form, case: Case, people: tuple[Person, ...]) -> Form:
    if form is not OWNER:
        return form
    owner = case.facts["owner"]
    able = [
        (one.username, one.name)
        for one in people
        if one.active and one.role in ACTING and one.username != owner
    ]
    team = [] if owner == DUTY_TEAM else [(DUTY_TEAM, "Duty team")]
    return replace(form, fields=(replace(form.fields[0], options=(*team, *able)),))


def _with_labels(form: Form, case: Case) -> Form:
    """Tick the labels the case has; one that is no longer in the list can only be taken off."""
    if form is not LABELS:
        return form
    return replace(form, fields=(replace(form.fields[0], value=" ".join(case.labels)),))


def _with_platforms(form: Form, case: Case) -> Form:
    """Offer the platforms whose evidence is still to be secured; without one, ask for none."""
    if form is not ACTION:
        return form
    running = [one for one in case.clocks if one["kind"] == EVIDENCE and not one["stopped_at"]]
    places = tuple(sorted({one["subject"] for one in running if one["subject"]}))
    kind, about, note = form.fields
    asked = (replace(about, options=options(places)),) if places else ()
    return replace(form, fields=(kind, *asked, note))


def _reasons_owed(case: Case) -> list[Form]:
    """Return a form for each clock whose lateness nobody has answered for yet."""
    owed = {
        one["clock_id"] for one in case.escalations if one["needs_reason"] and not one["reason"]
    }
    kinds = {one["id"]: one["kind"].replace("_", " ") for one in case.clocks}
    return [
        _about(WHY_LATE, "clock", clock, f"{WHY_LATE.title}: {kinds[clock]}")
        for clock in sorted(owed)
    ]


def _answers(case: Case) -> Mapping[str, Form]:
    """Return, by referral, the form for what its agency can still answer."""
    found = {}
    for one in case.referrals:
        moves = tuple(move.name for move in REFERRAL.possible(one["state"]))
        if moves:
            form = _about(ANSWER, "referral", one["id"], ANSWER.title)
            known, move, reason = form.fields
            fields = (known, replace(move, options=options(moves)), reason)
            found[one["id"]] = replace(form, fields=fields)
    return found


def _decisions(case: Case, person: Person) -> Mapping[str, Form]:
    """Return, by request of the reporter, the form for what this person can still decide."""
    found = {}
    for one in case.requests:
        barred = one["kind"] in FOR_SUPERVISORS and person.role != "supervisor"
        possible = reporter_requests.still_possible(one["kind"], one["decision"])
        if barred or not possible:
            continue
        form = _about(DECIDE, "request", one["id"], DECIDE.title)
        known, decision, reason = form.fields
        fields = (known, replace(decision, options=options(possible)), reason)
        found[one["id"]] = replace(form, fields=fields)
    return found


def _about(form: Form, name: str, value: str, title: str) -> Form:
    fields = tuple(replace(one, value=value) if one.name == name else one for one in form.fields)
    return replace(form, title=title, fields=fields)

"""What invented staff did on invented cases, so that a newcomer's desk looks like a working one."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from casedesk.clock import FixedClock
from casedesk.domain.contact import Contact
from casedesk.domain.errors import NotPossible
from casedesk.services import casework, closing, messaging, referring, staff
from casedesk.services.acting import Actor
from casedesk.services.desk import Desk
from casedesk.services.staff import NewAccount

PEOPLE = (
    ("r.adeyemi", "Rotimi Adeyemi", "caseworker"),
    ("l.marsh", "Leah Marsh", "caseworker"),
    ("t.okafor", "Tobe Okafor", "caseworker"),
    ("h.ali", "Hana Ali", "caseworker"),
    ("s.khan", "Samira Khan", "supervisor"),
    ("j.price", "Jon Price", "supervisor"),
    ("c.doyle", "Ciara Doyle", "call_handler"),
)
WORKERS = tuple(Actor(username) for username, _, role in PEOPLE if role == "caseworker")
SUPERVISOR, HEAD = Actor("s.khan", supervisor=True), Actor("j.price", supervisor=True)
UNTOUCHED, TAKEN, SEEN = 0.06, 0.16, 0.36
"""Shares of the cases, added up: nobody came, somebody tried, the child was seen; the rest end."""

QUICK = 0.6
"""Share of the cases somebody takes up within the first half hour."""

type Doing = Callable[[Desk], object]


def make_people(desk: Desk) -> tuple[NewAccount, ...]:
    """Make the invented staff that are not there yet; return the new accounts."""
    there = staff.names(desk)
    return tuple(
        staff.add(desk, username, name, role, by="demo")
        for username, name, role in PEOPLE
        if username not in there
    )


def work_on(desk: Desk, reference: str, at: datetime, chance: random.Random) -> None:
    """Let somebody work on a case filed at `at`, as far as the time until now allows."""
    now = desk.clock.now()
    worker = chance.choice(WORKERS)
    pace = chance.uniform(0.1, 0.6) if chance.random() < QUICK else chance.uniform(0.6, 8.0)
    for hours, act in _story(reference, worker, chance):
        moment = at + timedelta(hours=hours * pace)
        if moment >= now:
            return
        try:
            act(replace(desk, clock=FixedClock(moment)))
        except NotPossible:
            return  # The record does not allow the next act: so the case stays where it is.


def _story(reference: str, by: Actor, chance: random.Random) -> list[tuple[float, Doing]]:
    share = chance.random()
    acts: list[tuple[float, Doing]] = []
    if share > UNTOUCHED:
        acts.append((0.2, lambda desk: casework.assign(desk, reference, by.name, by=by)))
        acts.append((0.4, lambda desk: _contact(desk, reference, by, reached=False)))
    if share > TAKEN:
        reached = chance.random() < 0.85
        acts.append((1.5, lambda desk: _contact(desk, reference, by, reached=reached)))
        acts.append((2.0, lambda desk: _safety_plan(desk, reference, by)))
        acts.append((2.2, lambda desk: _secure(desk, reference, by)))
        acts.append((2.3, lambda desk: _device(desk, reference, by)))
        acts.append(
            (2.4, lambda desk: _refer(desk, reference, by, answered=chance.random() < 0.85))
        )
        acts.append((3.0, lambda desk: casework.sign_off(desk, reference, "review", by=SUPERVISOR)))
    if share > SEEN:
        acts += _ending(reference, by)
    return acts


def _ending(reference: str, by: Actor) -> list[tuple[float, Doing]]:
    return [
        (6.0, lambda desk: _message(desk, reference, by)),
        (12.0, lambda desk: casework.move(desk, reference, "ask_closure", by=by)),
        (14.0, lambda desk: closing.close(desk, reference, by=SUPERVISOR)),
    ]


def _contact(desk: Desk, reference: str, by: Actor, *, reached: bool) -> None:
    contact = Contact(desk.clock.now(), "child", "phone", reached)
    said = "Spoken to, safe at home, will talk again tomorrow." if reached else "No answer."
    casework.record_contact(desk, reference, contact, by=by, words=said)


def _safety_plan(desk: Desk, reference: str, by: Actor) -> None:
    said = "Who to call at night, what to block, who will be told."
    casework.record_action(desk, reference, "safety_plan", by=by, words=said)


def _secure(desk: Desk, reference: str, by: Actor) -> None:
    said = "Asked the platform to keep the account; the messages are saved on paper."
    casework.record_action(desk, reference, "evidence_secured", by=by, words=said)


def _device(desk: Desk, reference: str, by: Actor) -> None:
    reason = "Messages are kept by the platform; nothing on the phone is needed."
    casework.decide_device(desk, reference, "not_needed", by=by, reason=reason)


def _refer(desk: Desk, reference: str, by: Actor, *, answered: bool) -> None:
    referral = referring.refer(desk, reference, "childrens_social_care", by=by)
    if answered:
        later = replace(desk, clock=FixedClock(desk.clock.now() + timedelta(minutes=50)))
        referring.move(later, reference, referral, "accept", by=by)


def _message(desk: Desk, reference: str, by: Actor) -> None:
    text = "Thank you for telling us. We have read it all, and you did nothing wrong."
    messaging.write_to_reporter(desk, reference, text, by=by)

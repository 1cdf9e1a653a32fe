"""Which contacts count, and what must be true before a case may be closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest

from casedesk.domain.clocks import Deadline
from casedesk.domain.closure import ClosureRecord, check_closure, closure_missing
from casedesk.domain.contact import (
    Contact,
    Method,
    Who,
    check_instant,
    different_attempts,
    event_of,
    is_attempt,
    is_contact_with_child,
    stops_clock,
)
from casedesk.domain.errors import NotPossible

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SPOKEN = Contact(NOON, "child", "phone", reached=True)
COMPLETE = ClosureRecord(
    contacts=(SPOKEN,),
    asked_by="ana",
    referral_answered=True,
    device_decided=True,
    agreed_by="sue",
)


def unanswered(days: int = 0, method: Method = "phone") -> Contact:
    return Contact(NOON + days * DAY, "child", method, reached=False)


def codes(record: ClosureRecord) -> list[str]:
    return [one.code for one in closure_missing(record)]


def test_a_child_is_seen_or_spoken_to_in_person_by_video_or_by_phone_only():
    counting = {
        (who, method, reached)
        for who in get_args(Who.__value__)
        for method in get_args(Method.__value__)
        for reached in (True, False)
        if is_contact_with_child(Contact(NOON, who, method, reached))
    }

    assert counting == {
        *(("child", method, True) for method in ("in_person", "video", "phone")),
    }


EVENTS = [
    (SPOKEN, "child_contact"),
    (unanswered(), "contact_attempt"),
    (Contact(NOON, "child", "message", reached=True), "contact_attempt"),
    (Contact(NOON, "carer", "phone", reached=True), "action"),
    (Contact(NOON, "carer", "phone", reached=False), "action"),
]


@pytest.mark.parametrize(("contact", "event"), EVENTS)
def test_a_contact_means_one_thing_to_the_clocks(contact, event):
    assert event_of(contact) == event
    assert is_attempt(contact) is (event == "contact_attempt")


ATTEMPTS = [
    ("none", [], 0),
    ("three calls on one day", [unanswered()] * 3, 1),
    ("one day, three ways", [unanswered(0, way) for way in ("phone", "text", "in_person")], 3),
    ("three days, one way", [unanswered(day) for day in range(3)], 3),
    ("a success is no attempt", [SPOKEN, unanswered(1)], 1),
    ("the carer is not the child", [Contact(NOON, "carer", "phone", reached=False)], 0),
]


@pytest.mark.parametrize(
    ("contacts", "count"), [row[1:] for row in ATTEMPTS], ids=[row[0] for row in ATTEMPTS]
)
def test_attempts_are_different_in_method_or_day(contacts, count):
    assert different_attempts(contacts) == count


def test_one_instant_is_one_day_whatever_zone_it_was_written_in():
    late = NOON.replace(hour=23)
    elsewhere = replace(unanswered(), at=late.astimezone(timezone(timedelta(hours=3))))

    assert different_attempts([replace(unanswered(), at=late), elsewhere]) == 1


def test_a_complete_record_may_be_closed():
    assert closure_missing(COMPLETE) == ()
    check_closure(COMPLETE)


INCOMPLETE = [
    ({"contacts": ()}, "child_seen"),
    ({"contacts": (unanswered(0), unanswered(1), unanswered(2))}, "child_seen"),
    ({"contacts": (unanswered(0), unanswered(1)), "attempts_agreed_by": "sue"}, "child_seen"),
    ({"referral_answered": False}, "referral_question"),
    ({"referrals_open": 1}, "referrals_open"),
    ({"device_decided": False}, "device_decision"),
    ({"agreed_by": None}, "supervisor"),
    ({"agreed_by": ""}, "supervisor"),
    ({"agreed_by": "ana"}, "supervisor"),
]


@pytest.mark.parametrize(("change", "code"), INCOMPLETE)
def test_each_condition_alone_holds_a_case_open(change, code):
    assert codes(replace(COMPLETE, **change)) == [code]


def test_three_different_attempts_signed_off_stand_for_a_contact():
    tried = (unanswered(0), unanswered(1), unanswered(2))

    assert codes(replace(COMPLETE, contacts=tried, attempts_agreed_by="sue")) == []


def test_contacts_before_a_case_was_reopened_do_not_close_it_again():
    reopened = replace(COMPLETE, since=NOON + DAY)
    tried = tuple(unanswered(day) for day in range(3))

    assert codes(reopened) == ["child_seen"]
    assert codes(replace(reopened, contacts=tried, attempts_agreed_by="sue")) == ["child_seen"]
    assert codes(replace(COMPLETE, since=NOON)) == []


def test_a_contact_stops_no_clock_that_started_after_it():
    clock = Deadline("child_seen", NOON + DAY, NOON)
    later = Deadline("child_seen", NOON + 2 * DAY, NOON + DAY)

    assert stops_clock(SPOKEN, clock)
    assert not stops_clock(SPOKEN, later)
    assert not stops_clock(unanswered(), clock)
    assert stops_clock(unanswered(), Deadline("first_action", NOON + DAY, NOON))


def test_all_that_is_missing_is_said_at_once():
    with pytest.raises(NotPossible) as caught:
        check_closure(ClosureRecord(contacts=(), asked_by="ana", referrals_open=2))

    told = str(caught.value)
    assert len(closure_missing(ClosureRecord((), "ana", referrals_open=2))) == 5
    for words in ("three different attempts", "another agency", "withdraw", "device", "supervisor"):
        assert words in told


def test_a_contact_lies_between_the_report_and_now():
    later = NOON + DAY
    check_instant(NOON, received_at=NOON, now=NOON)
    with pytest.raises(NotPossible, match="future"):
        check_instant(later, received_at=NOON, now=NOON)
    with pytest.raises(NotPossible, match="before the report"):
        check_instant(NOON, received_at=later, now=later)

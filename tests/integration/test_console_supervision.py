"""What supervisors see and do: figures from the record, the roster, reasons owed."""

from datetime import timedelta

import pytest
from console_cases import a_case
from console_user import a_member

from casedesk.domain.contact import Contact
from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import (
    behind_figures,
    casework,
    demo,
    escalation,
    ledger_checks,
    levels,
    referring,
    rostering,
    supervision,
)
from casedesk.services.acting import Actor
from casedesk.services.check import check


@pytest.fixture
def sam(desk):
    return a_member(desk, "supervisor", "sam")


SAM = Actor("sam", supervisor=True)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def seen_after(desk, reference: str, after: timedelta) -> None:
    desk.clock.at += after
    contact = Contact(desk.clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, reference, contact, by=Actor("noor"))


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (90, 4), (1, 1), (100, 4)], ids=str)
def test_a_percentile_is_always_a_value_that_occurred(percent, expected):
    ordered = [hours(number) for number in (1, 2, 3, 4)]

    assert supervision.percentile(ordered, percent) == hours(expected)


def test_there_is_no_percentile_of_nothing():
    assert supervision.percentile([], 50) is None


def test_time_to_seen_counts_who_was_seen_in_time_and_who_was_not(desk):
    start = desk.clock.now()
    for number, after in enumerate((2, 5, 30)):
        desk.clock.at = start
        seen_after(desk, a_case(desk, f"{number:032x}"), hours(after))
    desk.clock.at = start
    a_case(desk, "f" * 32)
    desk.clock.at = start + hours(40)

    urgent = {one.level: one for one in supervision.time_to_seen(desk)}[Level.P2]

    assert (urgent.cases, urgent.unseen, urgent.in_time) == (4, 1, 2)
    assert (urgent.median, urgent.worst) == (hours(5), hours(30))


def test_the_longest_wait_stands_first_and_goes_on_growing(desk):
    reference = a_case(desk)
    desk.clock.at += hours(10)

    assert behind_figures.waits(desk).rows[0].reference == reference
    assert behind_figures.waits(desk).rows[0].took == hours(10)


def test_reasons_are_owed_until_a_supervisor_writes_one(desk):
    reference = a_case(desk)
    desk.clock.at += hours(4)
    escalation.escalate(desk)

    owed = supervision.reasons_owed(desk)

    assert {(one.reference, one.kind) for one in owed} == {(reference, "first_action")}


def test_the_roster_says_who_is_on_duty_and_where_nobody_is(desk):
    a_member(desk, "supervisor", "sam")
    now = desk.clock.now()
    rostering.add(desk, "sam", "duty_supervisor", (now - hours(1), now + hours(8)), by=SAM)

    assert rostering.on_duty(desk) == {"duty_supervisor": ("sam",), "head_of_safeguarding": ()}
    rostering.remove(desk, rostering.upcoming(desk)[0].id, by=SAM)
    assert rostering.on_duty(desk)["duty_supervisor"] == ()
    with pytest.raises(NotFound):
        rostering.remove(desk, "0" * 32, by=SAM)


@pytest.mark.parametrize(
    ("username", "duty", "length"),
    [("nobody", "duty_supervisor", 8), ("sam", "cook", 8), ("sam", "duty_supervisor", -1)],
)
def test_an_impossible_duty_is_refused(desk, username, duty, length):
    a_member(desk, "supervisor", "sam")
    now = desk.clock.now()
    with pytest.raises(NotPossible):
        rostering.add(desk, username, duty, (now, now + hours(length)), by=SAM)


def test_the_board_shows_figures_that_open_their_rows(desk):
    sam = a_member(desk, "supervisor", "sam")
    reference = a_case(desk)

    page = sam.get("/supervision").text

    assert '<a href="/queue?level=P2">1</a>' in page
    assert 'role="img"' in page
    assert reference in sam.get("/supervision/seen?level=P2").text
    assert reference not in sam.get("/supervision/seen?level=P1").text


def test_a_duty_is_added_from_the_page_or_refused_with_a_reason(desk):
    sam = a_member(desk, "supervisor", "sam")
    duty = {"username": "sam", "duty": "duty_supervisor", "starts": "2026-11-23T08:00"}
    wrong = sam.post("/supervision/duty", page="/supervision", ends="2026-12-30T08:00", **duty)
    right = sam.post("/supervision/duty", page="/supervision", ends="2026-11-23T20:00", **duty)

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "within two weeks" in wrong.text
    assert "Mon 23 Nov 2026, 20:00" in sam.get("/supervision").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_invented_desk_is_a_sound_desk(desk):
    references = demo.fill(desk, 12)

    assert len(set(references)) == 12
    assert ledger_checks.broken(desk) is None
    problems = [one for one in check(desk) if "worker" not in str(one).lower()]
    assert not problems, problems


BEFORE = given(["earlier_incident", "send"], "chosen")


def test_a_child_who_was_harmed_before_is_counted_as_the_verdict_says(desk):
    told = a_case(desk, "1" * 32, vulnerabilities=BEFORE)
    a_case(desk, "2" * 32)

    assert supervision.share(desk, "harmed_before") == (1, 2)
    assert [one.reference for one in behind_figures.waits(desk, among="harmed_before").rows] == [
        told
    ]


def test_a_level_that_a_person_set_is_counted_and_its_case_is_opened_from_the_figure(desk, sam):
    reference, other = a_case(desk, "1" * 32), a_case(desk, "2" * 32)
    levels.set_level(desk, reference, Level.P1, by=Actor("sam", supervisor=True), reason="New.")

    assert supervision.share(desk, "overridden") == (1, 2)
    assert "/supervision/seen?among=overridden" in sam.get("/supervision").text
    rows = sam.get("/supervision/seen?among=overridden").text
    assert reference in rows
    assert other not in rows
    assert "whose level a person changed" in rows


def test_a_group_there_is_not_shows_all_of_them(desk, sam):
    reference = a_case(desk)

    assert reference in sam.get("/supervision/seen?among=<script>").text


def test_every_group_behind_the_time_to_seen_opens_its_own_rows(desk, sam):
    first, second = a_case(desk, "1" * 32), a_case(desk, "2" * 32)
    desk.clock.at += hours(2)
    contact = Contact(desk.clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, first, contact, by=Actor("noor"))
    sam.sign_in()

    def rows(query: str) -> set[str]:
        page = sam.get(f"/supervision/seen?{query}").text
        return {one for one in (first, second) if one in page}

    assert rows("level=P2") == {first, second}
    assert rows("level=P2&among=unseen") == {second}
    assert rows("level=P2&among=in_time") == {first}
    assert rows("hour=9") == {first, second}
    assert rows("hour=10") == rows("level=P1") == set()
    assert rows("hour=24") == {first, second}


def test_the_referrals_behind_the_figure_stand_with_those_that_wait_first(desk, sam):
    waiting, answered = a_case(desk, "1" * 32), a_case(desk, "2" * 32)
    sent = referring.refer(desk, answered, "police", by=Actor("noor"))
    referring.refer(desk, waiting, "police", by=Actor("noor"))
    desk.clock.at += hours(1)
    referring.move(desk, answered, sent, "accept", by=Actor("noor"))
    sam.sign_in()

    page = sam.get("/supervision/referrals").text

    assert page.index(waiting) < page.index(answered)
    assert "2 of the last 30 days, 1 answered" in page
    assert "after 1 h" in page
    assert "/supervision/referrals" in sam.get("/supervision").text

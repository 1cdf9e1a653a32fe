"""A child who was seen before the danger was known is to be seen again."""

from datetime import timedelta

import pytest

from casedesk.domain.contact import Contact
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import casework, levels
from casedesk.services.acting import Actor
from casedesk.services.cases import Case, open_case_file
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit

WORKER = Actor("anna")
SUPERVISOR = Actor("sam", supervisor=True)
HOUR = timedelta(hours=1)
CONVERSATION = "7" * 32


@pytest.fixture
def draft_id(desk: Desk) -> str:
    return open_draft(desk, CONVERSATION, "young_person").id


@pytest.fixture
def reference(desk: Desk, draft_id: str) -> str:
    answers = {"child_age": given(15), "incident_kinds": given(["threat_to_share"])}
    save_answers(desk, draft_id, answers)
    return submit(desk, CONVERSATION).reference


def see(desk: Desk, reference: str) -> Case:
    return open_case_file(desk, reference, actor="anna")


def child_seen_runs(desk: Desk, reference: str) -> bool:
    clocks = see(desk, reference).clocks
    return any(one["kind"] == "child_seen" and one["stopped_at"] is None for one in clocks)


def speak(desk: Desk, reference: str, hours_ago: int = 0) -> None:
    at = desk.clock.now() - hours_ago * HOUR
    casework.record_contact(desk, reference, Contact(at, "child", "phone", True), by=WORKER)  # noqa: FBT003


def test_new_danger_starts_the_clock_again_and_only_a_new_contact_stops_it(
    desk, clock, reference, draft_id
):
    # Given a child who was spoken to
    speak(desk, reference)
    assert not child_seen_runs(desk, reference)

    # When the reporter adds, two hours later, that they are in danger now
    clock.at += 2 * HOUR
    save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})

    # Then the clock runs again, with an hour from the news
    due = [
        one["due_at"]
        for one in see(desk, reference).clocks
        if one["kind"] == "child_seen" and one["stopped_at"] is None
    ]
    assert due == [clock.at + HOUR]

    # And a contact from before the news does not stop it, whenever it is written down
    clock.at += HOUR / 4
    speak(desk, reference, hours_ago=1)
    assert child_seen_runs(desk, reference)

    # But one after the news does
    speak(desk, reference)
    assert not child_seen_runs(desk, reference)


def test_a_level_raised_by_a_person_starts_the_clock_again(desk, clock, reference):
    speak(desk, reference)
    clock.at += HOUR

    levels.set_level(desk, reference, Level.P1, by=SUPERVISOR, reason="The school called.")

    assert child_seen_runs(desk, reference)


def test_new_danger_at_the_level_the_case_has_starts_the_clock_again(
    desk, clock, reference, draft_id
):
    # Given a case that is immediate already, and a child who was spoken to
    save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})
    speak(desk, reference)
    assert not child_seen_runs(desk, reference)

    # When another danger is told, which raises nothing
    clock.at += HOUR
    save_answers(desk, draft_id, {"self_harm": given("plan")})

    # Then the child is to be seen again, within the hour
    assert see(desk, reference).level == "P1"
    assert child_seen_runs(desk, reference)


def test_the_same_danger_told_again_starts_nothing(desk, clock, reference, draft_id):
    save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})
    speak(desk, reference)

    clock.at += HOUR
    save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})
    save_answers(desk, draft_id, {"area": given("Lewisham")})

    assert not child_seen_runs(desk, reference)


def test_a_platform_named_later_gets_a_clock_of_its_own(desk, clock, reference, draft_id):
    clock.at += HOUR

    save_answers(desk, draft_id, {"platforms": given(["snapchat"])})
    save_answers(desk, draft_id, {"platforms": given(["snapchat", "telegram"])})

    subjects = [
        one["subject"] for one in see(desk, reference).clocks if one["kind"] == "evidence_decay"
    ]
    assert sorted(subjects) == ["", "snapchat", "telegram"]

"""Working a case: what stops which clock, who may do what, and that nothing goes quiet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from casedesk.clock import FixedClock
from casedesk.domain.contact import Contact
from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import casework, closing, heartbeat, levels, messaging, referring, returning
from casedesk.services.acting import Actor
from casedesk.services.cases import Case, open_case_file
from casedesk.services.check import check
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import Receipt, submit
from casedesk.settings import Role
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import ledger

WORKER = Actor("anna")
SUPERVISOR = Actor("sam", supervisor=True)
OTHER = Actor("olu", supervisor=True)

ANSWERS = {
    "reporter_role": given("young_person", "chosen"),
    "child_age": given(15),
    "incident_kinds": given(["threat_to_share"]),
    "demands": given(["more_images"]),
    "platforms": given(["snapchat"]),
    "account": given("what happened", words="what happened"),
}


def file(desk: Desk, conversation: str = "1" * 32, **more: object) -> Receipt:
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, ANSWERS | {key: given(one) for key, one in more.items()})
    return submit(desk, conversation)


@pytest.fixture
def reference(desk: Desk) -> str:
    return file(desk).reference


def see(desk: Desk, reference: str) -> Case:
    return open_case_file(desk, reference, actor="anna")


def running(desk: Desk, reference: str) -> set[str]:
    return {one["kind"] for one in see(desk, reference).clocks if one["stopped_at"] is None}


def contact(desk: Desk, **changes: object) -> Contact:
    fields = {"at": desk.clock.now(), "who": "child", "method": "phone", "reached": True}
    return Contact(**fields | changes)


def findings(desk: Desk) -> list[str]:
    heartbeat.beat(desk, "worker:test")
    return [f"{one.rule} {one.about}" for one in check(desk)]


@pytest.mark.parametrize(
    ("made", "still_runs"),
    [
        ({}, False),
        ({"method": "in_person"}, False),
        ({"reached": False}, True),
        ({"method": "text"}, True),  # A reply in writing does not show who writes.
        ({"who": "carer"}, True),
    ],
)
def test_only_a_contact_with_the_child_stops_the_clock_for_seeing_them(
    desk: Desk, reference: str, made: dict[str, object], still_runs: bool
) -> None:
    casework.record_contact(desk, reference, contact(desk, **made), by=WORKER, words="rang")

    assert ("child_seen" in running(desk, reference)) is still_runs
    assert "first_action" not in running(desk, reference)


def test_a_contact_cannot_lie_in_the_future_or_before_the_report(
    desk: Desk, reference: str, clock: FixedClock
) -> None:
    for at in (clock.now() + timedelta(minutes=1), clock.now() - timedelta(days=1)):
        with pytest.raises(NotPossible):
            casework.record_contact(desk, reference, contact(desk, at=at), by=WORKER)

    assert "child_seen" in running(desk, reference)


def test_whoever_first_works_on_a_case_that_nobody_has_becomes_its_owner(
    desk: Desk, reference: str
) -> None:
    casework.record_action(desk, reference, "advice_given", by=WORKER, words="told them to block")

    case = see(desk, reference)
    assert (case.facts["owner"], case.state) == ("anna", "active")
    assert case.actions[0]["note"] == "told them to block"


def test_a_case_always_has_a_next_action_and_a_due_time(desk: Desk, reference: str) -> None:
    casework.record_contact(desk, reference, contact(desk), by=WORKER)
    casework.decide_device(desk, reference, "not_needed", by=WORKER, reason="nothing on it")
    casework.record_action(desk, reference, "evidence_secured", by=WORKER)
    casework.sign_off(desk, reference, "review", by=SUPERVISOR)

    # Every clock has stopped, so a review has been set: the case does not go quiet.
    case = see(desk, reference)
    assert running(desk, reference) == {"supervisor_review"}
    assert case.facts["next_action"]
    assert case.facts["due_at"] > desk.clock.now()
    assert findings(desk) == []


def test_a_case_closes_only_when_its_record_says_enough_and_two_people_agree(
    desk: Desk, reference: str
) -> None:
    casework.record_contact(desk, reference, contact(desk), by=WORKER)
    casework.move(desk, reference, "ask_closure", by=WORKER)

    with pytest.raises(NotPossible, match="device"):
        closing.close(desk, reference, by=SUPERVISOR)

    casework.decide_device(desk, reference, "not_needed", by=WORKER, reason="nothing on it")
    referring.none_needed(desk, reference, by=WORKER, reason="school and family already know")
    with pytest.raises(NotPermitted):
        closing.close(desk, reference, by=WORKER)
    closing.close(desk, reference, by=SUPERVISOR)

    case = see(desk, reference)
    assert case.state == "closed"
    assert running(desk, reference) == set()
    assert findings(desk) == []


def test_a_supervisor_cannot_close_what_they_asked_to_close(desk: Desk, reference: str) -> None:
    casework.record_contact(desk, reference, contact(desk), by=SUPERVISOR)
    casework.decide_device(desk, reference, "not_needed", by=SUPERVISOR, reason="nothing on it")
    referring.none_needed(desk, reference, by=SUPERVISOR, reason="all know already")
    casework.move(desk, reference, "ask_closure", by=SUPERVISOR)

    with pytest.raises(NotPossible, match="did not ask"):
        closing.close(desk, reference, by=SUPERVISOR)
    closing.close(desk, reference, by=OTHER)


def test_a_referral_runs_a_clock_until_the_agency_answers(desk: Desk, reference: str) -> None:
    sent = referring.refer(desk, reference, "childrens_social_care", by=WORKER, words="sent form")
    assert "referral_ack" in running(desk, reference)

    referring.move(desk, reference, sent, "acknowledge", by=WORKER)
    assert "referral_ack" not in running(desk, reference)

    with pytest.raises(NotPossible, match="reason"):
        referring.move(desk, reference, sent, "decline", by=WORKER)
    assert referring.move(desk, reference, sent, "accept", by=WORKER) == "accepted"
    assert see(desk, reference).referrals[0]["note"] == "sent form"


def test_a_referral_of_another_case_is_not_found(desk: Desk, reference: str) -> None:
    other = file(desk, "2" * 32).reference
    sent = referring.refer(desk, other, "police", by=WORKER)

    with pytest.raises(NotFound):
        referring.move(desk, reference, sent, "accept", by=WORKER)


def test_raising_a_level_takes_one_person_and_brings_sooner_clocks(
    desk: Desk, reference: str
) -> None:
    assert levels.set_level(desk, reference, Level.P1, by=WORKER, reason="they know her school")

    case = see(desk, reference)
    assert case.level == Level.P1
    assert case.facts["due_at"] <= desk.clock.now() + timedelta(hours=1)
    assert case.verdict["why"] == "they know her school"


def test_lowering_a_level_waits_for_a_second_person(desk: Desk, reference: str) -> None:
    assert not levels.set_level(desk, reference, Level.P3, by=SUPERVISOR, reason="a misreading")
    assert see(desk, reference).level == Level.P2

    with pytest.raises(NotPermitted):
        levels.agree(desk, reference, by=SUPERVISOR)
    levels.agree(desk, reference, by=OTHER)

    case = see(desk, reference)
    assert case.level == Level.P3
    assert (case.verdict["decided_by"], case.verdict["agreed_by"]) == ("sam", "olu")


def test_what_two_people_lowered_rises_again_only_for_a_new_reason(desk: Desk) -> None:
    draft = open_draft(desk, "3" * 32, "young_person")
    save_answers(desk, draft.id, ANSWERS)
    reference = submit(desk, "3" * 32).reference
    levels.set_level(desk, reference, Level.P4, by=SUPERVISOR, reason="a dare among friends")
    levels.agree(desk, reference, by=OTHER)

    save_answers(desk, draft.id, {"child_age": given(14, "corrected")})
    assert see(desk, reference).level == Level.P4

    save_answers(desk, draft.id, {"in_danger_now": given("yes", "corrected")})
    assert see(desk, reference).level == Level.P1


def test_a_reporter_who_adds_reopens_a_closed_case(desk: Desk) -> None:
    # Given a closed case
    draft = open_draft(desk, "4" * 32, "young_person")
    save_answers(desk, draft.id, ANSWERS)
    receipt = submit(desk, "4" * 32)
    casework.record_contact(desk, receipt.reference, contact(desk), by=WORKER)
    casework.decide_device(desk, receipt.reference, "not_needed", by=WORKER, reason="none")
    referring.none_needed(desk, receipt.reference, by=WORKER, reason="all know")
    casework.move(desk, receipt.reference, "ask_closure", by=WORKER)
    closing.close(desk, receipt.reference, by=SUPERVISOR)

    # When the reporter comes back with the code and writes
    standing = returning.by_code(desk, receipt.code)
    assert standing is not None
    assert standing.state == "closed"
    returning.say(desk, standing.unlocked, "it started again")

    # Then the case is with the duty team, its clocks run, and staff can read the message
    case = see(desk, receipt.reference)
    assert (case.state, case.facts["owner"]) == ("received", "duty_team")
    assert "child_seen" in running(desk, receipt.reference)
    assert case.messages[-1]["for_desk"] == "it started again"
    assert findings(desk) == []


def test_staff_and_reporter_write_to_each_other(desk: Desk) -> None:
    receipt = file(desk)
    messaging.write_to_reporter(desk, receipt.reference, "We will call at four.", by=WORKER)

    standing = returning.by_code(desk, receipt.code)

    assert standing is not None
    assert [one.text for one in standing.messages] == ["We will call at four."]
    assert standing.see_by == receipt.see_by


@pytest.mark.parametrize("typed", ["{}", " {} ", "code: {}"])
def test_a_code_is_read_however_it_is_typed(desk: Desk, typed: str) -> None:
    code = file(desk).code

    for written in (code, code.replace(" ", ""), code.replace(" ", "-")):
        assert returning.by_code(desk, typed.format(written)) is not None


@pytest.mark.parametrize("wrong", ["", "1234", "0000 0000 0000 0000", "9" * 5000, "no code"])
def test_a_wrong_code_opens_nothing(desk: Desk, reference: str, wrong: str) -> None:
    assert returning.by_code(desk, wrong) is None


def test_the_edge_can_show_messages_and_take_one_without_any_key_to_reports(
    desk: Desk, clock: FixedClock, desk_of: Callable[[Role], Desk]
) -> None:
    receipt = file(desk)
    messaging.write_to_reporter(desk, receipt.reference, "We are on it.", by=WORKER)
    edge = desk_of("edge")
    clock.at += timedelta(minutes=1)

    standing = returning.by_code(edge, receipt.code)
    returning.say(edge, standing.unlocked, "thank you")

    assert [one.text for one in standing.messages] == ["We are on it."]
    assert see(desk, receipt.reference).messages[-1]["for_desk"] == "thank you"


def test_unknown_references_are_not_found(desk: Desk) -> None:
    for act in (
        lambda: see(desk, "FD-0000-0000"),
        lambda: casework.note(desk, "FD-0000-0000", "x", by=WORKER),
    ):
        with pytest.raises(NotFound):
            act()


def test_check_finds_a_case_without_an_owner(desk: Desk, reference: str) -> None:
    with desk.work() as work:
        work.connection.execute(
            update(cases).where(cases.c.reference == reference).values(owner="", next_action=None)
        )
        work.commit()

    assert findings(desk) == [f"case_care {reference}"]


def test_opening_a_case_is_written_in_the_ledger(desk: Desk, reference: str) -> None:
    see(desk, reference)

    with desk.reading() as work:
        acts = work.connection.execute(select(ledger.c.act, ledger.c.actor)).all()
    assert ("case_opened", "anna") in acts

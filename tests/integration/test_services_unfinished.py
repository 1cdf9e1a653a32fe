"""Conversations that stop: in danger they reach staff, otherwise they are forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casedesk.clock import FixedClock
from casedesk.domain.errors import NotFound
from casedesk.interview.answers import Answer, given
from casedesk.services import unfinished
from casedesk.services.cases import open_case_file
from casedesk.services.desk import Desk
from casedesk.services.drafts import current_draft, open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.services.queue import page
from casedesk.services.unfinished import IDLE, KEPT
from casedesk.store.tables.drafts import draft_answers, drafts

CONVERSATION = "5" * 32
DANGER = {"in_danger_now": given("yes"), "account": given("he is outside", words="he is outside")}
CALM = {"in_danger_now": given("no"), "child_age": given(15)}


def talk(desk: Desk, answers: dict[str, Answer]) -> str:
    draft = open_draft(desk, CONVERSATION, "young_person")
    save_answers(desk, draft.id, answers)
    return draft.id


def surfaced(desk: Desk) -> int:
    count = 0
    while unfinished.surface(desk):
        count += 1
    return count


def test_somebody_in_danger_who_stops_reaches_staff_after_a_quarter_of_an_hour(
    desk: Desk, clock: FixedClock
) -> None:
    talk(desk, DANGER)
    clock.at += IDLE - timedelta(seconds=1)
    assert surfaced(desk) == 0

    clock.at += timedelta(seconds=1)
    assert surfaced(desk) == 1

    row = page(desk).rows[0]
    assert (row.level, row.unfinished) == ("P1", True)


def test_it_is_handed_over_once(desk: Desk, clock: FixedClock) -> None:
    talk(desk, DANGER)
    clock.at += IDLE
    surfaced(desk)

    clock.at += IDLE
    assert surfaced(desk) == 0
    assert len(page(desk).rows) == 1


def test_without_danger_nobody_is_told(desk: Desk, clock: FixedClock) -> None:
    talk(desk, CALM)

    clock.at += timedelta(hours=71)

    assert surfaced(desk) == 0


def test_an_adopter_can_switch_it_off(desk: Desk, clock: FixedClock) -> None:
    talk(desk, DANGER)
    clock.at += IDLE
    quiet = replace(desk, settings=replace(desk.settings, unfinished_to_staff=False))

    assert surfaced(quiet) == 0


def test_the_worker_hands_over_without_the_key_that_opens_reports(
    desk: Desk, clock: FixedClock, desk_of: object
) -> None:
    talk(desk, DANGER)
    clock.at += IDLE

    assert surfaced(desk_of("worker")) == 1
    assert open_case_file(desk, page(desk).rows[0].reference, actor="x").answers == DANGER


def test_a_reporter_who_comes_back_sends_the_same_report(desk: Desk, clock: FixedClock) -> None:
    # Given a case marked unfinished
    draft_id = talk(desk, DANGER)
    clock.at += IDLE
    surfaced(desk)
    reference = page(desk).rows[0].reference

    # When the reporter goes on and sends it
    save_answers(desk, draft_id, {"child_age": given(13)})
    receipt = submit(desk, CONVERSATION)

    # Then it is the same case, now finished, with a code, and nothing is there twice
    row = page(desk).rows[0]
    assert receipt.reference == reference
    assert receipt.code
    assert not row.unfinished
    assert len(page(desk).rows) == 1
    answers = open_case_file(desk, reference, actor="x").answers
    assert answers["child_age"].value == 13
    assert submit(desk, CONVERSATION).code == receipt.code


def test_what_is_added_without_sending_reaches_staff_too(desk: Desk, clock: FixedClock) -> None:
    draft_id = talk(desk, DANGER)
    clock.at += IDLE
    surfaced(desk)

    save_answers(desk, draft_id, {"child_age": given(12)})
    clock.at += IDLE
    assert surfaced(desk) == 1

    case = open_case_file(desk, page(desk).rows[0].reference, actor="x")
    assert case.answers["child_age"].value == 12
    assert len(case.revisions) == 2


def test_taking_the_danger_back_reaches_staff_and_lowers_nothing(
    desk: Desk, clock: FixedClock
) -> None:
    draft_id = talk(desk, DANGER)
    clock.at += IDLE
    surfaced(desk)

    save_answers(desk, draft_id, {"in_danger_now": given("no", "corrected")})
    clock.at += IDLE
    surfaced(desk)

    case = open_case_file(desk, page(desk).rows[0].reference, actor="x")
    assert case.answers["in_danger_now"].value == "no"
    assert case.level == "P1"


@pytest.mark.parametrize("answers", [CALM, DANGER])
def test_after_three_days_a_conversation_is_forgotten(
    desk: Desk, clock: FixedClock, answers: dict[str, Answer]
) -> None:
    draft_id = talk(desk, answers)

    clock.at += KEPT
    unfinished.forget(desk)

    assert current_draft(desk, CONVERSATION) is None
    with pytest.raises(NotFound):
        save_answers(desk, draft_id, CALM)
    with desk.reading() as work:
        for table in (drafts, draft_answers):
            assert work.connection.scalar(select(func.count()).select_from(table)) == 0


def test_a_filed_conversation_keeps_its_reference_and_loses_words_and_code(
    desk: Desk, clock: FixedClock
) -> None:
    talk(desk, DANGER)
    reference = submit(desk, CONVERSATION).reference
    draft = current_draft(desk, CONVERSATION)
    assert draft is not None
    assert draft.answers["account"].words == ""
    assert "outside" not in str(draft.answers["account"].value)

    clock.at += KEPT
    unfinished.forget(desk)

    again = submit(desk, CONVERSATION)
    assert (again.reference, again.code) == (reference, "")
    draft = current_draft(desk, CONVERSATION)
    assert draft is not None
    assert draft.answers == {}

"""Filing: a conversation becomes a case exactly once, with everything that belongs to it."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from casedesk.clock import FixedClock
from casedesk.domain.errors import NotFound
from casedesk.interview.answers import Answer, given
from casedesk.services import codes as codes_module
from casedesk.services import draft_records, heartbeat
from casedesk.services.check import check
from casedesk.services.desk import Desk
from casedesk.services.drafts import current_draft, open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.store.tables.cases import cases, clocks
from casedesk.store.tables.operations import ledger, outbox
from casedesk.store.tables.reports import codes, report_answers, reports, verdicts
from casedesk.store.vault import ReturnSecret

CONVERSATION = "0" * 32

FOUNDING = {
    "reporter_role": given("young_person", "chosen"),
    "in_danger_now": given("no"),
    "self_harm": given("none"),
    "child_age": given(13, words="im 13"),
    "account": given("he says he will show everyone", words="he says he will show everyone"),
    "incident_kinds": given(["threat_to_share"]),
    "demands": given(["more_images"]),
    "image_spread": given("threatened"),
    "suspect_relation": given("peer"),
    "contact_ok": given("no"),
}
"""The founding case: a child of 13, threatened by a peer who wants more images and no money."""


def count(desk: Desk, table: object) -> int:
    with desk.reading() as work:
        return work.connection.scalar(select(func.count()).select_from(table)) or 0


def talk(desk: Desk, answers: dict[str, Answer], conversation: str = CONVERSATION) -> str:
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, answers)
    return draft.id


def test_an_answer_is_there_again_after_it_was_saved(desk: Desk) -> None:
    talk(desk, FOUNDING)

    draft = current_draft(desk, CONVERSATION)

    assert draft is not None
    assert draft.answers == FOUNDING


def test_a_conversation_has_one_open_draft(desk: Desk) -> None:
    first = open_draft(desk, CONVERSATION, "young_person")
    second = open_draft(desk, CONVERSATION, "young_person")

    assert first.id == second.id


def test_the_founding_case_becomes_an_urgent_case_with_everything_that_belongs_to_it(
    desk: Desk, clock: FixedClock
) -> None:
    draft_id = talk(desk, FOUNDING)

    receipt = submit(desk, CONVERSATION)

    assert receipt.level in {"P1", "P2"}
    assert receipt.see_by <= clock.now() + timedelta(hours=24)
    assert not receipt.repeated
    with desk.reading() as work:
        report = work.connection.execute(select(reports)).mappings().one()
        case = work.connection.execute(select(cases)).mappings().one()
    assert report["id"] == case["id"] == draft_id
    assert case["reference"] == receipt.reference
    assert case["next_action"]
    assert case["due_at"] > clock.now()
    assert [count(desk, table) for table in (verdicts, outbox, codes)] == [1, 1, 1]
    assert count(desk, clocks) >= 4
    assert count(desk, ledger) >= 1


def test_the_actions_process_can_file_without_the_key_that_opens_reports(
    actions_desk: Desk,
) -> None:
    talk(actions_desk, FOUNDING)

    assert submit(actions_desk, CONVERSATION).level == "P2"


def test_sending_again_gives_the_same_reference_and_code(desk: Desk) -> None:
    talk(desk, FOUNDING)

    first, second = submit(desk, CONVERSATION), submit(desk, CONVERSATION)

    assert (first.reference, first.code) == (second.reference, second.code)
    assert second.repeated
    assert count(desk, reports) == 1


def test_the_code_is_shown_again_only_for_a_short_while(desk: Desk, clock: FixedClock) -> None:
    talk(desk, FOUNDING)
    first = submit(desk, CONVERSATION)

    clock.at += timedelta(minutes=16)

    again = submit(desk, CONVERSATION)
    assert again.reference == first.reference
    assert again.code == ""


def test_sending_eight_times_at_once_files_one_report(desk: Desk) -> None:
    talk(desk, FOUNDING)

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: submit(desk, CONVERSATION), range(8)))

    assert len({receipt.reference for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert count(desk, reports) == count(desk, cases) == 1


def test_a_conversation_that_never_began_has_nothing_to_send(desk: Desk) -> None:
    with pytest.raises(NotFound):
        submit(desk, "f" * 32)


def test_a_correction_after_filing_is_a_revision_and_can_raise_the_level(desk: Desk) -> None:
    # Given a filed report
    draft_id = talk(desk, FOUNDING)
    submit(desk, CONVERSATION)

    # When the same conversation corrects an answer
    save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})

    # Then the report has a second revision, and the case is more urgent with sooner clocks
    with desk.reading() as work:
        report = work.connection.execute(select(reports)).mappings().one()
        case = work.connection.execute(select(cases)).mappings().one()
        seen = work.connection.scalar(
            select(clocks.c.due_at).where(
                clocks.c.kind == "child_seen", clocks.c.stopped_at.is_(None)
            )
        )
    assert report["revision"] == 2
    assert case["level"] == "P1"
    assert seen == desk.clock.now() + timedelta(hours=1)
    assert submit(desk, CONVERSATION).reference == case["reference"]


def test_a_correction_never_lowers_a_level(actions_desk: Desk) -> None:
    draft_id = talk(actions_desk, FOUNDING | {"in_danger_now": given("yes")})
    submit(actions_desk, CONVERSATION)

    save_answers(actions_desk, draft_id, {"in_danger_now": given("no", "corrected")})

    with actions_desk.reading() as work:
        assert work.connection.scalar(select(cases.c.level)) == "P1"


def test_what_a_young_person_wrote_stands_nowhere_in_the_clear(desk: Desk) -> None:
    canary = "zebra-canary-words"
    talk(desk, FOUNDING | {"account": given(canary, words=canary), "child_name": given(canary)})
    submit(desk, CONVERSATION)

    with desk.reading() as work:
        everything = [
            repr(work.connection.execute(select(table)).all())
            for table in (report_answers, reports, cases, verdicts, outbox, ledger)
        ]
    assert not [dump for dump in everything if canary in dump]


class PowerCut(Exception):  # noqa: N818 - reads as what happened
    """Nothing more reaches the database."""


@contextmanager
def cut_at(desk: Desk, statement: int) -> Iterator[list[str]]:
    """Let the database fail before its nth writing statement; yield those that were begun."""
    begun: list[str] = []

    def look(*arguments: object) -> None:
        text = str(arguments[2])
        if text.startswith(("INSERT", "UPDATE", "DELETE")):
            begun.append(text)
            if len(begun) == statement:
                raise PowerCut

    event.listen(desk.engine, "before_cursor_execute", look)
    try:
        yield begun
    finally:
        event.remove(desk.engine, "before_cursor_execute", look)


def test_wherever_filing_fails_all_or_nothing_is_there(desk: Desk) -> None:
    # Given a conversation, and filing that fails before its first statement, its second, ...
    talk(desk, FOUNDING)
    statement = 0
    while True:
        statement += 1
        with cut_at(desk, statement) as begun, suppress(PowerCut):
            submit(desk, CONVERSATION)
        if len(begun) < statement:
            break
        # Then nothing of the report is there, and the answers still are
        assert count(desk, reports) == count(desk, cases) == count(desk, ledger) == 0
        draft = current_draft(desk, CONVERSATION)
        assert draft is not None
        assert not draft.filed
        assert draft.answers == FOUNDING

    # And once nothing fails, it is filed whole
    assert statement > 12
    assert submit(desk, CONVERSATION).repeated
    heartbeat.beat(desk, "worker:test")
    assert check(desk) == ()


def test_a_return_code_is_four_groups_of_four_digits_and_never_repeats(desk: Desk) -> None:
    codes_seen = set()
    for number in range(5):
        talk(desk, FOUNDING, f"{number:032x}")
        codes_seen.add(submit(desk, f"{number:032x}").code)

    assert len(codes_seen) == 5
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code) for code in codes_seen)


def test_a_second_report_in_one_conversation_is_a_report_of_its_own(
    desk: Desk, clock: FixedClock
) -> None:
    talk(desk, FOUNDING)
    first = submit(desk, CONVERSATION)

    clock.at += timedelta(minutes=5)
    talk(desk, FOUNDING | {"child_age": given(14)})
    second = submit(desk, CONVERSATION)

    assert first.reference != second.reference
    assert not second.repeated
    assert submit(desk, CONVERSATION).reference == second.reference


def test_answers_that_no_longer_apply_are_not_filed(desk: Desk) -> None:
    draft_id = talk(desk, FOUNDING | {"contact_method": given("phone"), "ready": given("send")})
    save_answers(desk, draft_id, {"child_age": given(12, "corrected")}, cleared=["demands"])
    submit(desk, CONVERSATION)

    with desk.reading() as work:
        asked = set(work.connection.scalars(select(report_answers.c.question_id)))
    assert "demands" not in asked
    assert "ready" not in asked
    assert "child_age" in asked


def test_answers_saved_while_sending_are_in_the_report(desk: Desk) -> None:
    draft_id = talk(desk, FOUNDING)
    original, raced = desk.return_secrets.take, []

    def slow() -> ReturnSecret:
        # Another message of the same conversation arrives while the code is being hashed.
        if not raced:
            raced.append(True)
            save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})
        return original()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.return_secrets, "take", slow)
        receipt = submit(desk, CONVERSATION)

    assert receipt.level == "P1"
    assert count(desk, reports) == 1


def test_a_code_that_begins_like_another_is_drawn_again(desk: Desk) -> None:
    # Given a report whose code begins with certain digits
    talk(desk, FOUNDING)
    taken = submit(desk, CONVERSATION).code
    talk(desk, FOUNDING, "1" * 32)
    draws = iter([taken, "1234 5670 0000 0000"])

    # When the next report first draws the same digits
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes_module, "new_code", lambda _: next(draws))
        second = submit(desk, "1" * 32)

    # Then it is filed once, under the digits drawn after that
    assert second.code == "1234 5670 0000 0000"
    assert not second.repeated
    assert count(desk, reports) == count(desk, codes) == 2


def test_many_who_send_at_once_each_get_their_own_report(desk: Desk) -> None:
    conversations = [f"{number:032x}" for number in range(24)]
    for conversation in conversations:
        talk(desk, FOUNDING, conversation)

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(lambda one: submit(desk, one), conversations))

    assert len({receipt.reference for receipt in receipts}) == 24
    assert len({receipt.code for receipt in receipts}) == 24
    assert not any(receipt.repeated for receipt in receipts)
    heartbeat.beat(desk, "worker:test")
    assert check(desk) == ()


def test_the_secret_of_a_code_is_ready_before_the_report_is_sent(desk: Desk) -> None:
    talk(desk, FOUNDING)

    assert desk.return_secrets.wait() == 1
    submit(desk, CONVERSATION)
    assert desk.return_secrets.wait() == 0


def test_sending_again_uses_up_no_other_secret(desk: Desk) -> None:
    talk(desk, FOUNDING)
    submit(desk, CONVERSATION)
    talk(desk, FOUNDING, "1" * 32)
    desk.return_secrets.wait()

    assert submit(desk, CONVERSATION).repeated
    assert desk.return_secrets.wait() == 1


@pytest.mark.parametrize("held", ["saving", "sending"])
def test_an_answer_saved_by_one_server_while_another_sends_reaches_the_case(
    desk: Desk, held: str
) -> None:
    # Given two servers, of which one is held up amidst its unit of work
    draft_id, other = talk(desk, FOUNDING), replace(desk)
    amidst, go = threading.Event(), threading.Event()
    module, name = (draft_records, "danger_facts") if held == "saving" else (codes_module, "issue")
    original = getattr(module, name)

    def hold(*arguments: object) -> object:
        amidst.set()
        go.wait(10)
        return original(*arguments)

    def save() -> None:
        save_answers(desk, draft_id, {"in_danger_now": given("yes", "corrected")})

    def send() -> None:
        submit(other, CONVERSATION)

    first, second = (save, send) if held == "saving" else (send, save)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(module, name, hold)
        one = pool.submit(first)
        amidst.wait(10)
        two = pool.submit(second)
        # When the other one comes to the same draft meanwhile
        wait([two], 0.3)
        go.set()
        one.result()
        two.result()

    # Then the case is as urgent as the answer says
    with desk.reading() as work:
        assert work.connection.scalar(select(cases.c.level)) == "P1"
    heartbeat.beat(desk, "worker:test")
    assert check(desk) == ()

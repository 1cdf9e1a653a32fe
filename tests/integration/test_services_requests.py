"""What reporters ask with their code: acts of the case, decided by staff, never lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from casedesk.clock import FixedClock
from casedesk.domain.contact import Contact
from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.interview.answers import given
from casedesk.services import (
    casework,
    closing,
    escalation,
    heartbeat,
    queue_views,
    referring,
    reporter_requests,
    retention,
    returning,
)
from casedesk.services.acting import Actor
from casedesk.services.cases import Case, open_case_file
from casedesk.services.check import check
from casedesk.services.codes import Unlocked
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import Receipt, submit
from casedesk.settings import Role
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import outbox

WORKER = Actor("anna")
SUPERVISOR = Actor("sam", supervisor=True)
KEPT = {name: timedelta(days=30) for name in retention.CLASSES}
KINDS = tuple(reporter_requests.DECISIONS)


@pytest.fixture
def receipt(desk: Desk) -> Receipt:
    draft = open_draft(desk, "1" * 32, "young_person")
    save_answers(desk, draft.id, {"child_age": given(15), "demands": given(["more_images"])})
    return submit(desk, "1" * 32)


@pytest.fixture
def reporter(desk: Desk, receipt: Receipt) -> Unlocked:
    standing = returning.by_code(desk, receipt.code)
    assert standing is not None
    return standing.unlocked


def see(desk: Desk, receipt: Receipt) -> Case:
    return open_case_file(desk, receipt.reference, actor="anna")


def clocks(case: Case) -> list[str]:
    return [one["kind"] for one in case.clocks if one["stopped_at"] is None]


def decide(desk: Desk, receipt: Receipt, decision: str, by: Actor = SUPERVISOR) -> None:
    request = see(desk, receipt).requests[-1]["id"]
    reporter_requests.decide(desk, receipt.reference, request, decision, by=by, reason="Spoke.")


def work_to_closure(desk: Desk, receipt: Receipt) -> None:
    reference = receipt.reference
    contact = Contact(desk.clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, reference, contact, by=WORKER)
    casework.decide_device(desk, reference, "not_needed", by=WORKER, reason="No device.")
    referring.none_needed(desk, reference, by=WORKER, reason="Social care leads.")
    casework.move(desk, reference, "ask_closure", by=WORKER)


@pytest.mark.parametrize("kind", KINDS)
def test_asking_is_an_act_of_the_case_with_a_clock_and_people_told(
    desk: Desk, receipt: Receipt, reporter: Unlocked, kind: str
) -> None:
    returning.ask(desk, reporter, kind)

    case = see(desk, receipt)
    assert [(one["kind"], one["decision"]) for one in case.requests] == [(kind, None)]
    assert "reporter_request" in clocks(case)
    assert case.timeline[-1]["act"] == f"reporter_asked_{kind}"
    assert case.timeline[-1]["number"]
    assert case.messages == ()
    with desk.reading() as work:
        told = select(outbox.c.recipient).where(outbox.c.kind == f"reporter_{kind}")
        assert set(work.connection.scalars(told)) == {"owner", "duty_supervisor"}
    heartbeat.beat(desk, "worker:test")
    assert not check(desk)


def test_what_was_asked_becomes_the_next_action_once_it_is_due_first(
    desk: Desk, receipt: Receipt, reporter: Unlocked, clock: FixedClock
) -> None:
    casework.record_action(desk, receipt.reference, "advice_given", by=WORKER)
    returning.ask(desk, reporter, "contact_unsafe")

    with desk.reading() as work:
        row = work.connection.execute(select(cases)).mappings().one()
    assert "Decide what the reporter asked for" in row["next_action"]
    assert row["due_at"] == clock.at + timedelta(hours=4)


def test_asking_twice_is_asking_once_until_it_is_decided(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "withdraw")
    returning.ask(desk, reporter, "withdraw")
    assert len(see(desk, receipt).requests) == 1

    decide(desk, receipt, "refused")
    returning.ask(desk, reporter, "withdraw")

    assert len(see(desk, receipt).requests) == 2


def test_a_decision_has_a_reason_stops_the_clock_and_is_told_to_who_comes_back(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "erase")
    request = see(desk, receipt).requests[0]["id"]
    with pytest.raises(NotPossible, match="reason"):
        reporter_requests.decide(
            desk, receipt.reference, request, "refused", by=SUPERVISOR, reason=" "
        )

    decide(desk, receipt, "refused")

    case = see(desk, receipt)
    assert "reporter_request" not in clocks(case)
    assert case.requests[0]["note"] == "Spoke."
    assert returning.standing(desk, reporter).requests == [("erase", "refused")]
    with pytest.raises(NotPossible, match="has been decided"):
        decide(desk, receipt, "agreed")


@pytest.mark.parametrize("kind", ["withdraw", "erase"])
def test_only_a_supervisor_decides_whether_work_for_a_child_ends(
    desk: Desk, receipt: Receipt, reporter: Unlocked, kind: str
) -> None:
    returning.ask(desk, reporter, kind)

    with pytest.raises(NotPermitted):
        decide(desk, receipt, "agreed", by=WORKER)


def test_only_that_contact_is_safe_again_follows_another_decision(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "contact_unsafe")
    with pytest.raises(NotPossible, match="one of"):
        decide(desk, receipt, "agreed", by=WORKER)

    decide(desk, receipt, "plan_changed", by=WORKER)
    decide(desk, receipt, "safe_again", by=WORKER)

    assert see(desk, receipt).requests[0]["decision"] == "safe_again"


def test_a_wish_nobody_decides_climbs_the_ladder(
    desk: Desk, receipt: Receipt, reporter: Unlocked, clock: FixedClock
) -> None:
    returning.ask(desk, reporter, "withdraw")
    clock.at += timedelta(hours=9)

    escalation.escalate(desk)

    case = see(desk, receipt)
    about = {one["id"] for one in case.clocks if one["kind"] == "reporter_request"}
    told = {one["told"] for one in case.escalations if one["clock_id"] in about}
    assert told == {"owner", "duty_supervisor", "head_of_safeguarding"}


def test_no_request_reaches_across_cases_or_takes_an_unknown_word(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    with pytest.raises(NotPossible):
        returning.ask(desk, reporter, "everything")
    with pytest.raises(NotFound):
        reporter_requests.decide(
            desk, receipt.reference, "0" * 32, "agreed", by=SUPERVISOR, reason="Why."
        )


def test_a_case_is_not_closed_over_what_nobody_decided_and_goes_once_erasure_is_agreed(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "erase")
    work_to_closure(desk, receipt)
    with pytest.raises(NotPossible, match="the reporter asked for"):
        closing.close(desk, receipt.reference, by=SUPERVISOR)

    decide(desk, receipt, "agreed")
    assert retention.expire(desk, KEPT) == 0
    closing.close(desk, receipt.reference, by=SUPERVISOR)

    assert retention.expire(desk, KEPT) == 1
    with pytest.raises(NotFound):
        see(desk, receipt)
    with pytest.raises(NotFound):
        returning.ask(desk, reporter, "erase")


def test_a_closed_case_is_kept_when_its_erasure_was_refused(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "erase")
    decide(desk, receipt, "refused")
    work_to_closure(desk, receipt)
    closing.close(desk, receipt.reference, by=SUPERVISOR)

    assert retention.expire(desk, KEPT) == 0


def test_what_is_asked_stands_in_the_queue_until_it_is_decided(
    desk: Desk, receipt: Receipt, reporter: Unlocked
) -> None:
    returning.ask(desk, reporter, "contact_unsafe")
    case_id = see(desk, receipt).id
    assert queue_views.beside(desk, [case_id])[case_id].asked

    decide(desk, receipt, "plan_changed")

    assert not queue_views.beside(desk, [case_id])[case_id].asked


def test_the_edge_needs_no_key_of_the_desk_to_record_what_is_asked(
    desk: Desk, desk_of: Callable[[Role], Desk], receipt: Receipt
) -> None:
    edge = desk_of("edge")
    standing = returning.by_code(edge, receipt.code)
    assert standing is not None

    returning.ask(edge, standing.unlocked, "contact_unsafe")

    assert len(see(desk, receipt).requests) == 1

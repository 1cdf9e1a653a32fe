"""Working a case from its page, from the first look to its closing."""

from datetime import timedelta

import pytest
from console_cases import a_case
from console_user import a_member
from sqlalchemy import select

from casedesk.interview.answers import given
from casedesk.services import escalation, reporter_requests
from casedesk.services.codes import Unlocked
from casedesk.store.tables.cases import cases, clocks, escalations, requests
from casedesk.store.vault import ReturnKey

# What differs between databases is tested with the services themselves.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def noor(desk):
    return a_member(desk, "caseworker", "noor")


@pytest.fixture
def sam(desk):
    return a_member(desk, "supervisor", "sam")


@pytest.fixture
def path(desk):
    return f"/cases/{a_case(desk)}"


def row(desk):
    with desk.reading() as work:
        return work.connection.execute(select(cases)).mappings().one()


def running(desk) -> set[str]:
    with desk.reading() as work:
        return set(
            work.connection.scalars(select(clocks.c.kind).where(clocks.c.stopped_at.is_(None)))
        )


def do(user, path: str, act: str, **fields):
    return user.post(f"{path}/{act}", page=path, **fields)


SPOKEN = {"who": "child", "method": "phone", "reached": "yes", "words": "Safe at home."}


def test_taking_a_case_makes_it_ones_own(desk, noor, path):
    answer = do(noor, path, "take")

    assert row(desk)["owner"] == "noor"
    assert answer.headers["location"] == f"{path}?done=take#bar"
    assert "The case is yours." in noor.get(f"{path}?done=take").text


def test_only_a_recorded_contact_with_the_child_stops_the_child_seen_clock(desk, noor, path):
    do(noor, path, "contact", at="2026-11-23T09:00", **{**SPOKEN, "method": "text"})
    assert "child_seen" in running(desk)

    do(noor, path, "contact", at="2026-11-23T09:00", **SPOKEN)

    assert "child_seen" not in running(desk)
    assert "The child was seen or spoken to" in noor.get(path).text


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("2026-11-24T09:00", "has not come yet"),
        ("2026-11-22T09:00", "before the report was received"),
        ("yesterday", "give a date and a time"),
        ("", "this is needed"),
    ],
)
def test_a_contact_at_a_wrong_time_is_refused_and_nothing_typed_is_lost(
    desk, noor, path, *, at, problem
):
    answer = do(noor, path, "contact", at=at, **SPOKEN)

    assert answer.status_code == 422
    assert problem in answer.text
    assert "Safe at home." in answer.text
    assert '<details class="act" id="act-contact" open>' in answer.text
    assert "child_seen" in running(desk)


@pytest.mark.parametrize(
    "forged", [{"who": "nobody"}, {"method": "telepathy"}, {"reached": "perhaps"}]
)
def test_a_choice_that_was_not_offered_is_refused(desk, noor, path, forged):
    answer = do(noor, path, "contact", at="2026-11-23T09:00", **{**SPOKEN, **forged})

    assert answer.status_code == 422


def test_raising_holds_at_once_and_lowering_waits_for_a_second_person(desk, noor, sam, path):
    do(noor, path, "level", level="P1", reason="He stands outside.")
    assert row(desk)["level"] == "P1"

    do(sam, path, "level", level="P3", reason="It was somebody else.")
    assert row(desk)["level"] == "P1"
    assert "Agree as the second person" not in sam.get(path).text
    do(sam, path, "agree-level")
    assert row(desk)["level"] == "P1"

    alex = a_member(desk, "supervisor", "alex")
    do(alex, path, "agree-level")
    assert row(desk)["level"] == "P3"


def test_a_case_closes_only_when_the_record_says_enough_and_two_people_agree(desk, noor, sam, path):
    do(noor, path, "take")
    do(noor, path, "contact", at="2026-11-23T09:00", **SPOKEN)
    do(noor, path, "ask-closure")

    refused = do(sam, path, "close")
    assert refused.status_code == 422
    assert "Decide about the device" in refused.text

    do(noor, path, "device", decision="not_needed", reason="Kept by the platform.")
    do(noor, path, "refer", agency="police", words="By phone.")
    with desk.reading() as work:
        referral = work.connection.scalar(
            select(clocks.c.subject).where(clocks.c.kind == "referral_ack")
        )
    do(noor, path, "referral-answer", referral=referral, move="accept")
    closed = do(sam, path, "close")

    assert closed.status_code == 303
    assert row(desk)["closed_at"] is not None
    assert "Closed" in sam.get(path).text


def test_who_asked_for_the_closing_cannot_agree_to_it(desk, sam, path):
    for act, fields in (
        ("contact", {"at": "2026-11-23T09:00", **SPOKEN}),
        ("device", {"decision": "not_needed", "reason": "Kept."}),
        ("no-referral", {"reason": "Social care leads."}),
        ("ask-closure", {}),
    ):
        do(sam, path, act, **fields)

    assert do(sam, path, "close").status_code == 422
    assert row(desk)["closed_at"] is None


def test_a_late_clock_demands_a_written_reason_from_a_supervisor(desk, noor, sam, path):
    desk.clock.at += timedelta(hours=3, minutes=1)
    escalation.escalate(desk)
    noor.sign_in()
    sam.sign_in()
    assert "A written reason is owed" in sam.get(path).text
    assert "A written reason is owed" not in noor.get(path).text
    with desk.reading() as work:
        clock = work.connection.scalar(
            select(escalations.c.clock_id).where(escalations.c.needs_reason).limit(1)
        )

    do(sam, path, "reason", clock=clock, reason="Two people ill; now on it.")

    page = sam.get(path).text
    assert "Two people ill" in page
    assert "A written reason is owed" not in page


def test_anothers_case_can_be_read_but_not_worked_until_it_is_taken(desk, noor, path):
    do(noor, path, "take")
    kim = a_member(desk, "caseworker", "kim")

    assert kim.get(path).status_code == 200
    assert do(kim, path, "device", decision="examine", reason="x").status_code == 404
    do(kim, path, "take")
    assert do(kim, path, "device", decision="examine", reason="x").status_code == 303


def test_a_message_to_the_reporter_stands_in_the_case(desk, noor, path):
    do(noor, path, "message", text="We have your report & read it <b>today</b>.")

    page = noor.get(path).text

    assert "We have your report &amp; read it &lt;b&gt;today&lt;/b&gt;." in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "\0"])
def test_an_empty_or_endless_message_is_refused_with_a_reason(desk, noor, path, text):
    answer = do(noor, path, "message", text=text)

    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.text


def ask(desk, kind: str) -> str:
    reporter_requests.ask(desk, Unlocked(row(desk)["id"], ReturnKey(b"", b"")), kind)
    with desk.reading() as work:
        return work.connection.scalar(select(requests.c.id).order_by(requests.c.at.desc()))


def test_that_contact_is_not_safe_stands_in_the_panel_until_it_is_safe_again(desk, noor, path):
    asked = ask(desk, "contact_unsafe")
    page = noor.get(path).text
    assert "Do not contact: the reporter says that it is not safe" in page
    assert "The reporter asks: decide" in page
    assert "Reporter asks" in noor.get("/queue?view=unread").text

    do(noor, path, "decide-request", request=asked, decision="plan_changed", reason="By school.")
    page = noor.get(path).text
    assert "Do not contact: the reporter says that it is not safe" in page
    assert "By school." in page
    assert "The reporter asks: decide" not in page

    do(noor, path, "decide-request", request=asked, decision="safe_again", reason="She says so.")
    assert "Do not contact: the reporter says" not in noor.get(path).text


@pytest.mark.parametrize("kind", ["withdraw", "erase"])
def test_a_wish_to_stop_or_be_erased_is_decided_by_a_supervisor(desk, noor, sam, path, *, kind):
    asked = ask(desk, kind)
    assert "A supervisor decides this." in noor.get(path).text
    fields = {"request": asked, "decision": "refused", "reason": "She is still in danger."}
    assert do(noor, path, "decide-request", **fields).status_code in {403, 404, 422}

    assert do(sam, path, "decide-request", **fields).status_code == 303

    page = sam.get(path).text
    assert "She is still in danger." in page
    assert "reporter_request" not in running(desk)


@pytest.fixture
def on_two(desk):
    return f"/cases/{a_case(desk, platforms=given(['snapchat', 'instagram'], 'chosen'))}"


def unsecured(desk) -> set[str]:
    running = clocks.c.kind == "evidence_decay", clocks.c.stopped_at.is_(None)
    with desk.reading() as work:
        return set(work.connection.scalars(select(clocks.c.subject).where(*running)))


def test_evidence_is_secured_on_one_platform_while_the_clock_of_another_runs(desk, noor, on_two):
    assert unsecured(desk) == {"snapchat", "instagram"}
    assert "On which platform" in noor.get(on_two).text

    do(noor, on_two, "action", kind="evidence_secured", about="snapchat")

    assert unsecured(desk) == {"instagram"}


def test_evidence_secured_without_a_platform_is_secured_on_all(desk, noor, on_two):
    do(noor, on_two, "action", kind="evidence_secured")

    assert unsecured(desk) == set()
    assert "On which platform" not in noor.get(on_two).text


def test_a_platform_whose_evidence_does_not_wait_is_refused_in_words(desk, noor, on_two):
    answer = do(noor, on_two, "action", kind="evidence_secured", about="myspace")

    assert "No evidence of this case waits to be secured on that platform" in answer.text
    assert unsecured(desk) == {"snapchat", "instagram"}

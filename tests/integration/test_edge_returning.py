"""Coming back with a code: a real desk behind a real edge, as the person who reported meets it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from casedesk.clock import FixedClock, SystemClock
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import messaging
from casedesk.services.acting import Actor
from casedesk.services.cases import open_case_file
from casedesk.services.desk import Desk, open_desk
from casedesk.services.drafts import current_draft, open_draft, save_answers
from casedesk.services.filing import Receipt, submit
from casedesk.store.migrate import migrate
from casedesk.store.tables.cases import messages, requests
from edge.app import Parts
from edge.desk_visits import DeskReturning
from edge.pace import Limits
from edge.templating import page_words
from tests.fakes import MONDAY, a_clock, the_settings
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

HTTP = httpx.Client(timeout=30, trust_env=False)
CHILD_13 = {
    "reporter_role": given("young_person"),
    "in_danger_now": given("no"),
    "child_age": given(13),
    "account": given("he wants more pictures"),
    "demands": given(["more_images"]),
    "suspect_relation": given("peer"),
}


NOT_FILED = Receipt("", "", Level.P4, MONDAY, repeated=False)


@dataclass
class Situation:
    """A filed report, staff's desk, and the edge its reporter comes back to."""

    url: str
    assistant: FakeAssistant
    desk: Desk
    clock: FixedClock
    receipt: Receipt = NOT_FILED
    case: str = ""
    token: str = ""

    def come_back(self, code: str | None = None) -> httpx.Response:
        answer = HTTP.post(f"{self.url}/api/chat/resume", json={"code": code or self.receipt.code})
        if answer.status_code == 200:
            self.token = answer.json()["token"]
        return answer

    def say(self, text: str) -> dict[str, Any]:
        answer = HTTP.post(
            f"{self.url}/api/chat/messages",
            headers={"Authorization": f"Bearer {self.token}"},
            json={"id": str(uuid4()), "text": text},
        )
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def messages_to_staff(self) -> int:
        with self.desk.reading() as work:
            sent = select(func.count()).where(
                messages.c.sender == "reporter", messages.c.case_id == self.case
            )
            return work.connection.scalar(sent) or 0

    def asked(self) -> list[str]:
        with self.desk.reading() as work:
            wanted = select(requests.c.kind).where(requests.c.case_id == self.case)
            return list(work.connection.scalars(wanted))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Situation]:
    """Yield a desk and an edge for the whole file; each test files a report of its own."""
    folder = tmp_path_factory.mktemp("desk")
    clock = a_clock()
    desk = open_desk(the_settings(folder), clock=clock)
    migrate(desk.engine)
    own = open_desk(the_settings(folder, role="edge"), "edge", clock=clock)
    parts = Parts(
        returning=DeskReturning(own, page_words()["returned"], "999"),
        limits=Limits(SystemClock(), scale=0),
    )
    with (
        HTTP,
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder), parts) as url,
    ):
        yield Situation(url, assistant, desk, clock)
    own.engine.dispose()
    desk.engine.dispose()


@pytest.fixture
def here(running: Situation) -> Situation:
    running.assistant.forget()
    running.clock.at = MONDAY
    conversation = uuid4().hex
    draft = open_draft(running.desk, conversation, "young_person")
    save_answers(running.desk, draft.id, CHILD_13)
    return replace(running, case=draft.id, receipt=submit(running.desk, conversation))


def texts(body: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in body["messages"])


def choices(body: dict[str, Any]) -> list[str]:
    return [choice["value"] for message in body["messages"] for choice in message["choices"]]


def test_the_code_opens_status_the_promised_time_and_what_can_be_done(here: Situation):
    answer = here.come_back()

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"token", "messages", "progress", "state"}
    assert body["state"] == "filed"
    assert here.receipt.reference in texts(body)
    assert "waiting for someone to start" in texts(body)
    assert "by Tuesday 24 November at 09:00" in texts(body)
    assert "no messages" in texts(body)
    assert "Write to the team" in choices(body)


def test_a_promise_that_was_broken_is_said_to_be_late(here: Situation):
    here.clock.at += timedelta(days=2)

    assert "That is late" in texts(here.come_back().json())


def test_the_teams_messages_wait_for_the_person(here: Situation):
    staff = Actor("sam", "caseworker")
    messaging.write_to_reporter(here.desk, here.receipt.reference, "Can we ring you?", by=staff)

    body = here.come_back().json()

    said = [message for message in body["messages"] if message["topic"] == "team"]
    assert len(said) == 1
    assert "Can we ring you?" in said[0]["text"]
    assert "Monday 23 November at 09:00" in said[0]["text"]


def test_the_code_is_taken_with_or_without_gaps(here: Situation):
    assert here.come_back(here.receipt.code.replace(" ", "")).status_code == 200
    assert here.come_back(here.receipt.code.replace(" ", "-")).status_code == 200


def test_a_wrong_code_and_an_unknown_one_get_the_same_answer(here: Situation):
    right = here.receipt.code
    last = str((int(right[-1]) + 1) % 10)

    wrong = here.come_back(right[:-1] + last)
    unknown = here.come_back("0000 0000 0000 0000")
    nonsense = here.come_back("let me in")

    assert {one.status_code for one in (wrong, unknown, nonsense)} == {401}
    assert wrong.text == unknown.text == nonsense.text
    assert wrong.json()["error"]["code"] == "unknown_code"


def test_what_is_written_to_the_team_reaches_it(here: Situation):
    here.come_back()
    assert "Type it here" in texts(here.say("Write to the team"))

    body = here.say("Please ring after school")

    assert "The team has your message" in texts(body)
    assert here.messages_to_staff() == 1
    assert [message["topic"] for message in body["messages"]] == ["written", "menu"]


def test_danger_in_a_message_to_the_team_is_answered_at_once(here: Situation):
    here.come_back()
    here.say("Write to the team")

    body = here.say("I could hurt myself")

    assert body["messages"][0]["kind"] == "crisis"
    assert body["messages"][0]["links"][0]["href"] == "tel:999"
    assert here.messages_to_staff() == 1


def test_other_words_reach_the_assistant_and_the_team(here: Situation):
    here.come_back()

    body = here.say("he wrote to me again")

    assert here.assistant.said == ["he wrote to me again"]
    assert here.messages_to_staff() == 1
    assert body["state"] == "filed"
    assert "The team has your message" in texts(body)
    conversation = here.assistant.turns[-1]["conversation"]
    draft = current_draft(here.desk, conversation)
    assert draft is not None
    assert draft.filed
    here.say("and again")
    assert here.assistant.said == ["he wrote to me again", "and again"]


def test_what_is_added_after_coming_back_becomes_a_revision_and_is_triaged_again(here: Situation):
    here.come_back()
    here.say("he is outside now")
    draft = current_draft(here.desk, here.assistant.turns[-1]["conversation"])
    assert draft is not None

    save_answers(here.desk, draft.id, {"in_danger_now": given("yes")})

    case = open_case_file(here.desk, here.receipt.reference, actor="sam")
    assert case.id == here.case
    assert case.level == Level.P1
    assert case.answers["in_danger_now"].value == "yes"
    assert case.answers["child_age"].value == 13
    assert len(case.revisions) > 1
    assert min(
        one["due_at"]
        for one in case.clocks
        if one["kind"] == "child_seen" and one["stopped_at"] is None
    ) == MONDAY + timedelta(hours=1)


def test_when_the_assistant_fails_the_team_has_the_words_once_and_the_numbers_are_given(
    here: Situation,
):
    here.come_back()
    here.assistant.mode = "unsaved"
    body = {"id": str(uuid4()), "text": "he wrote to me again"}
    headers = {"Authorization": f"Bearer {here.token}"}

    first = HTTP.post(f"{here.url}/api/chat/messages", headers=headers, json=body)
    again = HTTP.post(f"{here.url}/api/chat/messages", headers=headers, json=body)

    assert first.text == again.text
    assert first.json()["messages"][0]["kind"] == "crisis"
    assert "999" in first.json()["messages"][0]["text"]
    assert here.messages_to_staff() == 1


def test_that_contact_is_no_longer_safe_is_recorded_at_once_and_said_on_coming_back(
    here: Situation,
):
    here.come_back()

    body = here.say("It is not safe to contact me")

    assert "not safe to contact you" in texts(body)
    assert "999" in texts(body)
    assert here.asked() == ["contact_unsafe"]
    assert here.messages_to_staff() == 0
    assert "You told us it is not safe to contact you" in texts(here.come_back().json())


@pytest.mark.parametrize(
    ("wish", "kind", "then"),
    [
        ("Please stop working on it", "withdraw", "You asked us to stop. Nobody has decided"),
        ("Please delete it", "erase", "You asked us to delete your report. Nobody has decided"),
    ],
)
def test_taking_a_report_back_is_asked_of_a_person(
    here: Situation, *, wish: str, kind: str, then: str
):
    here.come_back()
    assert wish in choices(here.say("Take my report back"))

    body = here.say(wish)

    assert "A person will read it and decide" in texts(body)
    assert "If a child could be in danger" in texts(body)
    assert here.asked() == [kind]
    assert then in texts(here.come_back().json())


def test_a_change_of_mind_asks_nothing_of_the_team(here: Situation):
    here.come_back()
    here.say("Take my report back")

    assert "Write to the team" in choices(here.say("Leave it as it is"))
    assert here.messages_to_staff() == 0


def test_the_same_message_twice_reaches_the_team_once(here: Situation):
    here.come_back()
    here.say("Write to the team")
    body = {"id": str(uuid4()), "text": "Please ring after school"}
    headers = {"Authorization": f"Bearer {here.token}"}

    first = HTTP.post(f"{here.url}/api/chat/messages", headers=headers, json=body)
    again = HTTP.post(f"{here.url}/api/chat/messages", headers=headers, json=body)

    assert first.text == again.text
    assert here.messages_to_staff() == 1


def test_leaving_ends_the_visit(here: Situation):
    here.come_back()
    headers = {"Authorization": f"Bearer {here.token}"}

    assert HTTP.delete(f"{here.url}/api/chat", headers=headers).status_code == 204
    answer = HTTP.post(
        f"{here.url}/api/chat/messages",
        headers=headers,
        json={"id": str(uuid4()), "text": "hi"},
    )

    assert answer.status_code == 401


def test_a_code_never_reaches_a_log(here: Situation, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("DEBUG"):
        here.come_back()
        here.come_back("1234 5678 9012 3456")

    assert caplog.records
    assert here.receipt.code not in caplog.text
    assert "1234 5678 9012 3456" not in caplog.text

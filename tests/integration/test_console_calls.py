"""A call handler leads a caller through the assistant's conversation."""

import re

import pytest
from console_cases import FOUNDING, STORY
from console_user import a_member
from fakes_assistant import SECRET, running_assistant

from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from console.app import create_app
from console.assistant import Line

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def assistant():
    with running_assistant() as assistant:
        yield assistant


@pytest.fixture
def app(desk, assistant):
    line = Line([assistant.url], SECRET)
    yield create_app(desk, line)
    line.close()


@pytest.fixture
def kit(desk, app):
    return a_member(desk, "call_handler", "kit", app=app)


@pytest.fixture
def call(kit) -> str:
    """Return the path of a call that has begun."""
    return kit.post("/calls/start", page="/calls").headers["location"]


def message_id(page: str) -> str:
    return re.search(r'name="message_id" value="([^"]+)"', page)[1]


def say(kit, call: str, text, page: str | None = None):
    page = page or kit.get(call).text
    return kit.post(f"{call}/turn", page="/calls", message_id=message_id(page), text=text)


def told(desk, call: str) -> None:
    """Let the caller have told the founding story, as the assistant's actions would save it."""
    draft = open_draft(desk, call.rsplit("/", 1)[1], "call_handler")
    save_answers(desk, draft.id, FOUNDING)


def test_a_call_opens_the_same_conversation_with_the_handlers_face(kit, call, assistant):
    page = kit.get(call).text

    assert "Who are you telling us about?" in page
    assert assistant.turns[0]["face"] == "call_handler"
    assert assistant.turns[0]["open"] is True


def test_the_question_stands_with_why_and_what_to_do(kit, call):
    page = kit.get(call).text

    for shown in ("Why we ask", "Do not", "<kbd>1</kbd>", "999"):
        assert shown in page


def test_a_question_can_be_taken_out_of_order_whether_it_was_answered_or_not(
    desk, kit, call, assistant
):
    told(desk, call)
    page = kit.get(call).text

    groups = page.split('id="change"')[1].split("</select>")[0].split("<optgroup")[1:]
    assert [group.split('"')[1] for group in groups] == ["Not asked yet", "Answered"]
    assert 'value="change area"' in groups[0]
    assert 'value="change account"' in groups[1]

    say(kit, call, "change area", page)
    assert assistant.said[-1] == "change area"


def test_what_the_caller_says_is_one_turn_however_often_it_is_sent(kit, call, assistant):
    page = kit.get(call).text
    first = say(kit, call, "young_person", page)
    again = say(kit, call, "young_person", page)

    assert "Are you in danger right now?" in first.text
    assert "Are you in danger right now?" in again.text
    assert assistant.said == ["young_person"]


def test_several_choices_are_sent_joined(kit, call, assistant):
    say(kit, call, ["snapchat", "instagram"])

    assert assistant.said == ["snapchat, instagram"]


def test_a_crisis_reply_stands_out(kit, call):
    page = say(kit, call, "i want to hurt myself").text

    assert "Are you safe right now?" in page


@pytest.mark.parametrize("mode", ["unsaved", "rubbish"])
def test_a_turn_that_was_not_saved_is_said_so_and_can_be_sent_again(kit, call, assistant, mode):
    page = kit.get(call).text
    assistant.mode = mode
    failed = say(kit, call, STORY, page)
    assistant.mode = "ok"

    assert failed.status_code == 503
    assert "That was not saved" in failed.text
    assert STORY in failed.text
    assert message_id(failed.text) == message_id(page)
    assert say(kit, call, STORY, failed.text).status_code == 200


def test_an_assistant_that_is_down_leaves_the_handler_with_the_numbers(desk, kit, call):
    kit.client.app.state.line.close()
    kit.client.app.state.line = Line(["http://127.0.0.1:9"], SECRET)

    page = kit.get(call).text

    assert "Childline 0800 1111" in page


def test_the_record_and_the_level_grow_as_they_talk(desk, kit, call):
    assert "Nothing has been said yet." in kit.get(call).text
    told(desk, call)

    page = kit.get(call).text

    assert "P2 Urgent" in page
    assert STORY in page


def test_a_caller_who_hangs_up_leaves_an_unfinished_case_at_once(desk, kit, call):
    told(desk, call)

    kit.post(f"{call}/end", page="/calls")

    page = kit.get(call).text
    reference = re.search(r"FD-\w{4}-\w{4}", page)[0]
    assert "marked unfinished" in page
    assert "Unfinished" in kit.get("/queue?view=unfinished").text
    assert kit.get(f"/cases/{reference}").status_code == 200


def test_a_call_in_which_nothing_was_told_ends_as_advice(kit, call):
    kit.post(f"{call}/end", page="/calls")

    assert "Nothing was reported." in kit.get(call).text
    assert "Advice only" in kit.get("/calls").text


def test_a_sent_report_is_the_handlers_to_see(desk, kit, call):
    told(desk, call)
    reference = submit(desk, call.rsplit("/", 1)[1]).reference
    kit.post(f"{call}/end", page="/calls")

    assert kit.get(f"/cases/{reference}").status_code == 200
    assert "Sent by the caller" in kit.get("/calls").text


def test_who_is_present_is_kept(kit, call):
    kit.post(f"{call}/present", page="/calls", present="her mother, in the kitchen")

    assert "her mother, in the kitchen" in kit.get(call).text


def test_an_ended_call_takes_no_more_turns(kit, call):
    page = kit.get(call).text
    kit.post(f"{call}/end", page="/calls")

    assert say(kit, call, "hello", page).status_code == 422


def test_a_call_belongs_to_who_started_it(desk, app, call):
    other = a_member(desk, "supervisor", "sam", app=app)

    assert other.get(call).status_code == 404
    assert other.post(f"{call}/end", page="/calls").status_code == 404


@pytest.mark.parametrize("path", ["/calls/x", "/calls/" + "g" * 32, "/calls/" + "0" * 32])
def test_a_call_that_never_was_is_not_there(kit, path):
    assert kit.get(path).status_code == 404

"""When something behind the edge fails, nothing is claimed, and nothing is lost."""

from tests.conversation.runner import Chat, play
from tests.conversation.system import System

BEGUN = {"reporter_role": "young_person", "in_danger_now": "no", "self_harm": "none"}


def test_with_the_action_server_killed_nothing_is_claimed_and_the_same_question_waits(
    chat: Chat, system: System
) -> None:
    play(chat, [{"answers": BEGUN, "expect": {"asked": "child_age"}}])

    system.kill("actions")
    chat.say("13")

    assert chat.status == 503
    assert "not" in chat.body["error"]["message"]

    system.start("actions")
    chat.say("13")

    assert chat.status == 200
    assert chat.asked == "account"


def test_with_the_action_server_killed_at_the_last_step_no_receipt_is_given(
    chat: Chat, system: System
) -> None:
    play(chat, [{"answers": BEGUN | {"child_age": "13"}}])
    while chat.asked != "confirm":
        chat.say("send" if chat.asked == "ready" else "skip")

    system.kill("actions")
    chat.say("send")

    assert chat.status == 503
    assert chat.receipt is None

    system.start("actions")
    chat.say("send")

    assert chat.receipt is not None


def test_a_killed_assistant_goes_on_from_the_same_question(chat: Chat, system: System) -> None:
    play(chat, [{"answers": BEGUN, "expect": {"asked": "child_age"}}])

    system.kill("assistant")
    chat.say("13")
    assert chat.status == 503

    system.start("assistant")
    chat.say("13")

    assert chat.asked == "account"


def test_a_repeated_message_gets_its_first_answer_even_after_the_assistant_restarted(
    chat: Chat, system: System
) -> None:
    play(chat, [{"answers": BEGUN, "expect": {"asked": "child_age"}}])
    message_id = "11111111-1111-4111-8111-111111111111"
    chat.say("13", message_id)
    first = chat.body

    system.kill("assistant")
    system.kill("edge")
    system.start("assistant", "edge")
    chat.say("13", message_id)

    assert chat.body == first


def test_a_second_report_in_the_same_conversation_gets_no_receipt_before_it_is_stored(
    chat: Chat, system: System
) -> None:
    play(chat, [{"answers": BEGUN | {"child_age": "13"}}, {"send": True}])
    first = chat.receipt
    play(chat, [{"say": "i want to report something else"}])
    while chat.asked != "confirm":
        chat.say("send" if chat.asked == "ready" else "skip")

    system.kill("actions")
    chat.say("send")
    assert chat.receipt is None

    system.start("actions")
    chat.say("send")

    assert first is not None
    assert chat.receipt is not None
    assert chat.receipt["reference"] != first["reference"]

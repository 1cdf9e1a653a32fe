"""What a turn costs: one call of the action server for an answer."""

from tests.conversation.runner import Chat, play
from tests.conversation.system import System

ANSWERS = {
    "reporter_role": "young_person",
    "in_danger_now": "no",
    "self_harm": "none",
    "child_age": "13",
    "account": "i sent a picture and now he wants more",
    "platforms": "snapchat",
    "image_spread": "threatened",
}


def test_an_answer_is_one_action_call(chat: Chat, system: System) -> None:
    before, said = system.actions.calls, len(chat.transcript)

    play(chat, [{"answers": ANSWERS}])

    answered = sum(line.startswith("> ") for line in chat.transcript[said:])
    assert answered >= 6
    assert system.actions.calls - before == answered


def test_a_side_question_is_answered_in_three(chat: Chat, system: System) -> None:
    play(chat, [{"answers": {"reporter_role": "young_person"}}])
    before = system.actions.calls

    # The form declines the message, the reply is made, the form comes back with its question.
    chat.say("why do you need to know")

    assert system.actions.calls - before == 3

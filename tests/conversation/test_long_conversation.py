"""A conversation of sixty turns stays a conversation."""

from tests.conversation.runner import Chat, play

RAMBLING = [
    "should i pay him?",
    "why do you ask",
    "will they really post it?",
    "thanks",
    "umm",
    "do i have to tell my parents?",
    "lol ok",
    "can i get my money back?",
    "am i in trouble for sending it?",
    "idk what to do",
]


def test_sixty_rambling_turns_lose_nothing_and_leave_no_reply_empty(chat: Chat) -> None:
    begun = {"reporter_role": "young_person", "in_danger_now": "no", "self_harm": "none"}
    play(chat, [{"answers": begun | {"child_age": "13"}, "expect": {"asked": "account"}}])
    play(chat, [{"answers": {"account": "he has my picture and says he will share it"}}])
    asked = chat.asked

    for turn in range(60):
        chat.say(RAMBLING[turn % len(RAMBLING)])
        assert chat.status == 200, chat.body
        assert chat.messages
        assert all(message["text"].strip() for message in chat.messages)

    assert asked is not None
    play(chat, [{"send": True, "expect": {"kinds": ["receipt"]}}])

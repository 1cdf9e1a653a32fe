"""What must not work gets a clear answer, and the conversation stands where it stood."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.conversation.runner import Chat, play
from tests.conversation.test_scenarios import filed


def post(chat: Chat, **kwargs: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token}", **kwargs.pop("headers", {})}  # type: ignore[dict-item]
    url = chat.system.url("edge") + "/api/chat/messages"
    return httpx.post(url, headers=headers, timeout=30, **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["/restart", "/back", '/inform{"x":"y"}', "/SetSlots(a=b)"])
def test_a_command_is_only_text(chat: Chat, text: str) -> None:
    play(chat, [{"answers": {"reporter_role": "young_person", "in_danger_now": "no"}}])

    chat.say(text)
    play(chat, [{"send": True}])

    # Nothing was wiped: the answers given before the command are in the report.
    assert chat.receipt is not None
    assert filed(chat.system, chat)["answers"]["in_danger_now"]["value"] == "no"


def test_an_unknown_token_is_refused(chat: Chat) -> None:
    answer = post(chat, json={"id": "a", "text": "hi"}, headers={"Authorization": "Bearer nobody"})

    assert answer.status_code == 401


def test_wrong_json_is_refused(chat: Chat) -> None:
    headers = {"Content-Type": "application/json"}

    assert post(chat, content=b'{"id": ', headers=headers).status_code == 400


def test_five_thousand_characters_are_refused_and_not_repeated(chat: Chat) -> None:
    answer = post(chat, json={"id": str(uuid.uuid4()), "text": "zq" * 2500})

    assert answer.status_code in {413, 422}
    assert "zqzq" not in answer.text


def test_an_image_is_refused_kindly_with_the_way_to_have_it_removed(chat: Chat) -> None:
    image = "data:image/png;base64," + "iVBORw0KGgo" * 40

    answer = post(chat, json={"id": str(uuid.uuid4()), "text": image})

    assert answer.status_code == 422
    assert "Report Remove" in answer.json()["error"]["message"]
    assert "iVBOR" not in answer.text


def test_control_characters_do_no_harm(chat: Chat) -> None:
    chat.say("young\x00_\x07person\x1b")

    assert chat.status == 200
    assert chat.asked == "in_danger_now"


def test_the_same_message_five_times_at_once_is_one_turn(chat: Chat) -> None:
    body = {"id": str(uuid.uuid4()), "text": "young_person"}

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: post(chat, json=body).json(), range(5)))

    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["messages"][-1]["topic"] == "in_danger_now"

"""The chat API over real sockets, with a small real assistant behind it."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from casedesk.clock import SystemClock
from edge.app import Parts
from edge.pace import Limits
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

MARK = "xylophonequartz"
HTTP = httpx.Client(timeout=30, trust_env=False)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str, Path]]:
    """Yield one assistant and one edge for the whole file; starting them takes half a second."""
    folder = tmp_path_factory.mktemp("edge")
    unhurried = Parts(limits=Limits(SystemClock(), scale=0))
    with (
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder), unhurried) as url,
        HTTP,
    ):
        yield assistant, url, folder


@pytest.fixture
def assistant(shared: tuple[FakeAssistant, str, Path]) -> FakeAssistant:
    shared[0].forget()
    return shared[0]


@pytest.fixture
def url(assistant: FakeAssistant, shared: tuple[FakeAssistant, str, Path]) -> str:
    return shared[1]


@pytest.fixture
def folder(shared: tuple[FakeAssistant, str, Path]) -> Path:
    return shared[2]


@pytest.fixture
def token(url: str) -> str:
    return str(open_chat(url)["token"])


def open_chat(url: str, face: str = "young_person") -> dict[str, Any]:
    answer = HTTP.post(f"{url}/api/chat", json={"face": face})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def post(url: str, token: str, **request: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", **request.pop("headers", {})}
    return HTTP.post(f"{url}/api/chat/messages", headers=headers, **request)


def say(url: str, token: str, text: str, message_id: str | None = None) -> httpx.Response:
    return post(url, token, json={"id": message_id or str(uuid4()), "text": text})


def code_of(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    return str(body["error"]["code"])


def test_a_conversation_opens_with_a_token_and_first_words(url: str, assistant: FakeAssistant):
    opened = open_chat(url, "adult")

    assert set(opened) == {"token", "messages"}
    assert len(opened["token"]) >= 43  # 256 bits in base64
    assert opened["messages"][-1]["topic"] == "reporter_role"
    assert assistant.turns[0]["face"] == "adult"
    assert assistant.turns[0]["open"] is True
    assert len(assistant.turns[0]["conversation"]) == 32


def test_a_message_gets_its_reply_progress_and_state(url: str, token: str):
    answer = say(url, token, "young_person")

    assert answer.status_code == 200
    body = answer.json()
    assert body["messages"][0]["topic"] == "in_danger_now"
    assert body["messages"][0]["choices"][0] == {"title": "Yes", "value": "yes"}
    assert body["progress"] == {"section": "About you", "answered": 1, "of": 5}
    assert body["state"] == "talking"


def test_a_message_has_exactly_the_fields_of_the_contract(url: str, token: str):
    message = say(url, token, "young_person").json()["messages"][0]

    assert set(message) == {"text", "choices", "links", "kind", "topic"}


def test_a_receipt_carries_its_reference_and_code(url: str, token: str):
    body = say(url, token, "send").json()

    receipt = body["messages"][0]
    assert body["state"] == "filed"
    assert receipt["kind"] == "receipt"
    assert receipt["reference"] == "FD-7KQ2-M4XP"
    assert receipt["code"].startswith("4821")


def test_the_same_message_five_times_at_once_is_one_turn_and_five_same_answers(
    url: str, token: str, assistant: FakeAssistant
):
    assistant.mode, assistant.slow_for = "slow", 0.3
    message_id = str(uuid4())

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: say(url, token, "hello", message_id), range(5)))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert len({answer.text for answer in answers}) == 1
    assert assistant.said == ["hello"]


def test_the_same_message_later_gets_the_same_answer(
    url: str, token: str, assistant: FakeAssistant
):
    message_id = str(uuid4())
    first = say(url, token, "hello", message_id)
    say(url, token, "something between")

    again = say(url, token, "hello", message_id)

    assert again.text == first.text
    assert assistant.said == ["hello", "something between"]


def test_the_same_id_with_other_words_is_refused_and_forwarded_to_nobody(
    url: str, token: str, assistant: FakeAssistant
):
    message_id = str(uuid4())
    say(url, token, "hello", message_id)

    answer = say(url, token, "goodbye", message_id)

    assert answer.status_code == 409
    assert code_of(answer) == "other_text"
    assert assistant.said == ["hello"]


def test_different_messages_of_one_conversation_are_taken_one_after_another(
    url: str, token: str, assistant: FakeAssistant
):
    assistant.mode, assistant.slow_for = "slow", 0.1

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: say(url, token, f"number {n}"), range(4)))

    answered = [answer.json()["progress"]["answered"] for answer in answers]
    assert sorted(answered) == [1, 2, 3, 4]


def test_a_crowd_in_one_conversation_is_told_to_wait_and_loses_nothing(
    url: str, token: str, assistant: FakeAssistant
):
    assistant.mode, assistant.slow_for = "slow", 0.4

    with ThreadPoolExecutor(14) as pool:
        answers = list(pool.map(lambda n: say(url, token, f"number {n}"), range(14)))

    statuses = [answer.status_code for answer in answers]
    assert 429 in statuses
    assert statuses.count(200) == len(assistant.said) >= 8


@pytest.mark.parametrize("mode", ["unsaved", "rubbish", "slow"])
def test_when_anything_behind_fails_nothing_is_claimed_and_the_numbers_are_given(
    url: str, token: str, assistant: FakeAssistant, mode: str
):
    assistant.mode, assistant.slow_for = mode, 4.0

    answer = say(url, token, MARK)

    assert answer.status_code == 503
    message = answer.json()["error"]["message"]
    assert "not saved" in message
    assert "999" in message
    assert "0800 1111" in message
    assert MARK not in answer.text


def test_the_same_message_can_be_sent_again_after_a_failure(
    url: str, token: str, assistant: FakeAssistant
):
    message_id = str(uuid4())
    assistant.mode = "unsaved"
    assert say(url, token, "hello", message_id).status_code == 503
    assistant.mode = "ok"

    answer = say(url, token, "hello", message_id)

    assert answer.status_code == 200
    assert assistant.said == ["hello"]


def test_without_an_assistant_no_conversation_opens_and_the_numbers_are_given(tmp_path: Path):
    with running_assistant() as gone:
        settings = settings_for(gone, tmp_path)
    with running_edge(settings) as url:
        answer = HTTP.post(f"{url}/api/chat", json={"face": "adult"})

        assert answer.status_code == 503
        assert "999" in answer.json()["error"]["message"]
        assert HTTP.get(f"{url}/health").json() == {"status": "ok"}


def test_a_session_survives_a_restart_of_the_edge(assistant: FakeAssistant, tmp_path: Path):
    settings = settings_for(assistant, tmp_path)
    with running_edge(settings) as url:
        token = open_chat(url)["token"]
        message_id = str(uuid4())
        before = say(url, token, "hello", message_id)
    with running_edge(settings) as url:
        repeated = say(url, token, "hello", message_id)
        onward = say(url, token, "13")

    assert repeated.json() == before.json()
    assert onward.json()["messages"][0]["topic"] == "child_age"
    assert assistant.said == ["hello", "13"]


def test_an_ended_session_is_dead(url: str, token: str, assistant: FakeAssistant):
    headers = {"Authorization": f"Bearer {token}"}

    assert HTTP.delete(f"{url}/api/chat", headers=headers).status_code == 204
    assert say(url, token, "hello").status_code == 401
    assert HTTP.delete(f"{url}/api/chat", headers=headers).status_code == 401
    assert assistant.said == []


@pytest.mark.parametrize("token", ["nobody", "a" * 43, "a" * 20_000, "é", "null"])
def test_an_unknown_token_is_refused(url: str, token: str, assistant: FakeAssistant):
    headers = {"Authorization": f"Bearer {token}".encode()}

    answer = HTTP.post(f"{url}/api/chat/messages", headers=headers, json={"id": "a", "text": MARK})

    assert answer.status_code == 401
    assert code_of(answer) == "no_session"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert assistant.said == []


def test_a_missing_token_is_refused(url: str):
    answer = HTTP.post(f"{url}/api/chat/messages", json={"id": str(uuid4()), "text": "hi"})

    assert answer.status_code == 401


def test_one_persons_token_never_reaches_anothers_conversation(url: str, assistant: FakeAssistant):
    tokens = [open_chat(url)["token"] for _ in range(3)]
    message_id = str(uuid4())

    for number, token in enumerate(tokens):
        say(url, token, f"words of {number}", message_id)

    heard = [talk.heard for talk in assistant.conversations.values()]
    assert heard == [["words of 0"], ["words of 1"], ["words of 2"]]


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": ',
        b"",
        b"[]",
        b"7",
        b"null",
        b'{"id": "x", "text": "hi"}',
        b'{"text": "hi"}',
        b'{"id": "0b9d1c1e-0000-4000-8000-000000000000"}',
        b'{"id": "0b9d1c1e-0000-4000-8000-000000000000", "text": 7}',
        b'{"id": "0b9d1c1e-0000-4000-8000-000000000000", "text": null}',
        b'{"id": "0b9d1c1e-0000-4000-8000-000000000000", "text": "hi", "'
        + MARK.encode()
        + b'": 1}',
        b"\xff\xfe{}",
        b"[" * 60_000,
    ],
)
def test_wrong_json_is_refused_and_not_repeated(
    url: str, token: str, assistant: FakeAssistant, body: bytes
):
    answer = post(url, token, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert code_of(answer) in {"bad_json", "bad_fields", "bad_request"}
    assert MARK not in answer.text
    assert assistant.said == []


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "image/png",
        "application/octet-stream",
        "application/jsonp",
        "",
    ],
)
def test_another_media_type_is_refused(url: str, token: str, kind: str):
    answer = post(url, token, content=b'{"id": "a"}', headers={"Content-Type": kind})

    assert answer.status_code == 415
    assert code_of(answer) == "not_text"
    assert "Report Remove" in answer.json()["error"]["message"]


def test_a_compressed_body_is_refused(url: str, token: str):
    answer = post(url, token, content=b"x", headers={
        "Content-Type": "application/json", "Content-Encoding": "gzip",
    })  # fmt: skip

    assert answer.status_code == 415


def test_five_thousand_characters_are_too_long_and_not_repeated(
    url: str, token: str, assistant: FakeAssistant
):
    answer = say(url, token, (MARK + " ") * 313)

    assert answer.status_code == 422
    assert code_of(answer) == "too_long"
    assert MARK not in answer.text
    assert assistant.said == []


def test_four_thousand_characters_of_any_kind_are_taken(
    url: str, token: str, assistant: FakeAssistant
):
    text = "\N{GRINNING FACE} " * 2_000

    answer = say(url, token, text)

    assert answer.status_code == 200
    assert assistant.said == [text.strip()]


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_body_is_refused_unread(
    url: str, token: str, assistant: FakeAssistant, announced: bool
):
    def chunks() -> Iterator[bytes]:
        yield b'{"id": "0b9d1c1e-0000-4000-8000-000000000000", "text": "'
        yield b"a" * 200_000
        yield b'"}'

    content = b"".join(chunks()) if announced else chunks()
    answer = post(url, token, content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert "Report Remove" in answer.json()["error"]["message"]
    assert assistant.said == []


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64," + "iVBORw0KGgo" * 40,
        "look at this DATA:image/jpeg;base64,/9j/4AAQ",
        "data:;base64,AAAA",
        "\n".join("Qk1GWaZ8YmFzZTY0IGlzIG5vdCBhIHdvcmQgYnV0IGEgZmlsZS4xMjM0NTY3ODkw/+"[:64]
                  for _ in range(12)),
    ],
)  # fmt: skip
def test_a_pasted_picture_is_refused_kindly_and_forwarded_to_nobody(
    url: str, token: str, assistant: FakeAssistant, text: str
):
    answer = say(url, token, text)

    assert answer.status_code == 422
    assert code_of(answer) == "picture"
    assert "Report Remove" in answer.json()["error"]["message"]
    assert text[:30] not in answer.text
    assert assistant.said == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 900,
        "AAAA" + "H" * 500,
        "https://example.com/a/very/long/address?with=many&parts=" + "abc123" * 20,
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq wants 200 pounds",
    ],
)
def test_ordinary_words_are_no_picture(url: str, token: str, assistant: FakeAssistant, text: str):
    assert say(url, token, text).status_code == 200
    assert assistant.said == [text]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u202e"])
def test_a_message_without_words_is_refused(url: str, token: str, text: str):
    answer = say(url, token, text)

    assert answer.status_code == 422
    assert code_of(answer) == "empty"


@pytest.mark.parametrize(
    "text", ["/restart", '/inform{"x":"y"}', " /back", "\x00/nlu_fallback", "/r/teenagers"]
)
def test_a_command_reaches_the_assistant_as_plain_words(
    url: str, token: str, assistant: FakeAssistant, text: str
):
    assert say(url, token, text).status_code == 200
    assert not assistant.said[0].startswith("/")
    assert assistant.said[0][1:] == text.lstrip("\x00 ")[1:]


def test_control_characters_are_taken_out_and_line_breaks_stay(
    url: str, token: str, assistant: FakeAssistant
):
    say(url, token, "he\x00 said\x1b[31m\r\nsend\u202e it\tnow\x7f")

    assert assistant.said == ["he said[31m\nsend it\tnow"]


def test_a_lone_half_of_a_character_does_no_harm(url: str, token: str):
    body = b'{"id": "0b9d1c1e-0000-4000-8000-000000000000", "text": "hi \\ud800 there"}'

    answer = post(url, token, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in {200, 400}


def test_a_broken_session_table_claims_nothing_and_gives_the_numbers(tmp_path: Path):
    with running_assistant() as own, running_edge(settings_for(own, tmp_path)) as url:
        token = open_chat(url)["token"]
        with closing(sqlite3.connect(tmp_path / "edge.db")) as database:
            database.execute("DROP TABLE sessions")

        answer = say(url, token, MARK)

        assert answer.status_code == 503
        assert "999" in answer.json()["error"]["message"]
        assert MARK not in answer.text
        assert own.said == []
        assert HTTP.get(f"{url}/health").status_code == 503


def test_an_unknown_address_answers_in_the_one_shape(url: str):
    assert code_of(HTTP.get(f"{url}/nothing/{MARK}")) == "not_here"
    assert MARK not in HTTP.get(f"{url}/nothing/{MARK}").text
    assert code_of(HTTP.get(f"{url}/api/chat")) == "not_allowed"


def test_the_schema_describes_every_call_and_every_error(url: str):
    schema = HTTP.get(f"{url}/openapi.json").json()

    described = {
        f"{method.upper()} {path}": set(call["responses"])
        for path, calls in schema["paths"].items()
        for method, call in calls.items()
    }
    assert described == {
        "POST /api/chat": {"201", "400", "413", "415", "422", "429", "503"},
        "DELETE /api/chat": {"204", "401", "503"},
        "POST /api/chat/messages": {
            "200", "400", "401", "409", "413", "415", "422", "429", "503",
        },
        "POST /api/chat/resume": {"200", "400", "401", "413", "415", "422", "429", "503"},
    }  # fmt: skip
    assert "HTTPValidationError" not in json.dumps(schema)


def test_no_words_reach_a_log(
    url: str, token: str, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        say(url, token, MARK)
        say(url, token, f"data:image/png;base64,{MARK}")
        say(url, token, MARK * 400)
        post(url, token, content=MARK.encode(), headers={"Content-Type": "application/json"})
        assistant.mode = "rubbish"
        say(url, token, MARK)

    assert caplog.records
    assert MARK not in caplog.text


def test_nothing_but_hashes_and_ids_is_stored(url: str, token: str, folder: Path):
    say(url, token, MARK)

    raw = b"".join(path.read_bytes() for path in folder.iterdir())
    assert token.encode() not in raw
    assert MARK.encode() not in raw

"""Hostile input: any text, JSON and media type, slow and huge bodies, other people's tokens."""

import base64
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from casedesk.clock import SystemClock
from edge import patience
from edge.app import Parts
from edge.pace import Limits
from edge.problems import Problem
from edge.words import MAX_CHARACTERS, clean, holds_a_file
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

HTTP = httpx.Client(timeout=30, trust_env=False)
SESSION = requests.Session()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CONTROLS = {chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]}


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[FakeAssistant, str]]:
    folder: Path = tmp_path_factory.mktemp("edge")
    unhurried = Parts(limits=Limits(SystemClock(), scale=0))
    with (
        HTTP,
        SESSION,
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder), unhurried) as url,
    ):
        yield assistant, url


@pytest.fixture
def url(running: tuple[FakeAssistant, str]) -> str:
    running[0].forget()
    return running[1]


@pytest.fixture(scope="module")
def api_schema(running: tuple[FakeAssistant, str]) -> OpenApiSchema:
    return schemathesis.openapi.from_url(f"{running[1]}/openapi.json")


# Schemathesis's own pytest plugin does not run under this pytest; its strategies do.
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    "call",
    ["POST /api/chat", "DELETE /api/chat", "POST /api/chat/messages", "POST /api/chat/resume"],
)
def test_whatever_is_sent_gets_an_answer_the_schema_describes(
    url: str, api_schema: OpenApiSchema, call: str, mode: GenerationMode
):
    method, path = call.split()
    operation = api_schema[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def run(case: schemathesis.Case) -> None:
        token = opened(url)
        case.call_and_validate(
            headers={"Authorization": f"Bearer {token}"}, checks=CHECKS, session=SESSION
        )

    run()


@given(st.text(max_size=4_500))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_plain_words_or_a_named_problem(text: str):
    try:
        words = clean(text)
    except Problem as problem:
        refused, words = problem.code, "refused"
    else:
        refused = "empty"

    assert refused in {"empty", "too_long", "picture"}
    assert 0 < len(words) <= MAX_CHARACTERS
    assert not words.startswith("/")
    assert not CONTROLS & set(words)
    assert words.encode("utf-8")


@given(st.binary(min_size=300, max_size=600))
def test_any_file_pasted_as_base64_is_seen(content: bytes):
    encoded = base64.b64encode(content).decode()
    if len(set(encoded)) < 24:
        return  # Not a file that anybody has: a few bytes over and over.

    assert holds_a_file(encoded)
    assert holds_a_file(f"look: data:image/png;base64,{encoded[:20]}")


@pytest.mark.parametrize(
    "kind",
    [
        "image/png", "image/jpeg", "image/svg+xml", "video/mp4", "audio/mpeg", "application/pdf",
        "application/zip", "multipart/form-data; boundary=a", "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded", "text/html", "application/xml", "*/*", "json",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/messages", "/api/chat/resume"])
def test_no_media_type_but_json_is_taken(url: str, path: str, kind: str):
    answer = HTTP.post(f"{url}{path}", content=b"{}", headers={"Content-Type": kind})

    assert answer.status_code == 415


def opened(url: str) -> str:
    return str(HTTP.post(f"{url}/api/chat", json={}).json()["token"])


def said(url: str, token: str, text: str) -> httpx.Response:
    return HTTP.post(
        f"{url}/api/chat/messages",
        headers={"Authorization": f"Bearer {token}"},
        json={"id": str(uuid4()), "text": text},
    )


def test_tokens_are_long_random_and_never_alike(url: str):
    tokens = {opened(url) for _ in range(50)}

    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}


def test_a_token_that_is_nearly_right_opens_nothing(url: str, running: tuple[FakeAssistant, str]):
    token = opened(url)
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")

    for guess in (swapped, token[:-1], token + "A", token.swapcase(), f" {token}x"):
        assert said(url, guess, "hi").status_code == 401
    assert running[0].said == []


def test_a_clients_own_idea_of_the_conversation_is_ignored(
    url: str, running: tuple[FakeAssistant, str]
):
    first, second = opened(url), opened(url)
    theirs = running[0].turns[0]["conversation"]

    answer = HTTP.post(
        f"{url}/api/chat/messages",
        headers={"Authorization": f"Bearer {second}", "X-Conversation": theirs},
        json={"id": str(uuid4()), "text": "hi", "conversation": theirs},
    )

    assert answer.status_code == 400
    said(url, first, "mine")
    assert running[0].conversations[theirs].heard == ["mine"]


def test_a_token_in_the_address_or_a_cookie_is_no_token(url: str):
    token = opened(url)
    body = {"id": str(uuid4()), "text": "hi"}

    in_address = HTTP.post(f"{url}/api/chat/messages?token={token}", json=body)
    in_cookie = HTTP.post(
        f"{url}/api/chat/messages", json=body, headers={"Cookie": f"token={token}"}
    )

    assert {in_address.status_code, in_cookie.status_code} == {401}


def test_no_other_site_can_call_the_api_from_a_browser(url: str):
    answer = HTTP.options(
        f"{url}/api/chat",
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )

    assert not [name for name in answer.headers if name.startswith("access-control")]


def raw(url: str) -> socket.socket:
    host, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.settimeout(10)
    return connection


def test_a_body_measured_twice_is_refused_and_nothing_after_it_is_read(url: str):
    with raw(url) as connection:
        connection.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        answers = b"".join(iter(lambda: connection.recv(4_000), b""))

    assert answers.startswith(b"HTTP/1.1 400")
    assert answers.count(b"HTTP/1.1 ") == 1


def test_no_answer_sends_anybody_to_the_host_the_caller_named(url: str):
    for path in ("/", "/openapi.json/", "/api/chat/", "/leave", "/plain/", "//evil.test/plain"):
        answer = HTTP.get(f"{url}{path}", headers={"Host": "evil.test"})

        assert "evil.test" not in f"{answer.headers} {answer.text}"


def test_a_connection_that_drips_its_headers_is_closed(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patience, "HEADERS_WAIT", 0.4)
    with raw(url) as slow:
        slow.sendall(b"POST /api/chat HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        open_for = closed_after(slow, drip=b"a")

    assert 0.3 < open_for < 3


def closed_after(connection: socket.socket, *, drip: bytes) -> float:
    """Send a byte now and then until the other side hangs up; return the seconds it took."""
    started = time.monotonic()
    connection.settimeout(0.05)
    while time.monotonic() - started < 5:
        try:
            connection.sendall(drip)
            if connection.recv(100) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - started


def test_a_body_that_drips_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("edge.intake.BODY_WAIT", 0.3)
    with raw(url) as slow:
        slow.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        answer = slow.recv(4_000)

    assert answer.startswith(b"HTTP/1.1 400")


def test_others_are_served_while_somebody_drips(url: str):
    drips = [raw(url) for _ in range(50)]
    for one in drips:
        one.sendall(b"POST /api/chat HTTP/1.1\r\nHost: x\r\n")
    try:
        assert HTTP.get(f"{url}/health").status_code == 200
        assert said(url, opened(url), "hello").status_code == 200
    finally:
        for one in drips:
            one.close()


def test_a_huge_header_is_refused(url: str):
    with raw(url) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"a" * 300_000 + b"\r\n\r\n")
        answer = connection.recv(1_000)

    assert answer.startswith(b"HTTP/1.1 4") or answer == b""


def test_deep_json_is_refused_and_the_edge_lives_on(url: str):
    deep = '{"id":' * 5_000 + "1" + "}" * 5_000

    answer = HTTP.post(
        f"{url}/api/chat", content=deep, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert HTTP.get(f"{url}/health").status_code == 200


def test_html_in_a_message_comes_back_as_json_text(url: str):
    answer = said(url, opened(url), "<script>alert(1)</script>")

    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.text)["state"] == "talking"

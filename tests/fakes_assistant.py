"""A real small HTTP server that speaks the assistant's side of the contract, on a loopback port.

Its conversation is short and fixed, and holds one message of every kind. It keeps what it was sent
so that tests can look, repeats the last answer for a repeated message id as the real one does, and
can be told to be down, slow, or talking rubbish.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

SECRET = "5f" * 32
QUESTIONS = ("reporter_role", "in_danger_now", "child_age", "account", "platforms")
CRISIS = {
    "text": "That sounds really hard, and I am glad you said it.\nAre you safe right now?",
    "kind": "crisis",
    "topic": "crisis_self_harm",
    "choices": [{"title": "Yes, for now", "value": "yes"}, {"title": "No", "value": "no"}],
    "links": [
        {"title": "Call 999", "href": "tel:999"},
        {"title": "Call Childline 0800 1111", "href": "tel:08001111"},
        {"title": "Text Shout 85258", "href": "sms:85258"},
    ],
}
ADVICE = {
    "text": "Try not to pay. People who pay are often asked for more.\nKeep what they sent you.",
    "kind": "advice",
    "topic": "pay",
    "choices": [],
    "links": [{"title": "Childline", "href": "https://www.childline.org.uk/"}],
}
RECEIPT = {
    "text": "Your report is with us. Someone will look at it today.\nYou did the right thing.",
    "kind": "receipt",
    "topic": "filed",
    "reference": "FD-7KQ2-M4XP",
    "code": "4821 0093 7756 1204",
    "choices": [],
    "links": [{"title": "Report Remove", "href": "https://www.childline.org.uk/remove/"}],
}
ASKED: dict[str, dict[str, Any]] = {
    "reporter_role": {
        "text": "Who are you telling us about?",
        "choices": [
            {"title": "Me", "value": "young_person"},
            {"title": "My child", "value": "parent_carer"},
            {"title": "A friend, brother or sister", "value": "friend_sibling"},
        ],
    },
    "in_danger_now": {
        "text": "Are you in danger right now?",
        "choices": [
            {"title": "Yes", "value": "yes"},
            {"title": "No", "value": "no"},
            {"title": "Not sure", "value": "unsure"},
        ],
    },
    "child_age": {"text": "How old are you?", "choices": []},
    "account": {"text": "What happened? Use your own words.", "choices": []},
    "platforms": {
        "text": "Where did it happen?",
        "many": True,
        "choices": [
            {"title": "Snapchat", "value": "snapchat"},
            {"title": "Instagram", "value": "instagram"},
            {"title": "Somewhere else", "value": "other"},
        ],
    },
}
HELLO = {
    "text": "Hi. You can tell me as much or as little as you like.",
    "kind": "say",
    "choices": [{"title": "Get advice first", "value": "I want advice"}],
}
REVIEW = {
    "text": (
        "Here is what you have told us. Is it right?\n"
        "Who it is about: Me\nIn danger now: No\nAge: 13"
    ),
    "topic": "review",
    "kind": "ask",
    "choices": [
        {"title": "Who it is about", "value": "change reporter_role"},
        {"title": "In danger now", "value": "change in_danger_now"},
        {"title": "Age", "value": "change child_age"},
        {"title": "Send it now", "value": "send"},
        {"title": "Tell more first", "value": "tell more"},
    ],
}


@dataclass
class Conversation:
    """Where one conversation is."""

    step: int = 0
    state: str = "talking"
    last: tuple[str, dict[str, Any]] | None = None
    heard: list[str] = field(default_factory=list)


@dataclass
class FakeAssistant:
    """What the server behind it does; `mode` is ok, down, slow, rubbish or unsaved."""

    mode: str = "ok"
    slow_for: float = 0.0
    turns: list[dict[str, Any]] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    hung_up: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> list[str]:
        return [turn["text"] for turn in self.turns if "text" in turn]

    def forget(self) -> None:
        """Start afresh: no conversation, nothing heard, in order."""
        with self.lock:
            self.hung_up.set()  # A turn that still dawdles for an earlier test must not count here.
            self.hung_up = threading.Event()
            self.mode, self.slow_for = "ok", 0.0
            self.turns.clear()
            self.conversations.clear()

    def answer(self, call: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            talk = self.conversations.setdefault(call["conversation"], Conversation())
            if talk.last and talk.last[0] == call["message_id"]:
                return talk.last[1]
            self.turns.append(call)
            reply = self._reply(talk, call)
            talk.last = (call["message_id"], reply)
            return reply

    def _reply(self, talk: Conversation, call: dict[str, Any]) -> dict[str, Any]:
        if call.get("open"):
            return self._turn(talk, [HELLO, self._question(talk)])
        said = call["text"].lower()
        talk.heard.append(call["text"])
        if "hurt myself" in said:
            return self._turn(talk, [CRISIS])
        if "should i pay" in said:
            return self._turn(talk, [ADVICE, self._question(talk)])
        if said.startswith("change "):
            return self._turn(talk, [self._ask(said.removeprefix("change "))])
        if said == "send":
            talk.state = "filed"
            return self._turn(talk, [RECEIPT])
        talk.step += 1
        return self._turn(talk, [self._question(talk)])

    def _question(self, talk: Conversation) -> dict[str, Any]:
        return REVIEW if talk.step >= len(QUESTIONS) else self._ask(QUESTIONS[talk.step])

    @staticmethod
    def _ask(question: str) -> dict[str, Any]:
        return {"kind": "ask", "topic": question, "links": [], **ASKED[question]}

    @staticmethod
    def _turn(talk: Conversation, messages: list[dict[str, Any]]) -> dict[str, Any]:
        answered = min(talk.step, len(QUESTIONS))
        progress = {"section": "About you", "answered": answered, "of": len(QUESTIONS)}
        return {"messages": messages, "progress": progress, "state": talk.state}


class _Handler(BaseHTTPRequestHandler):
    assistant: ClassVar[FakeAssistant]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assistant = self.assistant
        if self.path != "/webhooks/firstday/turn" or self.headers["X-Firstday-Secret"] != SECRET:
            self._send(401, {"error": {"code": "unauthorised"}})
        elif assistant.mode == "unsaved":
            self._send(503, {"error": {"code": "not_saved"}})
        elif assistant.mode == "rubbish":
            self._send(200, ["<html>", {"messages": 7}])
        else:
            if assistant.mode == "slow" and assistant.hung_up.wait(assistant.slow_for):
                return
            self._send(200, assistant.answer(json.loads(body)))

    def _send(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with suppress(BrokenPipeError):  # The edge does not wait for ever.
            self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def running_assistant() -> Iterator[FakeAssistant]:
    """Serve a fresh fake assistant on a free loopback port."""
    assistant = FakeAssistant()
    handler = type("Handler", (_Handler,), {"assistant": assistant})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    assistant.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield assistant
    finally:
        server.shutdown()
        server.server_close()

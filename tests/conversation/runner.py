"""Plays a YAML scenario against the running system, as a client of the chat API would.

A scenario is a list of steps. `say` sends a text. `answers` answers whatever is asked, by topic,
for as long as it has an answer to what is asked. `press` sends a choice by its value and fails
when it was not offered. `skip_to` skips questions until one is asked. `kill` and `start` take a
process away and bring it back. After a step, `expect` says what must be true of the last answer.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conversation.system import System

TURNS_AT_MOST = 120


@dataclass
class Chat:
    """One conversation through the edge."""

    system: System
    face: str = "young_person"
    token: str = ""
    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    transcript: list[str] = field(default_factory=list)
    reference: str = ""

    def open(self) -> None:
        """Begin the conversation."""
        answer = self._post("/api/chat", {"face": self.face})
        assert answer.status_code == 201, answer.text
        self.token = self.body["token"]

    def say(self, text: str, message_id: str | None = None) -> None:
        """Send one message and keep the answer."""
        self.transcript.append(f"> {text}")
        self._post("/api/chat/messages", {"id": message_id or str(uuid.uuid4()), "text": text})

    def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = httpx.post(self.system.url("edge") + path, json=body, headers=headers, timeout=30)
        self.status, self.body = answer.status_code, answer.json()
        self.reference = (self.receipt or {}).get("reference", self.reference)
        self.transcript += [f"[{m['kind']}/{m['topic']}] {m['text']}" for m in self.messages]
        return answer

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of the last answer; none when it was an error."""
        return list(self.body.get("messages", []))

    @property
    def topics(self) -> list[str]:
        """The topics of the last answer, in order."""
        return [message["topic"] for message in self.messages]

    @property
    def asked(self) -> str | None:
        """The topic asked last in the last answer."""
        return next((m["topic"] for m in reversed(self.messages) if m["kind"] == "ask"), None)

    @property
    def offered(self) -> list[str]:
        """The values of all choices in the last answer."""
        return [choice["value"] for m in self.messages for choice in m["choices"]]

    @property
    def receipt(self) -> dict[str, Any] | None:
        """The receipt, when the last answer held one."""
        return next((m for m in self.messages if m["kind"] == "receipt"), None)


def play(chat: Chat, steps: list[dict[str, Any]]) -> None:
    """Play every step; AssertionError with the transcript where one is not as expected."""
    for step in steps:
        try:
            _play(chat, step)
            _expect(chat, step.get("expect", {}))
        except AssertionError as failure:
            told = "\n".join(chat.transcript[-40:])
            raise AssertionError(f"at step {step}: {failure}\n\n{told}") from None


def _play(chat: Chat, step: dict[str, Any]) -> None:
    if "say" in step:
        chat.say(step["say"])
    elif "press" in step:
        assert step["press"] in chat.offered, f"{step['press']} is not among {chat.offered}"
        chat.say(step["press"])
    elif "answers" in step:
        _answer(chat, {str(key): str(value) for key, value in step["answers"].items()})
    elif "skip_to" in step:
        _skip_to(chat, step["skip_to"])
    elif "send" in step:
        send(chat)
    elif "kill" in step:
        chat.system.kill(step["kill"])
    elif "start" in step:
        chat.system.start(step["start"])


def _answer(chat: Chat, answers: dict[str, str]) -> None:
    for _ in range(TURNS_AT_MOST):
        if chat.asked not in answers:
            return
        chat.say(answers[chat.asked])
        assert chat.status == 200, chat.body
    raise AssertionError("the interview does not end")


def _skip_to(chat: Chat, topic: str) -> None:
    for _ in range(TURNS_AT_MOST):
        if chat.asked == topic:
            return
        chat.say("skip")
    raise AssertionError(f"{topic} is not asked")


def send(chat: Chat) -> None:
    """Skip what is still asked of the core, look at the review, and send."""
    for _ in range(TURNS_AT_MOST):
        if chat.receipt or chat.status >= 400:
            return
        chat.say("send" if chat.asked in {"ready", "confirm"} else "skip")
    raise AssertionError("the report does not get sent")


def _expect(chat: Chat, expected: dict[str, Any]) -> None:
    for name, wanted in expected.items():
        EXPECTATIONS[name](chat, wanted)


def _status(chat: Chat, status: int) -> None:
    assert chat.status == status, chat.body


def _asked(chat: Chat, topic: str) -> None:
    assert chat.asked == topic, f"asked {chat.asked}"


def _topics(chat: Chat, topics: list[str]) -> None:
    missing = [topic for topic in topics if topic not in chat.topics]
    assert not missing, f"{missing} not among {chat.topics}"


def _only(chat: Chat, topics: list[str]) -> None:
    assert chat.topics == topics, f"said {chat.topics}"


def _kinds(chat: Chat, kinds: list[str]) -> None:
    missing = [kind for kind in kinds if kind not in [one["kind"] for one in chat.messages]]
    assert not missing, f"no {missing}"


def _first_kind(chat: Chat, kind: str) -> None:
    assert chat.messages[0]["kind"] == kind


def _words(chat: Chat, words: list[str]) -> None:
    said = "\n".join(one["text"] for one in chat.messages).casefold()
    missing = [one for one in words if one.casefold() not in said]
    assert not missing, f"{missing} was not said"


EXPECTATIONS = {
    "status": _status,
    "asked": _asked,
    "topics": _topics,
    "only": _only,
    "kinds": _kinds,
    "first_kind": _first_kind,
    "words": _words,
}

"""People who talk to our service and to the starter bot alike: each turn is timed."""

import random
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import httpx

WORDS = {
    "reporter_role": "this is about me",
    "in_danger_now": "no i am safe at home",
    "self_harm": "no i do not think about that",
    "child_age": "i am 13 years old",
    "account": "i sent a picture to somebody and now he wants more",
    "platforms": "it was on snapchat",
    "image_spread": "he only said that he would show it",
}
SEND = {"ready": "send", "confirm": "send"}
BUTTONS = {
    "reporter_role": "young_person",
    "in_danger_now": "no",
    "self_harm": "none",
    "child_age": "13",
    "account": "i sent a picture to somebody and now he wants more",
    "platforms": "snapchat",
    "image_spread": "threatened",
}
SMALL_TALK = ("hello there", "i am feeling very sad", "no not really", "are you a human", "bye bye")
OTHERWISE = "i would rather say some more about it"


class Talk(Protocol):
    """One conversation: each `turn` is one message and its answer."""

    def turn(self) -> str:
        """Say the next thing; return what was asked before it."""


class OurTalk:
    """A report through the edge, in typed words or by its buttons."""

    def __init__(self, client: httpx.Client, answers: Mapping[str, str], otherwise: str) -> None:
        self._client = client
        self._answers = answers
        self._otherwise = otherwise
        self.answered = 0
        # A proxy in front would name the caller so; each conversation comes from somewhere else.
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))  # noqa: S311
        self._headers = {"X-Forwarded-For": address}
        opened = self._post("/api/chat", {"face": "young_person"})
        self._headers["Authorization"] = f"Bearer {opened['token']}"
        self.asked = _asked(opened)
        self._offered = _offered(opened)
        self.over = False

    def turn(self) -> str:
        """Answer what is asked."""
        before, text = self.asked, self._text()
        body = self._post("/api/chat/messages", {"id": str(uuid.uuid4()), "text": text})
        self.asked = _asked(body) or before
        self._offered = _offered(body)
        self.over = body["state"] == "filed"
        self.answered += 1
        return before

    def _text(self) -> str:
        return self._answers.get(self.asked, self._otherwise)

    def _post(self, path: str, body: Mapping[str, str]) -> dict[str, Any]:
        answer = self._client.post(path, json=body, headers=self._headers)
        answer.raise_for_status()
        heard: dict[str, Any] = answer.json()
        return heard


class LongTalk(OurTalk):
    """A report of `wanted` answers: the first choice of everything asked; then it is sent."""

    wanted = 30

    def _text(self) -> str:
        if self.answered >= self.wanted:
            return "send"
        known = self._answers.get(self.asked)
        return known or (self._offered[0] if self._offered else self._otherwise)


class StarterTalk:
    """Small talk with the starter bot."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._sender = uuid.uuid4().hex
        self._said = 0

    def turn(self) -> str:
        """Say the next of what the starter bot understands."""
        text = SMALL_TALK[self._said % len(SMALL_TALK)]
        self._said += 1
        body = {"sender": self._sender, "message": text}
        self._client.post("/webhooks/rest/webhook", json=body).raise_for_status()
        return text


def timed(talk: Talk) -> tuple[str, float]:
    """Take one turn; return what was asked before it and the milliseconds it took."""
    begun = time.perf_counter()
    asked = talk.turn()
    return asked, (time.perf_counter() - begun) * 1000


type Begin = Callable[[httpx.Client], Talk]


def in_words(client: httpx.Client) -> Talk:
    """Begin a report made in typed words."""
    return OurTalk(client, WORDS, OTHERWISE)


def by_button(client: httpx.Client) -> OurTalk:
    """Begin a report made by pressing what is offered."""
    return OurTalk(client, BUTTONS | SEND, "skip")


def at_length(client: httpx.Client) -> LongTalk:
    """Begin a report of thirty answers."""
    return LongTalk(client, BUTTONS | {"ready": "more"}, "skip")


def _offered(body: Mapping[str, Any]) -> list[str]:
    asked = [one for one in body["messages"] if one["kind"] == "ask"]
    return [choice["value"] for choice in asked[-1]["choices"]] if asked else []


def _asked(body: Mapping[str, Any]) -> str:
    asked = [one["topic"] for one in body["messages"] if one["kind"] == "ask"]
    return asked[-1] if asked else ""

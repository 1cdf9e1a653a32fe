"""People who talk to the service as its own page does: one message, one id, sent until answered."""

import random
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from locust import HttpUser, between, constant, task
from locust.exception import StopUser

from bench.load.outcome import Outcome, Told, stories

TURNS_AT_MOST = 60
TRIES = 20
SENT_AGAIN_AFTER_SECONDS = 1.0
SHARES = {"peer": 4, "stranger": 4, "guardian": 1, "danger": 1}


class Person(HttpUser):
    """Somebody who makes one report after another, each as a new person from another address.

    Once there is `no_more` time they leave where they are, as people do.
    """

    abstract = True
    outcome = Outcome()
    no_more = False

    def tell(self, story: str) -> None:
        """Make one report, or give up after as many tries as nobody would have patience for."""
        if self.no_more:
            raise StopUser
        talk = _Talk(self, stories()[story]["face"])
        known = stories()[story]["answers"]
        for asked in talk.questions():
            # Not Locust's own wait, which would end the conversation when the time is over.
            time.sleep(self.wait_time())
            if self.no_more:
                self.outcome.left += 1
                raise StopUser
            talk.say(_answer(asked, known))
            if talk.reference:
                self.outcome.told.append(Told(story, talk.reference))
                return
        self.outcome.given_up += 1


class Reporter(Person):
    """A child or a guardian, who reads, thinks and types before each answer."""

    @task
    def report(self) -> None:
        """Make a report of one kind or another."""
        self.tell(random.choices(list(SHARES), list(SHARES.values()))[0])  # noqa: S311


def let_them_think(seconds: float) -> None:
    """Let each answer take so long on average, from half of it to half as much again."""
    Reporter.wait_time = between(seconds / 2, seconds * 1.5)


class Hoaxer(Person):
    """Somebody who makes things up, as fast as the service answers."""

    wait_time = constant(0.2)

    @task
    def hoax(self) -> None:
        """Make a report of nothing."""
        self.tell("hoax")


def _answer(asked: str, known: Mapping[str, str]) -> str:
    if asked in {"ready", "confirm"}:
        return "send"
    return known.get(asked, "skip")


class _Talk:
    """One conversation over HTTP."""

    def __init__(self, person: Person, face: str) -> None:
        self._person = person
        # A proxy in front would name the caller so; each conversation comes from somewhere else.
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))  # noqa: S311
        self._headers = {"X-Forwarded-For": address}
        self._face = face
        self._asked: str | None = None
        self.reference = ""

    def questions(self) -> Iterator[str]:
        """Yield what is asked, until nothing is or it goes on for too long."""
        body = self._until_answered("open", "/api/chat", {"face": self._face})
        self._headers["Authorization"] = f"Bearer {body.get('token', '')}"
        self._hear(body)
        for _ in range(TURNS_AT_MOST):
            if self._asked is None:
                return
            yield self._asked

    def say(self, text: str) -> None:
        """Send one message and hear the answer."""
        kind = "send" if self._asked == "confirm" else "words" if " " in text else "button"
        message = {"id": str(uuid.uuid4()), "text": text}
        self._hear(self._until_answered(kind, "/api/chat/messages", message))

    def _until_answered(self, name: str, path: str, body: Mapping[str, str]) -> dict[str, Any]:
        for _ in range(TRIES):
            answer = self._person.client.post(path, json=body, headers=self._headers, name=name)
            if answer.ok:
                heard: dict[str, Any] = answer.json()
                return heard
            self._person.outcome.sent_again += 1
            time.sleep(SENT_AGAIN_AFTER_SECONDS)
        return {}

    def _hear(self, body: Mapping[str, Any]) -> None:
        messages = body.get("messages", [])
        asked = [one["topic"] for one in messages if one["kind"] == "ask"]
        self._asked = asked[-1] if asked else None
        self.reference = next((one["reference"] for one in messages if one.get("reference")), "")

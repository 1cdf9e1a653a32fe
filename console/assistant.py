"""The console's line to the assistant: the same channel, the same turns as the public edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import httpx

from casedesk.clock import Clock, SystemClock
from casedesk.neighbours import Neighbours
from casedesk.settings import Settings

PATH = "/webhooks/firstday/turn"
WAIT_SECONDS = 20.0
CONNECT_SECONDS = 1.0
LARGEST_REPLY = 512 * 1024


class NotSaved(Exception):  # noqa: N818 - reads as what happened
    """The turn has not happened; the same message may be sent again."""


@dataclass(frozen=True)
class Reply:
    """One turn of the assistant, as its channel sends it: messages, progress, state."""

    messages: tuple[Mapping[str, Any], ...]
    progress: Mapping[str, Any]
    state: str


class Line:
    """Speaks to one of several assistants."""

    def __init__(self, urls: Sequence[str], secret: str, clock: Clock | None = None) -> None:
        self._neighbours = Neighbours(urls, clock or SystemClock())
        # trust_env is off so that no proxy setting can carry a caller's words elsewhere.
        self._client = httpx.Client(
            headers={"X-Firstday-Secret": secret},
            timeout=httpx.Timeout(WAIT_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
        )

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the line the settings describe."""
        return cls(settings.assistant_urls, settings.assistant_secret)

    def open(self, conversation: str, message_id: str) -> Reply:
        """Begin a conversation as a call handler's."""
        return self._turn(conversation, message_id, {"open": True})

    def say(self, conversation: str, message_id: str, text: str) -> Reply:
        """Hand over what the caller said or chose; the same id twice is one message."""
        return self._turn(conversation, message_id, {"text": text})

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _turn(self, conversation: str, message_id: str, what: Mapping[str, Any]) -> Reply:
        turn = {"conversation": conversation, "message_id": message_id, "face": "call_handler"}
        for address in self._neighbours.in_order(conversation):
            try:
                reply = self._ask(address, {**turn, **what})
            except (httpx.HTTPError, ValueError, NotSaved):
                self._neighbours.failed(address)
            else:
                self._neighbours.worked(address)
                return reply
        raise NotSaved

    def _ask(self, address: str, turn: Mapping[str, Any]) -> Reply:
        answer = self._client.post(address + PATH, json=turn)
        if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST_REPLY:
            raise NotSaved
        return _reply(answer.json())


def _reply(raw: object) -> Reply:
    if not isinstance(raw, dict) or not isinstance(raw.get("messages"), list):
        raise NotSaved
    messages = tuple(_message(one) for one in raw["messages"] if isinstance(one, dict))
    if not messages:
        raise NotSaved
    progress = raw.get("progress") or {}
    return Reply(messages, progress if isinstance(progress, dict) else {}, str(raw.get("state")))


def _message(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {name: str(raw.get(name) or "") for name in ("text", "kind", "topic")}
    choices = [
        {"title": str(one.get("title", "")), "value": str(one.get("value", ""))}
        for one in raw.get("choices") or ()
        if isinstance(one, dict)
    ]
    extra = {name: str(raw.get(name) or "") for name in ("reference", "code")}
    return {**found, **extra, "choices": choices, "many": bool(raw.get("many"))}

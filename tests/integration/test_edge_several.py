"""Two assistants behind one edge: a conversation goes on when the one that held it is lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
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


@dataclass
class Pair:
    """Two assistants that share their conversations, as two real ones share a database."""

    assistants: list[FakeAssistant]
    url: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    def open(self) -> dict[str, str]:
        answer = self.client.post(f"{self.url}/api/chat", json={"face": "young_person"})
        assert answer.status_code == 201
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def say(self, headers: dict[str, str], text: str, message_id: str = "") -> httpx.Response:
        said = {"id": message_id or str(uuid4()), "text": text}
        return self.client.post(f"{self.url}/api/chat/messages", json=said, headers=headers)

    def holder(self, headers: dict[str, str], text: str = "13") -> FakeAssistant:
        """Say something; return the assistant that heard it."""
        before = [len(one.turns) for one in self.assistants]
        assert self.say(headers, text).status_code == 200
        heard = [len(one.turns) for one in self.assistants]
        return self.assistants[0 if heard[0] > before[0] else 1]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as running:
        first, second = (running.enter_context(running_assistant()) for _ in range(2))
        second.conversations, second.lock = first.conversations, first.lock
        settings = settings_for(first, tmp_path, assistant_urls=(first.url, second.url))
        unhurried = Parts(limits=Limits(SystemClock(), scale=0))
        pair = Pair([first, second], running.enter_context(running_edge(settings, unhurried)))
        yield running.enter_context(pair.client) and pair


def texts(answer: httpx.Response) -> list[Any]:
    return [message["text"] for message in answer.json()["messages"]]


def test_a_conversation_stays_with_one_assistant(pair: Pair) -> None:
    headers = pair.open()

    assert len({id(pair.holder(headers, text)) for text in ("young_person", "no", "13")}) == 1


def test_conversations_are_shared_between_both(pair: Pair) -> None:
    for _ in range(20):
        pair.open()

    assert all(assistant.turns for assistant in pair.assistants)


@pytest.mark.parametrize("trouble", ["rubbish", "unsaved", "slow"])
def test_the_other_one_answers_when_the_holder_cannot(pair: Pair, trouble: str) -> None:
    headers = pair.open()
    holder = pair.holder(headers, "young_person")

    holder.mode, holder.slow_for = trouble, 5.0
    answer = pair.say(headers, "no")

    assert answer.status_code == 200
    assert answer.json()["progress"]["answered"] == 2


def test_a_turn_that_was_taken_but_not_told_is_told_by_the_other_and_not_taken_twice(
    pair: Pair,
) -> None:
    headers, message_id = pair.open(), str(uuid4())
    holder = pair.holder(headers, "young_person")
    (conversation,) = holder.conversations
    told = holder.answer(
        {
            "conversation": conversation,
            "message_id": message_id,
            "face": "young_person",
            "text": "no",
        }
    )

    holder.mode = "rubbish"
    answer = pair.say(headers, "no", message_id)

    assert texts(answer) == [message["text"] for message in told["messages"]]
    assert sum("no" in one.said for one in pair.assistants) == 1


def test_when_both_are_lost_the_person_is_told_that_nothing_was_saved(pair: Pair) -> None:
    headers, message_id = pair.open(), str(uuid4())
    for assistant in pair.assistants:
        assistant.mode = "unsaved"

    lost = pair.say(headers, "young_person", message_id)
    for assistant in pair.assistants:
        assistant.mode = "ok"
    again = pair.say(headers, "young_person", message_id)

    assert lost.status_code == 503
    assert again.status_code == 200

"""One story, told by a child in the chat and by a caller to a handler, gives one record."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from casedesk.interview.answers import values
from casedesk.services import draft_records
from casedesk.services.desk import open_desk
from casedesk.services.judging import judge
from casedesk.settings import load_settings
from console.assistant import Line
from tests.conversation.system import System

STORY = {
    "reporter_role": "young_person",
    "in_danger_now": "no",
    "self_harm": "none",
    "child_age": "13",
    "account": "a boy in my year says he will show everyone if i dont send more",
    "platforms": "snapchat",
    "image_spread": "no",
    "contact_ok": "no",
}


type Turn = Callable[[str, str | None], str]


@contextmanager
def as_child(system: System, secret: str) -> Iterator[Turn]:
    """Yield what hands one turn over as the public edge does, and gives the topic asked next."""
    client = httpx.Client(trust_env=False, timeout=60, headers={"X-Firstday-Secret": secret})
    url = f"http://127.0.0.1:{system.ports['assistant']}/webhooks/firstday/turn"

    def turn(conversation: str, text: str | None) -> str:
        said = {"open": True} if text is None else {"text": text}
        body = {"conversation": conversation, "message_id": str(uuid.uuid4()), **said}
        answer = client.post(url, json={**body, "face": "young_person"}).raise_for_status().json()
        return str(answer["messages"][-1].get("topic"))

    yield turn
    client.close()


@contextmanager
def as_handler(system: System, secret: str) -> Iterator[Turn]:
    """Yield what hands one turn over as the console's call script does."""
    line = Line([f"http://127.0.0.1:{system.ports['assistant']}"], secret)

    def turn(conversation: str, text: str | None) -> str:
        new = str(uuid.uuid4())
        reply = line.open(conversation, new) if text is None else line.say(conversation, new, text)
        return str(reply.messages[-1]["topic"])

    yield turn
    line.close()


def tell(turn: Turn) -> str:
    """Tell the story, answering whatever is asked; return the conversation."""
    conversation = uuid.uuid4().hex
    asked = turn(conversation, None)
    for _ in range(30):
        if asked not in STORY and asked in {"ready", "review", "confirm"}:
            return conversation
        asked = turn(conversation, STORY.get(asked, "skip"))
    pytest.fail(f"the interview never came to its end; it asks {asked}")


def test_the_childs_chat_and_the_handlers_script_make_the_same_record(system: System) -> None:
    settings = load_settings(role="console", root=system.folder)
    desk = open_desk(settings, "console")
    secret = settings.assistant_secret

    with as_child(system, secret) as child_says, as_handler(system, secret) as handler_says:
        told = [tell(child_says), tell(handler_says)]

    with desk.reading() as work:
        records = [draft_records.find(desk, work.connection, one) for one in told]
    child, handler = (record.answers for record in records if record is not None)
    assert values(child) == values(handler)
    assert {key: one.words for key, one in child.items()} == {
        key: one.words for key, one in handler.items()
    }
    assert judge(desk, values(child)) == judge(desk, values(handler))
    assert values(child)["account"] == STORY["account"]
    desk.engine.dispose()

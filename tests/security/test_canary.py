"""A word like no other, put into every field, is found again only where it was sealed.

The real processes talk, fail and file; then everything they wrote in clear is searched: logs, error
answers, addresses, measures, notices and the raw files of all three databases.
"""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from casedesk.domain.contact import Contact
from casedesk.services import casework, messaging
from casedesk.services.acting import Actor
from casedesk.services.cases import open_case_file
from casedesk.services.desk import Desk, open_desk
from casedesk.services.erasure import erase
from casedesk.services.measures import measures
from casedesk.settings import load_settings
from tests.conversation.runner import Chat
from tests.conversation.system import System, free_port

pytestmark = pytest.mark.timeout(300)

CANARY = "zyxquetzal"
"""No word of any language here; lower case, because some fields are kept so."""

SAID = {
    "reporter_role": "young_person",
    "in_danger_now": "no",
    "self_harm": "none",
    "child_age": "13",
    "account": f"a boy called {CANARY} says he will show everyone if i dont send more",
    "platforms": f"snapchat and {CANARY}chat",
    "image_spread": "shared privately",
    "demands": f"more images, and {CANARY}",
    "paid": "yes",
    "amount_paid": "50 pounds",
    "suspect_identifiers": f"@{CANARY} on instagram",
    "device_available": "yes",
    "device_willing": "unsure",
    "contact_ok": "yes",
    "contact_method": "email",
    "contact_value": f"{CANARY}@mail.example",
    "area": f"{CANARY} on sea",
}


@dataclass
class Mailbox:
    """Everything that was mailed to staff."""

    texts: list[str] = field(default_factory=list)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        self.texts.append(bytes(envelope.content or b"").decode())
        return "250 kept"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


class Mailing(System):
    """A system that tells staff by mail, and shows its measures."""

    def __init__(self, folder: Path, smtp: int) -> None:
        self.measures = free_port()
        self._own = {
            "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "MAIL_FROM": "desk@firstday.invalid",
            "MAIL_DUTY_TEAM": "team@firstday.invalid",
            "EDGE_METRICS_PORT": str(self.measures),
        }
        super().__init__(folder)

    def _settings(self) -> dict[str, str]:
        return super()._settings() | self._own


@pytest.fixture(scope="module")
def system(
    tmp_path_factory: pytest.TempPathFactory, mailbox: tuple[Mailbox, int]
) -> Iterator[Mailing]:
    running = Mailing(tmp_path_factory.mktemp("canary"), mailbox[1])
    try:
        running.start("actions", "assistant", "edge", "console", "worker")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def desk(system: Mailing) -> Iterator[Desk]:
    desk = open_desk(load_settings(role="console", root=system.folder), "console")
    yield desk
    desk.engine.dispose()


@pytest.fixture(scope="module")
def problems(system: Mailing) -> list[str]:
    """Return every error answer that the word could be made to cause."""
    return [*_refused(system), *_failed(system)]


def _refused(system: Mailing) -> Iterator[str]:
    edge, console = system.url("edge"), system.url("console")
    chat = Chat(system)
    chat.open()
    headers = {"Authorization": f"Bearer {chat.token}"}
    message = {"id": str(uuid.uuid4()), "text": CANARY * 500}
    with httpx.Client(timeout=30, trust_env=False) as client:
        for answer in (
            client.post(f"{edge}/api/chat/messages", json=message, headers=headers),
            client.post(f"{edge}/api/chat/messages", json={"text": CANARY}, headers=headers),
            client.post(f"{edge}/api/chat/messages", json={**message, CANARY: 1}, headers=headers),
            client.post(f"{edge}/api/chat/messages", content=f'{{"{CANARY}', headers=headers),
            client.post(f"{edge}/api/chat", json={"face": CANARY}),
            client.post(f"{edge}/api/return", json={"code": CANARY}),
            client.post(f"{edge}/plain", data={"act": CANARY, "token": CANARY}),
            client.get(f"{edge}/{CANARY}"),
            client.post(f"{console}/sign-in", data={"username": CANARY, "password": CANARY}),
            client.get(f"{console}/cases/{CANARY}"),
        ):
            yield f"{answer.headers} {answer.text}" if answer.status_code >= 400 else ""


def _failed(system: Mailing) -> Iterator[str]:
    """Talk while the assistant's neighbours are dead, and while they come back."""
    chat = Chat(system)
    chat.open()
    for victim in ("actions", "assistant"):
        system.kill(victim)
        chat.say(f"my name is {CANARY} and he wants money")
        yield str(chat.body) if chat.status != 200 else ""
        system.start(victim)


@pytest.fixture(scope="module")
def reference(system: Mailing, desk: Desk, problems: list[str]) -> str:
    """File a report that holds the word wherever it can, and work on it as staff do."""
    del problems  # They come first, so that their traces are searched as well.
    chat = Chat(system)
    chat.open()
    asked: set[str] = set()
    while not chat.receipt:
        topic = chat.asked or ""
        assert len(asked) < 60, "\n".join(chat.transcript)
        if topic in {"ready", "confirm"}:
            chat.say("tell more" if topic == "ready" and topic not in asked else "send")
            asked.add(topic)
        else:
            # What does not fit the question is heard, and skipped the second time.
            chat.say("skip" if topic in asked else SAID.get(topic, CANARY))
            asked.add(topic)
    by = Actor("anna", "caseworker")
    spoken = Contact(desk.clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, chat.reference, spoken, by=by, words=f"Spoke of {CANARY}.")
    casework.note(desk, chat.reference, f"A note about {CANARY}.", by=by)
    casework.record_action(desk, chat.reference, "advice_given", by=by, words=CANARY)
    casework.decide_device(desk, chat.reference, "not_needed", by=by, reason=CANARY)
    messaging.write_to_reporter(desk, chat.reference, f"About {CANARY}.", by=by)
    return chat.reference


def test_the_report_does_hold_the_word(desk: Desk, reference: str) -> None:
    answers = open_case_file(desk, reference, actor="anna").answers

    held = [name for name, one in answers.items() if CANARY in f"{one.value} {one.words}"]
    in_words = {one.id for one in desk.catalogue.questions if one.type == "text"} & set(answers)
    assert in_words <= set(held)
    assert len(in_words) >= 11
    assert {"contact_value", "demands", "platforms", "suspect_identifiers"} <= set(held)


def test_no_error_answer_repeats_it(problems: list[str]) -> None:
    assert sum(bool(text) for text in problems) >= 10
    assert [text for text in problems if CANARY in text.lower()] == []


@pytest.mark.parametrize("name", ["edge", "assistant", "actions", "console", "worker"])
def test_no_log_holds_it(system: Mailing, reference: str, name: str) -> None:
    assert reference
    assert CANARY not in system.log_of(name).lower()


def test_no_notice_holds_it(system: Mailing, reference: str, mailbox: tuple[Mailbox, int]) -> None:
    with closing(sqlite3.connect(system.folder / "var" / "casedesk.db")) as desk:
        waiting = "SELECT count(*) FROM outbox WHERE channel = 'mail' AND sent_at IS NULL"
        for _ in range(300):
            if desk.execute(waiting).fetchone() == (0,) and mailbox[0].texts:
                break
            system.running["worker"].poll()
            httpx.get(f"{system.url('edge')}/health", timeout=5, trust_env=False)
    assert any(reference in text for text in mailbox[0].texts)
    assert not any(CANARY in text.lower() for text in mailbox[0].texts)


def test_no_measure_holds_it(system: Mailing, desk: Desk, reference: str) -> None:
    edge = httpx.get(f"http://127.0.0.1:{system.measures}/metrics", trust_env=False).text

    assert re.search(r"firstday_receipts_total [1-9]", edge)
    assert reference not in edge
    assert CANARY not in edge + str(list(measures(desk)))


@pytest.mark.parametrize("name", ["casedesk", "edge", "tracker"])
def test_no_database_holds_it_in_clear(system: Mailing, reference: str, name: str) -> None:
    assert reference
    assert (system.folder / "var" / f"{name}.db").stat().st_size > 1000
    raw = (system.folder / "var" / f"{name}.db").read_bytes()

    assert CANARY.encode() not in raw.lower()


def test_once_erased_nothing_of_the_report_can_be_found_by_its_reference(
    system: Mailing, desk: Desk, reference: str
) -> None:
    assert reference.encode() in (system.folder / "var" / "casedesk.db").read_bytes()

    erase(desk, reference, actor="operator", because="asked")

    raw = (system.folder / "var" / "casedesk.db").read_bytes()
    assert reference.encode() not in raw
    assert CANARY.encode() not in raw.lower()

"""kill -9 at each named instant of a turn: what was acknowledged is stored, once.

K1 a turn was read · K2 before the action is called · K3 before the desk commits · K4 after it
committed, before anybody was told · K5 after the answer, before the conversation is kept · K6 the
database itself · K7 after a notice was sent, before that is noted · K8 after a notice was taken,
before it is sent.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.conversation.runner import Chat
from tests.conversation.system import System, free_port
from tests.faults.telling import Gated, revive, say_until_answered, told_up_to_sending
from tests.integration import postgres

LONG_ENOUGH = 0.5
"""Seconds after which a call that was let through stands at the lock it was meant to stand at."""


@dataclass
class Receiver:
    """A real SMTP server that remembers message ids, and can act when a mail comes."""

    at_envelope: Callable[[], None] | None = None
    at_message: Callable[[], None] | None = None
    ids: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        act(self, "at_envelope")
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        self.ids.append(message_from_bytes(bytes(envelope.content or b""))["Message-ID"])
        act(self, "at_message")
        return "250 kept"


def act(armed: object, moment: str) -> None:
    """Do once what was to be done at this moment."""
    todo: Callable[[], None] | None = getattr(armed, moment)
    setattr(armed, moment, None)
    if todo:
        todo()


@pytest.fixture(scope="module")
def receiver() -> Iterator[tuple[Receiver, int]]:
    receiver = Receiver()
    controller = Controller(receiver, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield receiver, controller.port
    controller.stop()


@pytest.fixture(scope="module")
def system(
    tmp_path_factory: pytest.TempPathFactory, receiver: tuple[Receiver, int]
) -> Iterator[Gated]:
    running = Gated(
        tmp_path_factory.mktemp("points"),
        SMTP_URL=f"smtp://127.0.0.1:{receiver[1]}",
        MAIL_FROM="desk@firstday.invalid",
        MAIL_DUTY_TEAM="team@firstday.invalid",
    )
    try:
        running.start("actions", "assistant", "edge", "worker")
        yield running
    finally:
        running.stop()


def stored(system: System) -> list[str]:
    listed = json.loads(system.run("queue", "--limit", "100000", "--json"))
    return [case["reference"] for case in listed["cases"]]


def held_at(system: System, database: str, victim: str) -> None:
    """Hold a database's write lock until the victim waits for it; kill it there."""
    holder = sqlite3.connect(
        system.folder / "var" / f"{database}.db", isolation_level=None, check_same_thread=False
    )
    holder.execute("BEGIN IMMEDIATE")

    def kill() -> None:
        system.kill(victim)
        holder.close()

    threading.Timer(LONG_ENOUGH, kill).start()


def at_k1(system: Gated, victim: str) -> None:
    system.assistant.before = partial(system.kill, victim)


def at_k2(system: Gated, victim: str) -> None:
    system.actions.before = partial(system.kill, victim)


def at_k3(system: Gated, victim: str) -> None:
    system.actions.before = partial(held_at, system, "casedesk", victim)


def at_k4(system: Gated, victim: str) -> None:
    def die_unheard() -> None:
        system.kill(victim)
        raise ConnectionAbortedError

    system.actions.after = die_unheard


def at_k5(system: Gated, victim: str) -> None:
    system.actions.after = partial(held_at, system, "tracker", victim)


POINTS: list[tuple[Callable[[Gated, str], None], str]] = [
    (at_k1, "edge"),
    (at_k1, "assistant"),
    (at_k2, "assistant"),
    (at_k2, "actions"),
    (at_k3, "actions"),
    (at_k4, "actions"),
    (at_k4, "assistant"),
    (at_k5, "assistant"),
]
NAMES = [f"{arm.__name__}-{victim}" for arm, victim in POINTS]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("arm", "victim"), POINTS, ids=NAMES)
def test_a_report_sent_while_somebody_dies_is_stored_once_and_acknowledged_once(
    system: Gated, arm: Callable[[Gated, str], None], victim: str
) -> None:
    revive(system)
    before = stored(system)
    chat = told_up_to_sending(system)
    ended = system.running[victim]

    arm(system, victim)
    say_until_answered(chat, "send")

    assert ended.poll() is not None, "nobody was killed"
    assert sorted(stored(system)) == sorted([*before, chat.reference])
    system.run("check")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("arm", "victim"), POINTS[2::2], ids=NAMES[2::2])
def test_an_answer_given_while_somebody_dies_is_kept_and_the_next_question_follows(
    system: Gated, arm: Callable[[Gated, str], None], victim: str
) -> None:
    revive(system)
    chat = Chat(system)
    chat.open()
    for text in ("young_person", "no", "none"):
        say_until_answered(chat, text)

    arm(system, victim)
    say_until_answered(chat, "13")

    assert chat.asked == "account"
    assert chat.body["progress"]["answered"] == 4


@pytest.fixture(scope="module")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Gated, postgres.Server]]:
    binaries = postgres.binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL; apt-get install postgresql")
    with postgres.running(binaries) as server:
        system = Gated(tmp_path_factory.mktemp("k6"), **postgres.three_databases(server.url))
        try:
            system.start("actions", "assistant", "edge", "worker")
            yield system, server
        finally:
            system.stop()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_report_sent_while_the_database_dies_is_stored_once_k6(
    on_postgres: tuple[Gated, postgres.Server], moment: str
) -> None:
    system, server = on_postgres
    before = stored(system)
    chat = told_up_to_sending(system)
    again = threading.Timer(2, server.start)

    def power_cut() -> None:
        server.kill()
        again.start()

    setattr(system.actions, moment, power_cut)
    say_until_answered(chat, "send")
    again.join()

    assert sorted(stored(system)) == sorted([*before, chat.reference])
    revive(system)
    system.run("check")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("moment", "times"), [("at_message", 2), ("at_envelope", 1)], ids=["k7", "k8"]
)
def test_a_notice_is_delivered_under_one_id_when_the_worker_dies_around_sending_it(
    system: Gated, receiver: tuple[Receiver, int], moment: str, times: int
) -> None:
    got = receiver[0]
    revive(system)
    until(lambda: unsent(system) == [])
    got.ids.clear()
    worker = system.running["worker"]

    setattr(got, moment, partial(system.kill, "worker"))
    chat = told_up_to_sending(system)
    say_until_answered(chat, "send")
    until(lambda: worker.poll() is not None)
    waiting = unsent(system)
    let_the_lease_run_out(system)
    revive(system)
    until(lambda: unsent(system) == [])

    assert waiting, "the notice was noted as sent by a worker that was dead"
    mine = [one for one in got.ids if waiting[0] in one]
    assert len(mine) == times
    assert len(set(mine)) == 1


def unsent(system: Gated) -> list[str]:
    """Return the ids of the mails that still wait."""
    with closing(desk_file(system)) as desk:
        found = desk.execute("SELECT id FROM outbox WHERE channel = 'mail' AND sent_at IS NULL")
        return [row[0] for row in found]


def let_the_lease_run_out(system: Gated) -> None:
    with closing(desk_file(system)) as desk, desk:
        desk.execute("UPDATE outbox SET try_at = 1 WHERE lease IS NOT NULL")


def desk_file(system: Gated) -> sqlite3.Connection:
    return sqlite3.connect(system.folder / "var" / "casedesk.db", timeout=10)


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)

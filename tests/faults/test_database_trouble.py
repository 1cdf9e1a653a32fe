"""A database that is locked, full, deleted or torn never costs a report, nor an answer.

What was told stands in the desk's draft; the database of conversations only remembers where a
conversation was, and can be lost.
"""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conversation.runner import Chat
from tests.conversation.system import System
from tests.faults.telling import TURNS_AT_MOST, next_text, say_until_answered

pytestmark = pytest.mark.timeout(300)
BEGUN = ("young_person", "no", "none", "13")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("tracker"))
    try:
        running.start("actions", "assistant", "edge", "worker")
        yield running
    finally:
        running.stop()


@pytest.fixture
def chat(system: System) -> Chat:
    """Return a conversation in which the age was told."""
    chat = Chat(system)
    chat.open()
    for text in BEGUN:
        say_until_answered(chat, text)
    return chat


def finish(chat: Chat) -> None:
    """Go on to the receipt, and see that every answer is in the review."""
    said = ["he wants money from me"] if chat.asked == "account" else []
    for _ in range(TURNS_AT_MOST):
        say_until_answered(chat, next_text(chat, said))
        if chat.asked == "confirm":
            review = chat.messages[-1]["text"]
            assert "13" in review
            assert "money" in review
        if chat.receipt:
            chat.system.run("check")
            return
    raise AssertionError("the report was never sent")


def file_of(system: System) -> Path:
    return system.folder / "var" / "tracker.db"


def test_while_it_is_locked_nothing_is_claimed_and_the_same_message_is_good_afterwards(
    system: System, chat: Chat
) -> None:
    with closing(sqlite3.connect(file_of(system), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        chat.say("he wants money from me", "22222222-2222-4222-8222-222222222222")
        assert chat.status == 503
    chat.say("he wants money from me", "22222222-2222-4222-8222-222222222222")

    assert chat.status == 200
    finish(chat)


def fill_up(system: System, name: str) -> Callable[[], object]:
    """Let a process write no file beyond half a kilobyte; return what makes room again."""
    process = system.running[name].pid
    usual = resource.prlimit(process, resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))
    return lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, usual)


@pytest.mark.parametrize("name", ["assistant", "actions"])
def test_when_a_disk_is_full_nothing_is_claimed_and_the_same_message_is_good_afterwards(
    system: System, chat: Chat, name: str
) -> None:
    make_room = fill_up(system, name)
    chat.say("he wants money from me", "33333333-3333-4333-8333-333333333333")
    refused = chat.status
    make_room()
    chat.say("he wants money from me", "33333333-3333-4333-8333-333333333333")

    assert refused == 503
    assert chat.status == 200
    finish(chat)


def test_with_the_desks_disk_full_no_receipt_is_given(system: System, chat: Chat) -> None:
    while chat.asked != "confirm":
        say_until_answered(chat, "send" if chat.asked == "ready" else "skip")
    make_room = fill_up(system, "actions")
    chat.say("send")
    refused, receipt = chat.status, chat.receipt
    make_room()
    say_until_answered(chat, "send")

    assert refused == 503
    assert receipt is None
    assert chat.receipt is not None


@pytest.mark.parametrize("running", [True, False], ids=["while it runs", "while it is down"])
def test_when_it_is_deleted_the_conversation_goes_on_from_the_next_question(
    system: System, chat: Chat, running: bool
) -> None:
    if not running:
        system.kill("assistant")
    file_of(system).unlink()
    if not running:
        system.start("assistant")

    say_until_answered(chat, "he wants money from me")

    assert chat.asked not in {"reporter_role", "in_danger_now", "self_harm", "child_age"}
    finish(chat)


@pytest.mark.parametrize("running", [True, False], ids=["while it runs", "while it is down"])
def test_when_it_is_torn_it_is_begun_anew_and_the_conversation_goes_on(
    system: System, chat: Chat, running: bool
) -> None:
    if not running:
        system.kill("assistant")
    size = file_of(system).stat().st_size
    file_of(system).write_bytes(b"torn" * (size // 4))
    if not running:
        system.start("assistant")

    say_until_answered(chat, "he wants money from me")

    assert chat.asked not in {"reporter_role", "in_danger_now", "self_harm", "child_age"}
    finish(chat)

"""What people do while things fail: tell, send the same message again, and be answered."""

import time
import uuid
from pathlib import Path

import httpx

from tests.conversation.proxy import CountingProxy
from tests.conversation.runner import Chat
from tests.conversation.system import System

TRIES = 20
PATIENCE = 0.3
"""Seconds between two tries."""
SAID = ("young_person", "no", "none", "13", "he has my picture and wants more")
TURNS_AT_MOST = 60


class Gated(System):
    """A system in which something can be done at exactly the instant a turn is handed on."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._own = settings
        super().__init__(folder)
        self.assistant = CountingProxy(self.ports["assistant"])

    def _settings(self) -> dict[str, str]:
        return super()._settings() | self._own

    def _env_of(self, name: str) -> dict[str, str]:
        ways = {"ASSISTANT_PORT": str(self.assistant.port)} if name == "edge" else {}
        return {**super()._env_of(name), **ways}

    def stop(self) -> None:
        """End every process, and close both gates."""
        super().stop()
        self.assistant.close()


def revive(system: System, *names: str) -> None:
    """Start what was ended."""
    for name in names or ("actions", "assistant", "edge", "worker"):
        if name not in system.running:
            system.start(name)


def say_until_answered(chat: Chat, text: str) -> None:
    """Send one message until it is answered, as the page does: always with the same id."""
    message_id = str(uuid.uuid4())
    for _ in range(TRIES):
        try:
            chat.say(text, message_id)
        except httpx.HTTPError:
            chat.status = 0
        if chat.status == 200:
            return
        revive(chat.system)
        time.sleep(PATIENCE)
    raise AssertionError(f"no answer after {TRIES} tries: {chat.status} {chat.body}")


def next_text(chat: Chat, said: list[str]) -> str:
    """Return what is said next: what is left to say, then nothing more than needed to send."""
    if said:
        return said.pop(0)
    return "send" if chat.asked in {"ready", "confirm"} else "skip"


def told_up_to_sending(system: System) -> Chat:
    """Return a conversation in which everything is told and one word sends it."""
    chat = Chat(system)
    chat.open()
    said = list(SAID)
    for _ in range(TURNS_AT_MOST):
        if chat.asked == "confirm":
            return chat
        say_until_answered(chat, next_text(chat, said))
    raise AssertionError("it never came to the review")

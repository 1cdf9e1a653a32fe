"""One message, one turn: however often and however fast the same message arrives."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakValueDictionary

from casedesk.clock import Clock
from edge.problems import Problem
from edge.schemas import Reply

KEPT = timedelta(minutes=10)
WAITING_LINE = 8
"""Messages of one conversation that may be under way at once; a person sends one, a retry two."""


@dataclass
class _Held:
    """A message being answered or answered; of its words only a digest is kept."""

    digest: bytes
    answer: asyncio.Task[Reply]
    since: datetime


class _Line:
    """The order in one conversation."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0


class Turns:
    """Replies of the last ten minutes by conversation and message id, in this process's memory.

    The assistant's channel remembers the last id as well, so a restart of the edge repeats no turn.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[tuple[str, UUID], _Held] = {}
        self._lines: WeakValueDictionary[str, _Line] = WeakValueDictionary()

    async def once(
        self, conversation: str, message_id: UUID, text: str, run: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        """Return the reply to this message, running it only if nobody has.

        Raises Problem `other_text` for a known id with other words, `too_fast` when too many
        messages of this conversation wait, and whatever `run` raises; a failed one may run again.
        """
        self._forget_old()
        key, digest = (conversation, message_id), hashlib.sha256(text.encode()).digest()
        held = self._held.get(key)
        if held and held.digest != digest:
            raise Problem("other_text")
        if held is None or _failed(held.answer):
            answer = asyncio.create_task(self._in_order(conversation, run))
            # Whoever asked may be gone when it fails; asking here keeps the loop from complaining.
            answer.add_done_callback(_failed)
            held = self._held[key] = _Held(digest, answer, self._clock.now())
        # The shield lets a turn finish when one of those who wait for it hangs up.
        return await asyncio.shield(held.answer)

    async def _in_order(self, conversation: str, run: Callable[[], Awaitable[Reply]]) -> Reply:
        line = self._lines.setdefault(conversation, _Line())
        if line.waiting >= WAITING_LINE:
            raise Problem("too_fast")
        line.waiting += 1
        try:
            async with line.turn:
                return await run()
        finally:
            line.waiting -= 1

    def last(self, conversation: str) -> Reply | None:
        """Return the newest reply of a conversation that is still remembered."""
        answers = (held.answer for key, held in self._held.items() if key[0] == conversation)
        done = [one for one in answers if one.done() and not _failed(one)]
        return done[-1].result() if done else None

    def forget(self, conversation: str) -> None:
        """Drop what is remembered of a conversation that was ended."""
        for key in [key for key in self._held if key[0] == conversation]:
            if self._held[key].answer.done():
                del self._held[key]

    def _forget_old(self) -> None:
        # Insertion order is age order, so only the front needs looking at.
        oldest = self._clock.now() - KEPT
        while self._held:
            key = next(iter(self._held))
            if self._held[key].since > oldest:
                return
            del self._held[key]


def _failed(answer: asyncio.Task[Reply]) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)

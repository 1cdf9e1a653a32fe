"""The way to the assistants: their own channel, and no other neighbour."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
from pydantic import ValidationError

from casedesk.clock import Clock, SystemClock
from casedesk.neighbours import Neighbours
from edge.problems import Problem
from edge.schemas import Face, Reply

_LARGEST_REPLY = 512 * 1024
_CONNECT_WITHIN = 1.0
_SHARE_OF_THE_FIRST = 0.6
"""Of a turn's time one assistant may take when others could still be asked."""


@dataclass(frozen=True)
class Assistant:
    """Hands turns to one of several assistants; a turn may take `wait` seconds."""

    client: httpx.AsyncClient
    neighbours: Neighbours
    wait: float

    @classmethod
    def at(
        cls, urls: Sequence[str], secret: str, wait: float, clock: Clock | None = None
    ) -> "Assistant":
        """Return the assistants at these addresses; the secret tells them who calls."""
        # trust_env is off so that no proxy setting can carry a child's words elsewhere.
        client = httpx.AsyncClient(
            headers={"X-Firstday-Secret": secret},
            timeout=httpx.Timeout(wait, connect=_CONNECT_WITHIN),
            trust_env=False,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        )
        return cls(client, Neighbours(urls, clock or SystemClock()), wait)

    async def open(self, conversation: str, face: Face) -> Reply:
        """Begin a conversation. Raises Problem `not_saved` when anything behind fails."""
        return await self._turn(
            {"conversation": conversation, "message_id": str(uuid4()), "face": face, "open": True}
        )

    async def say(self, conversation: str, face: Face, message_id: UUID, text: str) -> Reply:
        """Hand over one message. Raises Problem `not_saved`; the same message may come again."""
        return await self._turn(
            {
                "conversation": conversation,
                "message_id": str(message_id),
                "face": face,
                "text": text,
            }
        )

    async def _turn(self, turn: Mapping[str, object]) -> Reply:
        # Whatever goes wrong here, the person is told the same: it was not saved.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.wait):
                return await self._first_answer(turn)
        raise Problem("not_saved")

    async def _first_answer(self, turn: Mapping[str, object]) -> Reply:
        """Ask one assistant after the other.

        One that died may have answered already, or be only slow. The message's id makes the next
        one give the same answer, and only one of two can save a turn.
        """
        several = self.neighbours.in_order(str(turn["conversation"]))
        for address in several:
            try:
                async with asyncio.timeout(self.wait * _SHARE_OF_THE_FIRST ** (len(several) > 1)):
                    reply = await self._ask(address, turn)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValidationError, Problem):
                self.neighbours.failed(address)
            else:
                self.neighbours.worked(address)
                return reply
        raise Problem("not_saved")

    async def _ask(self, address: str, turn: Mapping[str, object]) -> Reply:
        answer = await self.client.post(address + "/webhooks/firstday/turn", json=turn)
        if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST_REPLY:
            raise Problem("not_saved")
        return Reply.model_validate_json(answer.content)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.aclose()

"""The way to the assistants: their own channel, and no other neighbour."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID, uuid4

import aiohttp

from casedesk.clock import Clock, SystemClock
from casedesk.neighbours import Neighbours
from edge.problems import Problem
from edge.schemas import Face, Reply

_LARGEST_REPLY = 512 * 1024
_CONNECT_WITHIN = 1.0
_KEPT_IDLE = 3.0
"""Seconds an idle connection is kept: less than the assistant keeps its own end open."""
_CONNECTIONS = 200
_SHARE_OF_THE_FIRST = 0.6
"""Of a turn's time one assistant may take when others could still be asked."""


class Assistant:
    """Hands turns to one of several assistants; a turn may take `wait` seconds."""

    def __init__(
        self, urls: Sequence[str], secret: str, wait: float, clock: Clock | None = None
    ) -> None:
        """Know the assistants at these addresses; the secret tells them who calls."""
        self.neighbours = Neighbours(urls, clock or SystemClock())
        self.wait = wait
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

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
            except (aiohttp.ClientError, OSError, ValueError, Problem):
                self.neighbours.failed(address)
            else:
                self.neighbours.worked(address)
                return reply
        raise Problem("not_saved")

    async def _ask(self, address: str, turn: Mapping[str, object]) -> Reply:
        turn_of = address + "/webhooks/firstday/turn"
        async with self._open_session().post(turn_of, json=turn, allow_redirects=False) as answer:
            content = await answer.content.read(_LARGEST_REPLY + 1)
            while more := await answer.content.read(_LARGEST_REPLY + 1 - len(content)):
                content += more
        if answer.status != HTTPStatus.OK or len(content) > _LARGEST_REPLY:
            raise Problem("not_saved")
        return Reply.model_validate_json(content)

    def _open_session(self) -> aiohttp.ClientSession:
        """Return the kept session, opening it inside the running event loop when needed."""
        if self._session is None:
            # It trusts no environment: no proxy setting can carry a child's words elsewhere.
            self._session = aiohttp.ClientSession(
                headers={"X-Firstday-Secret": self._secret},
                timeout=aiohttp.ClientTimeout(total=self.wait, sock_connect=_CONNECT_WITHIN),
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEPT_IDLE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

"""The one neighbour: the assistant's own channel on this machine."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
from pydantic import ValidationError

from edge.problems import Problem
from edge.schemas import Face, Reply

_LARGEST_REPLY = 512 * 1024


@dataclass(frozen=True)
class Assistant:
    """Hands turns to the assistant; `wait` is the longest a turn may take, in seconds."""

    client: httpx.AsyncClient
    wait: float

    @classmethod
    def at(cls, url: str, secret: str, wait: float) -> "Assistant":
        """Return the assistant at this address; the secret tells it who calls."""
        # trust_env is off so that no proxy setting can carry a child's words elsewhere.
        client = httpx.AsyncClient(
            base_url=url,
            headers={"X-Firstday-Secret": secret},
            timeout=wait,
            trust_env=False,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        )
        return cls(client, wait)

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

    async def _turn(self, turn: dict[str, object]) -> Reply:
        # Whatever goes wrong here, the person is told the same: it was not saved.
        try:
            async with asyncio.timeout(self.wait):
                answer = await self.client.post("/webhooks/firstday/turn", json=turn)
            if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST_REPLY:
                raise Problem("not_saved")
            return Reply.model_validate_json(answer.content)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValidationError):
            raise Problem("not_saved") from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.aclose()

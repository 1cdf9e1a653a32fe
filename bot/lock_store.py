"""One turn of a conversation at a time, across several assistants: a lock in Redis.

Rasa's own Redis store reads and writes its tickets in separate steps, so that two assistants can
both believe they hold one; it blocks the event loop while it asks; and it keeps a dead assistant's
ticket for a minute. The lock here is redis-py's, taken and let go in one step each.

It saves work, it does not guard the conversation: the tracker store lets only one of two assistants
save a turn. So when Redis is away, conversations go on without it.
"""

import contextlib
import logging
from typing import AsyncGenerator, Optional, Text

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as RedisLockError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

HELD_SECONDS = 4.0
"""How long the lock of an assistant that died keeps others waiting. Most turns take a tenth."""

WAITS_SECONDS = 6.0
ASKS_EVERY_SECONDS = 0.05
ANSWERS_WITHIN_SECONDS = 1.0


class SharedLockStore(LockStore):
    """Rasa's lock store over `REDIS_URL`."""

    def __init__(self, url: Text) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=ANSWERS_WITHIN_SECONDS,
            socket_connect_timeout=ANSWERS_WITHIN_SECONDS,
        )

    @contextlib.asynccontextmanager
    async def lock(
        self,
        conversation_id: Text,
        lock_lifetime: float = HELD_SECONDS,  # noqa: ARG002 - Rasa's signature; its minute is long
        wait_time_in_seconds: float = ASKS_EVERY_SECONDS,  # noqa: ARG002
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation; raise Rasa's LockError when another assistant does not let go."""
        held = await self._take(conversation_id)
        try:
            yield TicketLock(conversation_id)
        finally:
            if held:
                # Overtaken, or Redis went away: the tracker store decides who saves.
                with contextlib.suppress(RedisLockError, RedisError):
                    await held.release()

    async def _take(self, conversation_id: Text) -> Optional[Lock]:
        lock = self._redis.lock(
            f"firstday:turn:{conversation_id}",
            timeout=HELD_SECONDS,
            sleep=ASKS_EVERY_SECONDS,
            blocking_timeout=WAITS_SECONDS,
        )
        try:
            if await lock.acquire():
                return lock
        except RedisError as error:
            logger.error("lock_store_away error=%s", type(error).__name__)  # noqa: TRY400
            return None
        raise LockError("another assistant is answering this conversation")

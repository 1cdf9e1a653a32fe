"""Limits that slow a flood and never refuse a first report.

Nobody is known by an address: the key is a hash under a salt that lives an hour in memory.
A limiter that cannot count lets everything through.
"""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from casedesk.clock import Clock
from edge.log import note
from edge.problems import Problem

SALT_LIVES = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """What is free, and how long each act above it waits, in seconds."""

    free: RateLimitItem
    wait: float


# A school's pupils share one address: what a class does in a lesson must stay free.
OPENING = Pace(parse("60/minute"), 2.0)
SAYING = Pace(parse("40/minute"), 1.5)
GUESSING = Pace(parse("3/10 minute"), 4.0)
GUESSING_ANYWHERE = Pace(parse("60/minute"), 2.0)


@dataclass
class _Salt:
    since: datetime
    value: bytes = field(default_factory=lambda: secrets.token_bytes(32))


class Limits:
    """Counts acts by kind and by whoever does them, and says how long to wait."""

    def __init__(self, clock: Clock, storage: Storage | None = None, *, scale: float = 1.0) -> None:
        self._clock = clock
        self._scale = scale
        # Not the exact moving window: at each act of anybody, its memory storage sends a job to a
        # thread for everybody of the last minute.
        self._limiter = SlidingWindowCounterRateLimiter(storage or MemoryStorage())
        self._salt = _Salt(clock.now())
        self._guesses: dict[str, asyncio.Lock] = {}

    def key(self, who: str) -> str:
        """Return a name for this address or session that means nothing an hour from now."""
        if self._clock.now() - self._salt.since > SALT_LIVES:
            self._salt = _Salt(self._clock.now())
        return hmac.new(self._salt.value, who.encode(), hashlib.sha256).hexdigest()[:24]

    async def slow(self, act: str, who: str, pace: Pace) -> None:
        """Wait if this act is done too often."""
        await asyncio.sleep(await self.delay(act, who, pace))

    async def delay(self, act: str, who: str, pace: Pace) -> float:
        """Return the seconds this act has to wait; 0 when it is free or cannot be counted."""
        try:
            free = await self._limiter.hit(pace.free, act, self.key(who))
        except Exception as error:  # noqa: BLE001 - any storage's failure lets the person through
            note("limiter_failed", error=type(error).__name__)
            return 0.0
        return 0.0 if free else pace.wait * self._scale

    def guesses_of(self, who: str) -> asyncio.Lock:
        """Return the lock through which one address guesses codes, one guess at a time.

        Raises Problem `too_fast` while another guess of the same address is under way, so that
        many at once gain nothing over one after another.
        """
        for name in [name for name, lock in self._guesses.items() if not lock.locked()]:
            del self._guesses[name]
        lock = self._guesses.setdefault(self.key(who), asyncio.Lock())
        if lock.locked():
            raise Problem("too_fast")
        return lock

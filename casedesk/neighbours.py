"""Several equal neighbours: which of them takes a conversation's turn, and who is left alone.

A conversation keeps to one neighbour as long as that one answers (rendezvous hashing), so that one
that comes or goes moves only its own share. One that failed is asked last for a while, twice as
long each time it fails again; nobody has to ask around who is well.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casedesk.clock import Clock

FIRST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=30)
TRIES = 3
"""Neighbours asked for one turn. Asking again is safe: a turn is known by its message's id."""


@dataclass
class _Rest:
    """How long a neighbour that failed is left alone."""

    lasts: timedelta
    until: datetime


class Neighbours:
    """Addresses of equal neighbours, at least one. Raises ValueError when there is none."""

    def __init__(self, addresses: Sequence[str], clock: Clock) -> None:
        if not addresses:
            raise ValueError("at least one address is needed")
        self._addresses = tuple(dict.fromkeys(addresses))
        self._clock = clock
        self._rests: dict[str, _Rest] = {}

    def in_order(self, conversation: str) -> tuple[str, ...]:
        """Return whom to ask for this conversation's turn, best first, at most `TRIES`."""
        own = sorted(self._addresses, key=lambda address: _rank(address, conversation))
        return tuple(sorted(own, key=self._rests_now))[:TRIES]

    def failed(self, address: str) -> None:
        """Leave a neighbour alone for a while."""
        before = self._rests.get(address)
        lasts = min(before.lasts * 2, LONGEST_REST) if before else FIRST_REST
        self._rests[address] = _Rest(lasts, self._clock.now() + lasts)

    def worked(self, address: str) -> None:
        """Take a neighbour back among the others."""
        self._rests.pop(address, None)

    def _rests_now(self, address: str) -> bool:
        rest = self._rests.get(address)
        return rest is not None and rest.until > self._clock.now()


def _rank(address: str, conversation: str) -> bytes:
    return hashlib.blake2b(f"{address} {conversation}".encode(), digest_size=8).digest()

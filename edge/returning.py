"""Coming back with a code: the desk's service behind a small interface of the edge's own.

What was unlocked with a code lives in this process's memory for as long as the person is there and
nowhere else; after a restart, or an hour of silence, they type the code again.
"""

from datetime import datetime, timedelta
from typing import Protocol

from casedesk.clock import Clock
from edge.schemas import Message, Reply

STAYS = timedelta(hours=1)


class Visit(Protocol):
    """One person who came back, and the report that their code opened."""

    def welcome(self) -> Reply:
        """Return the status, the promise that runs, messages from staff and what they can do."""

    def say(self, conversation: str, text: str) -> Reply | None:
        """Take what they choose; None when these are words that the assistant has to answer first.

        Blocking; raises FirstdayError when it cannot be kept.
        """

    def keep(self, text: str, answered: list[Message]) -> list[Message]:
        """Pass words on; return what of the assistant's answer to show, and that they are kept.

        An empty answer means that the assistant failed, so nobody looked for danger in the words.
        Blocking; raises FirstdayError when they cannot be kept.
        """


class Returning(Protocol):
    """Whoever knows what waits for a person with a code."""

    def by_code(self, code: str) -> Visit | None:
        """Return the visit, or None when no report has this code. Slow by design; blocking."""


class NobodyReturns:
    """Stands in where no desk is reachable: every code is unknown."""

    def by_code(self, code: str) -> Visit | None:  # noqa: ARG002 - the interface's
        """Return None."""
        return None


class Visits:
    """Who is here now, by conversation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._here: dict[str, tuple[Visit, datetime]] = {}

    def welcome(self, conversation: str, visit: Visit) -> None:
        """Remember a visit; those who fell silent are forgotten on the way."""
        now = self._clock.now()
        silent = [name for name, (_, since) in self._here.items() if now - since > STAYS]
        for name in silent:
            del self._here[name]
        self._here[conversation] = (visit, now)

    def of(self, conversation: str) -> Visit | None:
        """Return the visit of a conversation that is still here."""
        visit, since = self._here.get(conversation, (None, self._clock.now()))
        if visit is None or self._clock.now() - since > STAYS:
            self._here.pop(conversation, None)
            return None
        self._here[conversation] = (visit, self._clock.now())
        return visit

    def leave(self, conversation: str) -> None:
        """Forget a visit."""
        self._here.pop(conversation, None)

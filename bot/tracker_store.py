"""Where conversations are kept between turns: sealed, in a database of their own.

The tracker is a cache of the conversation. The report's answers live in the desk's drafts; losing
this database loses no report. A failed turn is not kept at all (see `bot.turn`).
"""

import base64
import json
import os
import time
from collections.abc import Iterable
from typing import Any, List, Optional, Text

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.turn import fail_turn, turn_has_failed

BUSY_SECONDS = 10
NONCE_BYTES = 12

metadata = sa.MetaData()
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    # The position of the turn's first event. As part of the key it makes it impossible that two
    # assistants both append to the same end of one conversation.
    sa.Column("first_event", sa.Integer, primary_key=True),
    sa.Column("event_count", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("saved_at", sa.Integer, nullable=False, index=True),
)


class Unavailable(Exception):
    """The conversation database could not be read or written."""


class SealedTrackerStore(TrackerStore):  # type: ignore[misc]
    """One row per turn, its events sealed with AES-256-GCM bound to conversation and position."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Any = None,
        *,
        key: Text,
        **kwargs: Any,
    ) -> None:
        self._cipher = AESGCM(base64.b64decode(key))
        self._engine = _engine(host or "")
        metadata.create_all(self._engine)
        super().__init__(domain or Domain.empty(), event_broker, **kwargs)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation, None when it is new; fail the turn when it can't be read."""
        try:
            events = self._events(sender_id)
        except Exception as error:
            # Rasa's wrapper would go on with an empty conversation.
            fail_turn("tracker store", error)
            raise Unavailable("conversation not read") from None
        if not events:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation; there is one session in each."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events of this turn, unless the turn failed."""
        if turn_has_failed():
            return
        try:
            self._append(tracker.sender_id, list(tracker.events))
        except Exception as error:
            fail_turn("tracker store", error)
            raise Unavailable("conversation not written") from None

    async def keys(self) -> Iterable[Text]:
        """Return the ids of all conversations held."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(turns.c.conversation).distinct()).scalars())

    def forget_before(self, instant: float) -> int:
        """Erase conversations whose last turn is older (seconds since 1970, UTC); count rows."""
        stale = (
            sa.select(turns.c.conversation)
            .group_by(turns.c.conversation)
            .having(sa.func.max(turns.c.saved_at) < int(instant))
        )
        with self._engine.begin() as connection:
            return connection.execute(
                turns.delete().where(turns.c.conversation.in_(stale))
            ).rowcount

    def forget(self, conversation: Text) -> None:
        """Erase one conversation."""
        with self._engine.begin() as connection:
            connection.execute(turns.delete().where(turns.c.conversation == conversation))

    def _events(self, conversation: Text) -> List[Any]:
        query = (
            sa.select(turns.c.first_event, turns.c.sealed)
            .where(turns.c.conversation == conversation)
            .order_by(turns.c.first_event)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            event
            for first, sealed in rows
            for event in json.loads(self._open(conversation, first, sealed))
        ]

    def _append(self, conversation: Text, events: List[Event]) -> None:
        end = sa.select(sa.func.max(turns.c.first_event + turns.c.event_count)).where(
            turns.c.conversation == conversation
        )
        with self._engine.begin() as connection:
            known = connection.execute(end).scalar() or 0
            new = [event.as_dict() for event in events[known:]]
            if new:
                connection.execute(
                    turns.insert().values(
                        conversation=conversation,
                        first_event=known,
                        event_count=len(new),
                        sealed=self._seal(conversation, known, json.dumps(new).encode()),
                        saved_at=int(time.time()),
                    )
                )

    def _seal(self, conversation: Text, position: int, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _place(conversation, position))

    def _open(self, conversation: Text, position: int, sealed: bytes) -> bytes:
        nonce, words = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, words, _place(conversation, position))


def _place(conversation: Text, position: int) -> bytes:
    """Bind a sealed turn to its row, so that rows can't be swapped unnoticed."""
    return f"tracker|turns|{conversation}|{position}".encode()


def _engine(address: Text) -> sa.engine.Engine:
    if "://" in address:
        return sa.create_engine(address, pool_pre_ping=True)
    engine = sa.create_engine(f"sqlite:///{address}", connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _careful_sqlite)
    return engine


def _careful_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")

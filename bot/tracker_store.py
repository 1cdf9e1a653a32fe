"""Where conversations are kept between turns: sealed, in a database of their own.

The tracker is a cache of the conversation; the report's answers live in the desk's drafts, and
losing this database loses no report. So it keeps the present, not the past: the slots, the active
form, and the last turn, from which a repeated message can be answered. Each turn of a long report
then costs what the first one did, where Rasa's own store replays everything said so far, and this
database never becomes a second archive of what children wrote.

A failed turn is not kept at all (see `bot.turn`).
"""

import base64
import json
import os
import time
from typing import Any, Iterable, List, Optional, Text

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_database import mend, open_database, shorten
from bot.turn import fail_turn, turn_has_failed, turn_in_hand

NONCE_BYTES = 12

KEPT_SECONDS = 72 * 3600
"""How long an unfinished conversation is kept after its last turn; drafts last as long."""

KEPT_SECONDS_AFTER_FILING = 3600
"""Enough to answer a repeated message; what is said later finds the report, not the tracker."""

TIDY_EVERY_SECONDS = 600

metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    # Counts turns. Two assistants that answer the same conversation at once can't both save.
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("filed", sa.Boolean, nullable=False),
    sa.Column("saved_at", sa.Integer, nullable=False, index=True),
)


# Asked in every turn, so they are put together once.
_THIS = conversations.c.id == sa.bindparam("wanted")
_READ = sa.select(conversations).where(_THIS)
_FIRST = conversations.insert()
_AGAIN = conversations.update().where(_THIS & (conversations.c.turn == sa.bindparam("before")))


class ConversationUnavailableError(Exception):
    """The conversation could not be read or written."""


class SealedTrackerStore(TrackerStore):
    """One row per conversation, sealed with AES-256-GCM and bound to conversation and turn."""

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
        self._engine = open_database(host or "", metadata)
        self._tidied_at = 0.0
        super().__init__(domain or Domain.empty(), event_broker, **kwargs)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation, None when it is new; fail the turn when it can't be read.

        The channel reads it first, to know a repeated message; Rasa is then given what was read.
        """
        turn = turn_in_hand()
        if turn and turn.tracker and turn.tracker.sender_id == sender_id:
            return turn.tracker
        try:
            tracker = self._load(sender_id)
        except Exception as error:  # noqa: BLE001 - whatever it was, the turn has failed
            # Rasa's wrapper would go on with an empty conversation.
            self._failed(error)
            raise ConversationUnavailableError("not read") from None
        if turn:
            turn.tracker = tracker
        return tracker

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation as it is now; its past is not kept."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation as it is after this turn, unless the turn failed."""
        if turn_has_failed():
            return
        try:
            self._keep(tracker)
            self._tidy()
        except Exception as error:  # noqa: BLE001 - whatever it was, the turn has failed
            self._failed(error)
            raise ConversationUnavailableError("not written") from None

    def _failed(self, error: Exception) -> None:
        fail_turn("tracker store", error)
        # The same message, sent again, then finds a database that can be read.
        mend(self._engine, metadata, error)

    async def keys(self) -> Iterable[Text]:
        """Return the ids of all conversations held."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(conversations.c.id)).scalars())

    def forget_stale(self, now: float) -> int:
        """Erase conversations nobody will go on with (now: seconds since 1970); count them."""
        last = conversations.c.saved_at
        stale = (last < int(now - KEPT_SECONDS)) | (
            conversations.c.filed & (last < int(now - KEPT_SECONDS_AFTER_FILING))
        )
        with self._engine.begin() as connection:
            return int(connection.execute(conversations.delete().where(stale)).rowcount)

    def _tidy(self) -> None:
        now = time.time()
        if now - self._tidied_at > TIDY_EVERY_SECONDS:
            self._tidied_at = now
            self.forget_stale(now)
            shorten(self._engine)

    def _load(self, conversation: Text) -> Optional[DialogueStateTracker]:
        with self._engine.connect() as connection:
            row = connection.execute(_READ, {"wanted": conversation}).mappings().first()
        if row is None:
            return None
        events = json.loads(self._open(conversation, row["turn"], row["sealed"]))
        tracker = DialogueStateTracker.from_dict(conversation, events, self.domain.slots)
        tracker.kept = _Kept(row["turn"], present(tracker), len(tracker.events))
        return tracker

    def _keep(self, tracker: DialogueStateTracker) -> None:
        kept = getattr(tracker, "kept", None) or _Kept(0, [], 0)
        events = kept.present + list(tracker.events)[kept.events :]
        plain = json.dumps([event.as_dict() for event in events]).encode()
        values = {
            "turn": kept.turn + 1,
            "sealed": self._seal(tracker.sender_id, kept.turn + 1, plain),
            "filed": bool(tracker.get_slot("report_stored")),
            "saved_at": int(time.time()),
        }
        conversation = tracker.sender_id
        this = {"wanted": conversation, "before": kept.turn} if kept.turn else {"id": conversation}
        statement = _AGAIN if kept.turn else _FIRST
        with self._engine.begin() as connection:
            written = connection.execute(statement, {**this, **values}).rowcount
        if written != 1:
            raise ConversationUnavailableError("another assistant answered this turn")
        # Rasa saves more than once in the first turn of a conversation.
        kept.turn += 1
        tracker.kept = kept

    def _seal(self, conversation: Text, turn: int, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _place(conversation, turn))

    def _open(self, conversation: Text, turn: int, sealed: bytes) -> bytes:
        nonce, words = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, words, _place(conversation, turn))


class _Kept:
    """What was in the database when a tracker was loaded."""

    def __init__(self, turn: int, present: List[Event], events: int) -> None:
        self.turn = turn
        self.present = present
        self.events = events


def present(tracker: DialogueStateTracker) -> List[Event]:
    """Return the few events that put a new tracker into this one's state, waiting to listen."""
    slots = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value and name != SESSION_START_METADATA_SLOT
    ]
    form = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    started = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    return [*started, *slots, *form, ActionExecuted(ACTION_LISTEN_NAME)]


def _place(conversation: Text, turn: int) -> bytes:
    """Bind what is sealed to its row, so that rows can't be swapped or put back unnoticed."""
    return f"tracker|conversations|{conversation}|{turn}".encode()

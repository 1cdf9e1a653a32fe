"""The only way into the assistant: one call, one turn, one answer, on loopback.

The caller is the edge, which proves itself by a shared secret and names a conversation that it
issued itself. Repeating a message returns the first answer. When any part of the turn failed, the
answer is 503 and the turn has not happened.
"""

import asyncio
import hmac
import logging
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.crisis_model import parts
from bot.reading_ahead import ReadingAhead
from bot.settling import settle
from bot.turn import begin_turn
from bot.wire import STEERING, BadCallError, Call, Reply, assemble, parse_call, without_command

logger = logging.getLogger(__name__)

NAME = "firstday"
SECRET_HEADER = "X-Firstday-Secret"  # noqa: S105 - the header's name


class Utterances(OutputChannel):
    """Collects what the assistant says in one turn, whole and in order."""

    def __init__(self) -> None:
        self.said: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        """Return the channel's name."""
        return NAME

    async def send_response(
        self,
        recipient_id: Text,  # noqa: ARG002 - Rasa's signature
        message: Dict[Text, Any],
    ) -> None:
        """Keep one utterance."""
        self.said.append(dict(message))


@dataclass
class Answered:
    """The last turn of a conversation."""

    message_id: Text
    reply: Reply


class FirstdayChannel(InputChannel):
    """Rasa's input channel for the edge."""

    def __init__(self, secret: Text) -> None:
        self._secret = secret.encode()
        self._locks: "WeakValueDictionary[Text, asyncio.Lock]" = WeakValueDictionary()
        self._ahead = ReadingAhead()

    @classmethod
    def name(cls) -> Text:
        """Return the channel's name, which is also its path below /webhooks."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "FirstdayChannel":
        """Build the channel from credentials.yml; a missing secret stops the start."""
        secret = (credentials or {}).get("secret") or ""
        if len(secret) < 32 or "$" in secret:
            cls.raise_missing_credentials_exception()
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the two routes: one turn, and health."""
        routes = Blueprint("firstday_channel")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_the_edge(request):
                return _problem(401, "unauthorised")
            try:
                call = parse_call(request.json)
            except BadCallError as problem:
                return _problem(400, "bad_request", str(problem))
            async with self._one_at_a_time(call.conversation):
                return await self._answer(request.app.ctx.agent, call, on_new_message)

        @routes.listener("after_server_start")
        async def loaded(*_: Any) -> None:
            settle()

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            if not self._is_the_edge(request):
                return _problem(401, "unauthorised")
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready() or not await agent.action_endpoint.healthy():
                return _problem(503, "not_ready")
            return response.json({"status": "ok"})

        return routes

    def _is_the_edge(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode()
        return hmac.compare_digest(given, self._secret)

    def _one_at_a_time(self, conversation: Text) -> asyncio.Lock:
        return self._locks.setdefault(conversation, asyncio.Lock())

    async def _answer(
        self,
        agent: Any,
        call: Call,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> HTTPResponse:
        with begin_turn() as turn:
            before = await _last_answer(agent, call.conversation)
            if turn.has_failed():
                return _problem(503, "not_saved")
            if before and before.message_id == call.message_id:
                return response.json(before.reply.as_json())
            utterances = Utterances()
            message = _user_message(call, before, utterances)
            try:
                if message.parse_data is None:
                    turn.vectors = await self._ahead.read(parts(message.text))
                await on_new_message(message)
            except Exception as error:  # noqa: BLE001 - whatever broke, the answer is the same
                logger.error("turn_failed part=rasa error=%s", type(error).__name__)  # noqa: TRY400
                return _problem(503, "not_saved")
            reply = assemble(utterances.said, before.reply.state if before else "talking")
            if turn.has_failed() or not reply.messages:
                return _problem(503, "not_saved")
        return response.json(reply.as_json())


async def _last_answer(agent: Any, conversation: Text) -> Optional[Answered]:
    """Return the last turn, whichever assistant took it; nothing is remembered between turns."""
    tracker = await agent.tracker_store.retrieve(conversation)
    return _last_turn_of(tracker) if tracker else None


def _user_message(call: Call, before: Optional[Answered], output: Utterances) -> UserMessage:
    text = without_command(call.text or "open")
    return UserMessage(
        text,
        output_channel=output,
        sender_id=call.conversation,
        input_channel=NAME,
        message_id=call.message_id,
        parse_data=_known_meaning(call, before, text),
        # The words as typed: an account is kept verbatim even where Rasa gets another form of it.
        metadata={"face": call.face, "words": call.text or ""},
    )


def _known_meaning(call: Call, before: Optional[Answered], text: Text) -> Optional[Dict[Text, Any]]:
    """Return the parse of a message whose meaning needs no language understanding, or None."""
    if call.opens:
        intent = "open"
    elif before and call.text in before.reply.choices():
        intent = "choose"
    else:
        intent = STEERING.get((call.text or "").casefold().strip(" .!?"), "")
    if not intent:
        return None
    return {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []}


def _last_turn_of(tracker: DialogueStateTracker) -> Optional[Answered]:
    """Rebuild the last answer from the events it left.

    Those of earlier turns are gone; that a report was filed then is known from the slot.
    """
    state = "filed" if tracker.get_slot("report_stored") else "talking"
    last, said = None, []  # type: ignore[var-annotated]
    for event in tracker.events:
        if isinstance(event, UserUttered):
            state = assemble(said, state).state
            last, said = event.message_id, []
        elif isinstance(event, BotUttered):
            said.append({"text": event.text, **event.data})
    return Answered(last, assemble(said, state)) if last else None


def _problem(status: int, code: Text, message: Text = "") -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)

"""What happens in a conversation, the same for the API and for the page without JavaScript."""

from collections.abc import Awaitable
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine

from casedesk.clock import Clock
from casedesk.domain.errors import FirstdayError
from edge import sessions
from edge.assistant import Assistant
from edge.log import note
from edge.measures import FILED, OPENED, SECONDS, TURNS
from edge.pace import GUESSING, GUESSING_ANYWHERE, OPENING, SAYING, Limits
from edge.problems import Problem, ProblemWords
from edge.returning import Returning, Visits
from edge.schemas import Face, Message, Opened, Reply, Resumed
from edge.sessions import Session
from edge.settings import EdgeSettings
from edge.turns import Turns


@dataclass(frozen=True)
class Edge:
    """Everything a request needs, built once at start."""

    settings: EdgeSettings
    clock: Clock
    store: Engine
    assistant: Assistant
    returning: Returning
    visits: Visits
    limits: Limits
    turns: Turns
    words: ProblemWords


def edge_of(request: Request) -> Edge:
    """Return the edge this request came to."""
    edge: Edge = request.app.state.edge
    return edge


def who(request: Request) -> str:
    """Return the caller's address, for the limits alone; it is hashed there and never stored."""
    return request.client.host if request.client else "unknown"


async def open_chat(edge: Edge, address: str, face: Face) -> Opened:
    """Start a conversation; a flood from one address waits, nobody is refused."""
    await edge.limits.slow("open", address, OPENING)
    conversation = sessions.new_conversation()
    # Through the turns, so that the first question can be shown again like any other.
    reply = await edge.turns.once(
        conversation, uuid4(), "", lambda: edge.assistant.open(conversation, face)
    )
    token = await remember(edge, Session("", conversation, face, reply.state))
    note("opened", conversation=conversation)
    OPENED.inc()
    return Opened(token=token, messages=reply.messages)


async def remember(edge: Edge, session: Session) -> str:
    """Store a new session and return its token; old ones are swept out on the way."""
    token, now = sessions.new_token(), edge.clock.now()
    await run_in_threadpool(sessions.sweep, edge.store, now)
    await run_in_threadpool(sessions.remember, edge.store, token, session, now)
    return token


async def come_back(edge: Edge, address: str, code: str) -> Resumed:
    """Open what waits behind a code; guesses wait, one at a time for each address.

    Raises Problem `unknown_code` in the same words, and as slowly, for every code that opens
    nothing, and `too_fast` for guesses at the same time.
    """
    async with edge.limits.guesses_of(address):
        await edge.limits.slow("guess", address, GUESSING)
        await edge.limits.slow("guess", code_space(code), GUESSING)
        await edge.limits.slow("guess", "anyone", GUESSING_ANYWHERE)
        visit = await run_in_threadpool(edge.returning.by_code, code)
    if visit is None:
        raise Problem("unknown_code")
    conversation = sessions.new_conversation()
    edge.visits.welcome(conversation, visit)
    reply = await run_in_threadpool(visit.welcome)
    token = await remember(edge, Session("", conversation, "young_person", "filed", returned=True))
    note("came_back", conversation=conversation)
    return Resumed(token=token, **reply.model_dump())


def code_space(code: str) -> str:
    """Return the part of a code that guesses at one report have in common, for the limits."""
    return "code " + "".join(mark for mark in code if mark.isalnum())[:7]


async def find(edge: Edge, token: str) -> Session:
    """Return the live session of a token; raise Problem `no_session` when there is none."""
    session = await run_in_threadpool(sessions.find, edge.store, token, edge.clock.now())
    if session is None or (session.returned and edge.visits.of(session.conversation) is None):
        raise Problem("no_session")
    return session


async def say(edge: Edge, session: Session, message_id: UUID, text: str) -> Reply:
    """Take one message through, once, and note where the conversation stands after it.

    Raises Problem: `other_text`, `too_fast` or `not_saved`.
    """

    async def turn() -> Reply:
        await edge.limits.slow("say", session.conversation, SAYING)
        reply = await _timed(_answer(edge, session, message_id, text))
        if reply.state != session.state:
            await run_in_threadpool(sessions.move, edge.store, session, reply.state)
        note("turn", conversation=session.conversation, message=str(message_id))
        return reply

    return await edge.turns.once(session.conversation, message_id, text, turn)


async def _timed(answer: Awaitable[Reply]) -> Reply:
    """Count and time an answer, as answered or as failed."""
    try:
        with SECONDS.time():
            reply = await answer
    except Exception:
        TURNS.labels("failed").inc()
        raise
    TURNS.labels("answered").inc()
    FILED.inc(sum(one.kind == "receipt" for one in reply.messages))
    return reply


async def _said(edge: Edge, session: Session, message_id: UUID, text: str) -> Reply:
    return await edge.assistant.say(session.conversation, session.face, message_id, text)


async def _answer(edge: Edge, session: Session, message_id: UUID, text: str) -> Reply:
    if not session.returned:
        return await _said(edge, session, message_id, text)
    visit = edge.visits.of(session.conversation)
    if visit is None:
        raise Problem("no_session")
    try:
        reply = await run_in_threadpool(visit.say, session.conversation, text)
        if reply is not None:
            return reply
        answered = await _answered(edge, session, message_id, text)
        messages = await run_in_threadpool(visit.keep, text, answered)
    except FirstdayError as error:
        note("visit_failed", conversation=session.conversation, error=type(error).__name__)
        raise Problem("not_saved") from None
    return Reply(messages=messages, state="filed")


async def _answered(edge: Edge, session: Session, message_id: UUID, text: str) -> list[Message]:
    """Return what the assistant says to a person who came back; nothing when it fails.

    Their words reach the team in any case, so its failure is not theirs.
    """
    try:
        return (await _said(edge, session, message_id, text)).messages
    except Problem as problem:
        note("visit_unanswered", conversation=session.conversation, code=problem.code)
        return []


async def end(edge: Edge, session: Session) -> None:
    """Kill the session and forget what was unlocked in it."""
    await run_in_threadpool(sessions.end, edge.store, session)
    edge.turns.forget(session.conversation)
    edge.visits.leave(session.conversation)
    note("ended", conversation=session.conversation)

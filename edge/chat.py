"""The chat API: five calls, described at /openapi.json."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from edge import conversation
from edge.conversation import Edge, edge_of, who
from edge.problems import Problem
from edge.schemas import ComeBack, ErrorBody, OpenChat, Opened, Reply, Resumed, Say
from edge.sessions import Session
from edge.words import clean

_ABOUT = {
    400: "The body is not JSON of this shape",
    401: "No live session has this token, or no report this code",
    409: "This id was used with another text",
    413: "The body is larger than 64 KiB",
    415: "The body is not application/json",
    422: "The text is empty, too long, or holds a picture",
    429: "Too many at once; nothing was lost",
    503: "Something behind failed: nothing was saved, and the same message may be sent again",
}


def _problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    return {status: {"model": ErrorBody, "description": _ABOUT[status]} for status in statuses}


router = APIRouter(prefix="/api/chat", tags=["chat"])
bearer = HTTPBearer(auto_error=False, description="The token from opening or coming back.")


def _token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
    if given is None:
        raise Problem("no_session")
    return given.credentials


Token = Annotated[str, Depends(_token)]
TheEdge = Annotated[Edge, Depends(edge_of)]


async def _session(edge: TheEdge, token: Token) -> Session:
    return await conversation.find(edge, token)


TheSession = Annotated[Session, Depends(_session)]


@router.post("", status_code=201, responses=_problems(400, 413, 415, 422, 429, 503))
async def open_conversation(edge: TheEdge, request: Request, body: OpenChat) -> Opened:
    """Start a conversation and return its token and first words."""
    return await conversation.open_chat(edge, who(request), body.face)


@router.post("/messages", responses=_problems(400, 401, 409, 413, 415, 422, 429, 503))
async def send_message(edge: TheEdge, session: TheSession, body: Say) -> Reply:
    """Say one thing and return what the service says to it."""
    return await conversation.say(edge, session, body.id, clean(body.text))


@router.post("/resume", responses=_problems(400, 401, 413, 415, 422, 429, 503))
async def come_back(edge: TheEdge, request: Request, body: ComeBack) -> Resumed:
    """Return what waits behind a code, and a token to go on with.

    A wrong code and an unknown one get the same answer, as slowly.
    """
    return await conversation.come_back(edge, who(request), body.code)


@router.delete("", status_code=204, responses=_problems(401, 503))
async def end_conversation(edge: TheEdge, session: TheSession) -> Response:
    """Kill the session; its token opens nothing from now on."""
    await conversation.end(edge, session)
    return Response(status_code=204)

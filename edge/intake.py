"""What may come in at all: typed words in a small body, within a few seconds.

Nothing here ever takes a file: a body must be JSON for the API and a plain form for the page
without JavaScript; multipart, pictures and everything else end here, unread.
"""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.answers import problem_answer
from edge.problems import Problem, ProblemWords

MAX_BYTES = 64 * 1024
"""4,000 characters escaped as JSON take at most 48,000 bytes."""

BODY_WAIT = 15.0
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Intake:
    """Refuses bodies that are too big, too slow or of another kind before anything reads them."""

    def __init__(self, app: ASGIApp, words: ProblemWords) -> None:
        self._app = app
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with its whole body read, or answer the problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _two_lengths(scope):
            await self._hang_up(scope, receive, send)
            return
        if scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        try:
            _check_kind(scope)
            body = await _whole_body(scope, receive)
        except Problem as problem:
            await problem_answer(self._words, problem)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _hang_up(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem_answer(self._words, Problem("bad_request"))
        answer.headers["connection"] = "close"
        await answer(scope, receive, send)


def _two_lengths(scope: Scope) -> bool:
    """Say whether a body is measured twice: what a proxy takes for its end we may not, and so on.

    The rest of such a connection could be somebody else's request, so nothing more is read from it.
    """
    headers = Headers(scope=scope)
    return "content-length" in headers and "transfer-encoding" in headers


def _check_kind(scope: Scope) -> None:
    headers = Headers(scope=scope)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    api = scope["path"].startswith("/api/")
    expected = "application/json" if api else "application/x-www-form-urlencoded"
    if kind != expected or headers.get("content-encoding", "identity") != "identity":
        raise Problem("not_text")


async def _whole_body(scope: Scope, receive: Receive) -> bytes:
    announced = Headers(scope=scope).get("content-length", "0")
    if announced.isdigit() and int(announced) > MAX_BYTES:
        raise Problem("too_big")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WAIT):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MAX_BYTES:
                    raise Problem("too_big")
                if message["type"] != "http.request" or not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Problem("bad_request") from None


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed

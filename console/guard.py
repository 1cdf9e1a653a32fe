"""The one way in: every request of every route passes here before a page sees it.

What does not exist and what this person may not see look the same: 404. Whoever is not signed in
is sent to sign in whatever was asked for, so the answer tells nothing either.
"""

import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casedesk.domain.errors import NotFound, NotPermitted
from casedesk.services import case_access, sessions
from casedesk.services.desk import Desk
from casedesk.services.sessions import Session
from console import security
from console.asking import Answer, Ask, Away, Go, Raw
from console.rendering import Renderer
from console.table import ANYBODY, PATH_OF_STAGE, Route

log = logging.getLogger(__name__)


class Guard:
    """Serves routes for one desk."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self.desk = desk
        self.renderer = renderer

    async def serve(self, route: Route, request: Request) -> Response:
        """Answer one request of a route."""
        if not security.private_line(request):
            return self._problem(request, 400, "The desk answers only over an encrypted line.")
        if not security.same_origin(request.method, request.headers, request.url):
            return self._problem(request, 403, "This form was not sent from the desk itself.")
        sent = await _form(request)
        if sent is None:
            return self._problem(request, 413, "That is more text than a form here can hold.")
        return await run_in_threadpool(self._answer, route, request, sent)

    def _answer(self, route: Route, request: Request, sent: Mapping[str, list[str]]) -> Response:
        try:
            return self._judge(route, request, sent)
        except (NotFound, NotPermitted):
            return self.missing(request)
        except Exception as error:  # noqa: BLE001 - the boundary: nobody may see a trace
            # The message may hold what was typed; the kind of error and the route may be logged.
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400
                "page_failed route=%s error=%s at=%s:%s",
                *(route.name, type(error).__name__, Path(place.filename).name, place.lineno),
            )
            return self._problem(request, 500, "Something went wrong here. Nothing was saved.")

    def _judge(self, route: Route, request: Request, sent: Mapping[str, list[str]]) -> Response:
        cookie = request.cookies.get(security.cookie_name(request))
        session = sessions.session_of(self.desk, cookie, touch=not route.background)
        elsewhere = _elsewhere(route, session)
        if elsewhere:
            return RedirectResponse(elsewhere, 303)
        if session is not None and route.roles and session.person.role not in route.roles:
            return self.missing(request)
        ask = self._ask(request, cookie, session, sent)
        if route.sees in {"case", "own_case"}:
            check = case_access.check_own if route.sees == "own_case" else case_access.check_visible
            check(self.desk, ask.person, ask.reference)
        if request.method not in security.SAFE:
            token = sent.get("csrf", [request.headers.get("x-csrf-token", "")])[0]
            if not security.token_matches(cookie, token):
                return self._problem(
                    request,
                    403,
                    "This page was open for too long. Go back, reload it, and send the form again.",
                )
        return self._respond(ask, route.handler(ask), fresh=cookie is None)

    def _ask(
        self,
        request: Request,
        cookie: str | None,
        session: Session | None,
        sent: Mapping[str, list[str]],
    ) -> Ask:
        now = self.desk.clock.now()
        return Ask(self.desk, request, now, cookie or security.new_id(), session, sent)

    def _respond(self, ask: Ask, answer: Answer, *, fresh: bool) -> Response:
        match answer:
            case Go():
                response: Response = RedirectResponse(_with_done(answer), 303)
                if answer.session_id is not None:
                    _set_cookie(ask.request, response, answer.session_id)
            case Away():
                response = RedirectResponse(answer.address, 303)
                _keep_for_the_way_back(ask.request, response, answer.key)
            case Raw():
                response = Response(answer.content, media_type=answer.media)
                if answer.name:
                    saved = f'attachment; filename="{answer.name}"'
                    response.headers["Content-Disposition"] = saved
            case _:
                response = self.renderer.page(ask, answer)
                if answer.session_id is not None or fresh:
                    _set_cookie(ask.request, response, answer.session_id or ask.session_id)
        if not isinstance(answer, Away):
            _forget_the_way_back(ask.request, response)
        return response

    def missing(self, request: Request) -> Response:
        """Answer for what is not there, or not there for this person."""
        return self._problem(request, 404, "There is no such page, or it is not open to you.")

    def _problem(self, request: Request, status: int, says: str) -> Response:
        return self.renderer.problem(request, status, says)

    async def lost(self, request: Request) -> Response:
        """Answer a path that no route has: like a forbidden one."""
        return await run_in_threadpool(self._lost, request)

    def _lost(self, request: Request) -> Response:
        cookie = request.cookies.get(security.cookie_name(request))
        session = sessions.session_of(self.desk, cookie, touch=False)
        signed_in = session is not None and session.stage == "in"
        return self.missing(request) if signed_in else RedirectResponse("/sign-in", 303)


def _with_done(answer: Go) -> str:
    path, anchor, place = answer.path.partition("#")
    if not answer.done:
        return answer.path
    joined = "&" if "?" in path else "?"
    return f"{path}{joined}done={answer.done}{anchor}{place}"


def _elsewhere(route: Route, session: Session | None) -> str | None:
    """Return where somebody at this stage belongs, or None when it is here."""
    stage = session.stage if session else ""
    if route.stages == ANYBODY or stage in route.stages:
        return None
    return PATH_OF_STAGE[stage] if stage else "/sign-in"


async def _form(request: Request) -> Mapping[str, list[str]] | None:
    """Return the form's fields; None when the body is too large. Files are never read."""
    if request.method in security.SAFE:
        return {}
    if int(request.headers.get("content-length") or 0) > security.BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > security.BODY_LIMIT:
            return None
    return security.fields_of(bytes(body), request.headers.get("content-type", ""))


def _keep_for_the_way_back(request: Request, response: Response, key: str) -> None:
    # Not strict: the way back begins on the provider's site. The key opens nothing by itself.
    response.set_cookie(
        security.away_name(request),
        key,
        max_age=security.AWAY_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _forget_the_way_back(request: Request, response: Response) -> None:
    name = security.away_name(request)
    if name in request.cookies:
        secure = request.url.scheme == "https"
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)


def _set_cookie(request: Request, response: Response, session_id: str) -> None:
    settings: dict[str, Any] = {
        "path": "/",
        "httponly": True,
        "samesite": "strict",
        "secure": request.url.scheme == "https",
    }
    name = security.cookie_name(request)
    if session_id:
        response.set_cookie(name, session_id, **settings)
    else:
        response.delete_cookie(name, **settings)

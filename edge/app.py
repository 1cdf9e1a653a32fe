"""Putting the edge together, from the outermost layer inward."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from casedesk.clock import Clock, SystemClock
from edge import chat, pages, plain, sessions
from edge.answers import problem_answer
from edge.assets import assets
from edge.assistant import Assistant
from edge.conversation import Edge, edge_of
from edge.headers import StrictHeaders
from edge.intake import Intake
from edge.pace import Limits
from edge.problems import Problem, ProblemWords, load_problem_words
from edge.returning import NobodyReturns, Returning, Visits
from edge.settings import EdgeSettings
from edge.signposts import in_one_line, load_signposts
from edge.turns import Turns


@dataclass(frozen=True)
class Parts:
    """What a test or another installation may put in place of the usual."""

    clock: Clock = field(default_factory=SystemClock)
    returning: Returning = field(default_factory=NobodyReturns)
    limits: Limits | None = None


def build_edge(settings: EdgeSettings, parts: Parts) -> Edge:
    """Open the session table and everything else a request needs."""
    return Edge(
        settings=settings,
        clock=parts.clock,
        store=sessions.open_store(settings.database_url),
        assistant=Assistant(
            settings.assistant_urls, settings.assistant_secret, settings.assistant_wait, parts.clock
        ),
        returning=parts.returning,
        visits=Visits(parts.clock),
        limits=parts.limits or Limits(parts.clock),
        turns=Turns(parts.clock),
        words=load_problem_words(in_one_line(load_signposts(parts.clock.now().date()))),
    )


def build_app(settings: EdgeSettings, parts: Parts | None = None) -> ASGIApp:
    """Return the whole application. Raises DataError for a wrong file of words."""
    edge = build_edge(settings, parts or Parts())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await edge.assistant.close()
        edge.store.dispose()

    app = FastAPI(
        title="Firstday chat",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        # Such a redirect would go to whatever host the caller claims this is.
        redirect_slashes=False,
    )
    app.state.edge = edge
    app.include_router(chat.router)
    app.include_router(pages.router(settings))
    app.include_router(plain.router(settings))
    app.add_api_route("/health", health, include_in_schema=False)
    app.mount("/static", assets())
    _answer_problems(app, edge.words)
    return StrictHeaders(Intake(app, edge.words))


async def health(request: Request) -> dict[str, str]:
    """Say that this process answers and its table can be read."""
    await run_in_threadpool(sessions.alive, edge_of(request).store)
    return {"status": "ok"}


def _answer_problems(app: FastAPI, words: ProblemWords) -> None:
    """Give every error the one shape; nothing of a request or a trace ever comes back."""

    def as_problem(
        translate: Callable[[Exception], Problem],
    ) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def answer(_: Request, error: Exception) -> Response:
            return problem_answer(words, translate(error))

        return answer

    app.add_exception_handler(Problem, as_problem(_itself))
    app.add_exception_handler(RequestValidationError, as_problem(_wrong_shape))
    app.add_exception_handler(HTTPException, as_problem(_http))
    app.add_exception_handler(SQLAlchemyError, as_problem(lambda _: Problem("not_saved")))
    app.add_exception_handler(Exception, as_problem(lambda _: Problem("not_saved")))


def _itself(error: Exception) -> Problem:
    if not isinstance(error, Problem):
        raise error
    return error


def _wrong_shape(error: Exception) -> Problem:
    """Name the fields that are wrong; their values stay where they are."""
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["type"] == "json_invalid" for one in errors):
        return Problem("bad_json")
    # A key the schema does not know may be anything a client sent: only our own names are named.
    known = {"face", "id", "text", "code"}
    fields = sorted({str(part) for one in errors for part in one["loc"][1:2]} & known)
    return Problem("bad_fields", ", ".join(fields) or "the fields")


def _http(error: Exception) -> Problem:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return Problem({404: "not_here", 405: "not_allowed"}.get(status, "bad_request"))

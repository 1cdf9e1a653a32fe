"""The same conversation without JavaScript: one question to a page, one form, one address.

Every step is a POST to the same path and the token travels in the form, so there is no cookie and
nothing in an address. Browsers keep an entry for each step in their history, without its content:
going back asks to send the form again, and after leaving that finds a dead session.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from edge import conversation
from edge.conversation import Edge, edge_of, who
from edge.headers import PLAIN_POLICY
from edge.pages import leaving
from edge.problems import Problem
from edge.review import Review, is_change, review_of
from edge.schemas import Choice, Face, Message, Progress, State
from edge.settings import EdgeSettings
from edge.templating import page
from edge.words import clean

_FACE: TypeAdapter[Face] = TypeAdapter(Face)


@dataclass(frozen=True)
class Shown:
    """What one page shows.

    `typed` is what could not be sent, to be sent again; `code_asked` opens the field for the code.
    """

    token: str = ""
    messages: list[Message] = field(default_factory=list)
    progress: Progress | None = None
    state: State = "talking"
    problem: str = ""
    typed: str = ""
    code_asked: bool = False
    message_id: UUID = field(default_factory=uuid4)

    @property
    def asked(self) -> Message | None:
        """The message whose choices the form offers."""
        return next((one for one in reversed(self.messages) if one.choices), None)

    @property
    def options(self) -> list[Choice]:
        """The choices of the form; those that change a line stand beside that line instead."""
        if self.asked is None:
            return []
        return [one for one in self.asked.choices if not (self.review and is_change(one))]

    @property
    def review(self) -> Review | None:
        """What was told, line by line, when that is what is asked about."""
        return review_of(self.asked) if self.asked else None


def router(settings: EdgeSettings) -> APIRouter:
    """Return the routes of the page without JavaScript."""
    routes = APIRouter(include_in_schema=False)

    def show(request: Request, shown: Shown, status: int = 200) -> Response:
        name = "turn.html" if shown.token else "start.html"
        path = request.scope["path"]
        return page(name, settings, PLAIN_POLICY, status=status, shown=shown, path=path)

    @routes.get("/plain")
    async def start(request: Request) -> Response:
        return show(request, Shown())

    @routes.post("/")
    @routes.post("/plain")
    async def step(request: Request) -> Response:
        edge, form = edge_of(request), await _fields(request)
        act = form.get("act", "")
        if act == "leave":
            await _leave(edge, form)
            return leaving(settings)
        try:
            return show(request, await _step(edge, who(request), act, form))
        except (Problem, SQLAlchemyError) as error:
            problem = error if isinstance(error, Problem) else Problem("not_saved")
            return show(request, await _kept(edge, form, problem), problem.status)

    return routes


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=20)
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in fields.items()}


async def _step(edge: Edge, address: str, act: str, form: dict[str, str]) -> Shown:
    match act:
        case "begin":
            opened = await conversation.open_chat(edge, address, _face(form))
            return Shown(opened.token, opened.messages)
        case "return":
            back = await conversation.come_back(edge, address, form.get("code", "")[:200])
            return Shown(back.token, back.messages, back.progress, back.state)
        case _:
            return await _say(edge, form)


async def _say(edge: Edge, form: dict[str, str]) -> Shown:
    token = form.get("token", "")
    session = await conversation.find(edge, token)
    # A quick button says its own words; typed words outrank a chosen option.
    words = form.get("quick") or form.get("text", "").strip() or form.get("choice", "")
    reply = await conversation.say(edge, session, _message_id(form), clean(words))
    return Shown(token, reply.messages, reply.progress, reply.state)


async def _kept(edge: Edge, form: dict[str, str], problem: Problem) -> Shown:
    """Return the page that says what went wrong and still holds the question and the answer."""
    said = edge.words.say(problem)
    if form.get("act") == "return":
        return Shown(problem=said, typed=form.get("code", "")[:200], code_asked=True)
    if problem.code == "no_session" or not form.get("token"):
        return Shown(problem=said)
    typed = "" if problem.code == "picture" else form.get("text") or form.get("choice", "")
    retry = _message_id(form) if problem.code == "not_saved" else uuid4()
    try:
        session = await conversation.find(edge, form["token"])
        last = edge.turns.last(session.conversation)
    except SQLAlchemyError:
        # Even when nothing can be looked up, what was typed is there to send again.
        return Shown(form["token"], problem=said, typed=typed, message_id=retry)
    return Shown(
        form["token"],
        last.messages if last else [],
        last.progress if last else None,
        session.state,
        problem=said,
        typed=typed,
        message_id=retry,
    )


async def _leave(edge: Edge, form: dict[str, str]) -> None:
    # Nothing may stand between a person and leaving, not even a session that is gone.
    with suppress(Exception):
        await conversation.end(edge, await conversation.find(edge, form.get("token", "")))


def _face(form: dict[str, str]) -> Face:
    try:
        return _FACE.validate_python(form.get("face", "young_person"))
    except ValidationError:
        raise Problem("bad_fields", "face") from None


def _message_id(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("id", ""))
    except ValueError:
        raise Problem("bad_fields", "id") from None

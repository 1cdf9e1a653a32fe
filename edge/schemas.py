"""The shapes of the chat API, as served at /openapi.json."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
)

Face = Literal["young_person", "adult", "call_handler"]
Kind = Literal["say", "ask", "crisis", "advice", "receipt", "problem"]
State = Literal["talking", "filed", "ended"]


class _Given(BaseModel):
    """A body a client sends: nothing beside what is named, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OpenChat(_Given):
    """Start a conversation."""

    face: Face = Field("young_person", description="Whose words the questions are put in.")


class Say(_Given):
    """Say something, or choose: a choice's `value` is sent as `text`."""

    id: UUID = Field(
        strict=False, description="Made by the client; the same id twice is one message."
    )
    text: str = Field(
        description="Plain text, 4,000 characters at most once control characters are taken out."
    )


class ComeBack(_Given):
    """Return with the code from the receipt."""

    code: Annotated[str, Field(min_length=1, max_length=200, description="As it was shown.")]


class Choice(BaseModel):
    """Something to tap instead of typing."""

    title: str
    value: str


class Link(BaseModel):
    """A number to call or text, or a page of a service."""

    title: str
    href: str


_SAFE = ("https://", "tel:", "sms:", "mailto:")


def _only_safe(links: list[Link]) -> list[Link]:
    """Drop a link that leads anywhere but to a page, a call or a message; the words still stand."""
    return [link for link in links if link.href.startswith(_SAFE)]


def _absent(value: object) -> bool:
    return not value


class Message(BaseModel):
    """One thing the service says; `topic` is the question, advice or crisis act it belongs to."""

    text: str
    choices: list[Choice] = []
    links: Annotated[list[Link], AfterValidator(_only_safe)] = []
    many: bool = Field(
        default=False,
        exclude_if=_absent,
        description="More than one choice fits; send them joined by commas.",
    )
    kind: Kind = "say"
    topic: str | None = None
    reference: str | None = Field(
        default=None, exclude_if=_absent, description="On a receipt: what to quote."
    )
    code: str | None = Field(
        default=None,
        exclude_if=_absent,
        description="On a receipt: what to come back with; shown once.",
    )


class Progress(BaseModel):
    """How far the conversation is."""

    section: str
    answered: int = Field(ge=0)
    of: int = Field(ge=0)


class Reply(BaseModel):
    """What the service says to one message."""

    messages: list[Message]
    progress: Progress | None = None
    state: State = "talking"


class Opened(BaseModel):
    """A conversation's first words and the token that belongs to it alone."""

    token: str
    messages: list[Message]


class Resumed(Reply):
    """What waits for the person who came back, and a token to go on with."""

    token: str


class ErrorDetail(BaseModel):
    """A code for programs and words for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """Every answer of status 400 and above."""

    error: ErrorDetail

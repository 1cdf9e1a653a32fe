"""What a turn leads to: what is said, what is asked next, and how the conversation stands."""

from dataclasses import dataclass, field
from typing import Literal

from casedesk.interview.engine import Progress

type Kind = Literal["say", "ask", "crisis", "advice", "receipt", "problem"]


@dataclass(frozen=True)
class Choice:
    """A button: what it shows, and the text sent when it is pressed."""

    title: str
    value: str


@dataclass(frozen=True)
class Link:
    """A way to reach a service: `tel:`, `sms:` or `https:`."""

    title: str
    href: str


@dataclass(frozen=True)
class Message:
    """One thing said to the person; `topic` is the question, advice topic or crisis act."""

    text: str
    kind: Kind = "say"
    topic: str | None = None
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    """Further fields of the chat message: `reference` and `code` on a receipt."""


@dataclass(frozen=True)
class Outcome:
    """The result of a turn inside the interview.

    `requested` is the question or step asked next; None ends the form, and the report is filed.
    `rejected` says that this was no answer: the form steps back and a rule replies.
    `marks` says which slots now stand for an answer ("given", "skipped", ...; None: cleared).
    `wording` picks the response: a voice, with `_again` for the shorter wording.
    """

    requested: str | None = None
    messages: tuple[Message, ...] = ()
    marks: dict[str, str | None] = field(default_factory=dict)
    wording: str = "young_person"
    misunderstood: int = 0
    progress: Progress | None = None
    rejected: bool = False


REJECTED = Outcome(rejected=True)

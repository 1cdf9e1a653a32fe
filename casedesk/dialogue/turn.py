"""One message as the dialogue sees it, and what it was taken to mean."""

from dataclasses import dataclass, field
from typing import Literal

from casedesk.interview.answers import Answers
from casedesk.interview.questions import Face

type Phase = Literal["opening", "answering", "resuming"]
"""opening: the form starts; answering: a message came; resuming: a side question was answered."""

type CrisisAct = Literal["crisis_self_harm", "crisis_danger"]


@dataclass(frozen=True)
class Crisis:
    """A sign of danger in the words; `sure` is False where it is gentler to ask."""

    act: CrisisAct
    sure: bool


@dataclass(frozen=True)
class Turn:
    """A message, how the assistant understood it, and where the conversation stands."""

    conversation: str
    face: Face
    words: str
    intent: str
    confidence: float
    crisis: Crisis | None
    phase: Phase
    requested: str | None
    misunderstood: int


@dataclass(frozen=True)
class Take:
    """The message answers one or more questions."""

    answers: Answers


@dataclass(frozen=True)
class GoTo:
    """Ask this question again: going back, or changing one line of the review."""

    question_id: str


@dataclass(frozen=True)
class GoBack:
    """Ask the question before this one again."""


@dataclass(frozen=True)
class ShowReview:
    """Show what has been said so far."""


@dataclass(frozen=True)
class AskAgain:
    """Say the question again, in its full wording."""


@dataclass(frozen=True)
class Send:
    """The person has seen the review and wants it sent."""


@dataclass(frozen=True)
class Aside:
    """A side question or remark, which gets a reply; what it tells besides is an answer."""

    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Puzzled:
    """Not understood."""


type Move = Take | GoTo | GoBack | ShowReview | AskAgain | Send | Aside | Puzzled

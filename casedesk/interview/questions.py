"""The records a catalogue is made of. Immutable; made once when the service starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from casedesk.domain.conditions import ALWAYS, Condition
from casedesk.domain.errors import UnknownQuestion
from casedesk.interview.plain import plain

QuestionType = Literal[
    "yes_no",
    "choice",
    "choices",
    "age",
    "date",
    "amount",
    "identifiers",
    "contact",
    "text",
]
Voice = Literal["young_person", "adult", "call_handler"]
Face = Literal["young_person", "adult", "call_handler"]
Tense = Literal["past", "future"]


@dataclass(frozen=True)
class Wording:
    """One sentence in every voice: to a young person, to an adult about a child, read aloud.

    `friend` is the young person's voice when they speak about somebody else; empty where the
    young person's words fit both.
    """

    young_person: str
    adult: str
    call_handler: str
    friend: str = ""

    def for_(self, voice: Voice, *, about_friend: bool = False) -> str:
        """Return the words for this voice."""
        if voice == "adult":
            return self.adult
        if voice == "call_handler":
            return self.call_handler
        return (about_friend and self.friend) or self.young_person


@dataclass(frozen=True)
class HandlerNote:
    """What a call handler does, and does not do, while asking."""

    do: str
    dont: str


@dataclass(frozen=True, eq=False)
class Option:
    """One thing that can be answered.

    `danger` marks an answer on which staff act even if the report is never finished. `exclusive`
    marks one that cannot stand beside others ("nobody"). `synonyms` are other ways to say it.
    """

    value: str
    labels: Wording
    synonyms: tuple[str, ...] = ()
    danger: bool = False
    exclusive: bool = False

    @property
    def label(self) -> str:
        """The label a young person sees, for places without a voice."""
        return self.labels.young_person

    def label_for(self, voice: Voice, *, about_friend: bool = False) -> str:
        """Return the label for this voice."""
        return self.labels.for_(voice, about_friend=about_friend)


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """One question of the interview.

    `label` names the fact on the review screen, `own_label` to the young person it is about.
    `core_when` brings a question into the short
    interview when earlier answers make it matter. `free` allows an answer outside the options
    (the name of an app we do not list). `ranked` says that options stand from least to most
    serious, so that of several the most serious counts. `tense` is the way an unclear date points.
    """

    id: str
    section: str
    type: QuestionType
    label: str
    own_label: str
    core: bool
    sensitive: bool
    wording: Wording
    again: Wording
    why: str
    handler_note: HandlerNote
    skip_means: str
    unknown_means: str
    options: tuple[Option, ...] = ()
    ask_when: Condition = ALWAYS
    core_when: Condition | None = None
    free: bool = False
    ranked: bool = False
    tense: Tense = "past"

    def option(self, value: str) -> Option | None:
        """Return the option with this value, if there is one."""
        return self._by_value.get(value)

    @cached_property
    def _by_value(self) -> dict[str, Option]:
        return {option.value: option for option in self.options}

    @cached_property
    def phrases(self) -> Mapping[str, str]:
        """Every way to say an option, in plain form -> the option's value. Synonyms yield."""
        found: dict[str, str] = {}
        for option in self.options:
            named = (option.value.replace("_", " "), option.value, *_labels(option))
            found |= {plain(name): option.value for name in named}
        for option in self.options:
            for synonym in option.synonyms:
                found.setdefault(plain(synonym), option.value)
        found.pop("", None)
        return found

    @cached_property
    def phrases_longest_first(self) -> tuple[str, ...]:
        """The phrases in the order in which a sentence is searched for them."""
        return tuple(sorted(self.phrases, key=len, reverse=True))


def _labels(option: Option) -> tuple[str, ...]:
    words = option.labels
    return (words.young_person, words.adult, words.call_handler, words.friend)


@dataclass(frozen=True)
class Section:
    """A group of questions under one heading."""

    id: str
    title: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The whole interview, in the order it is asked.

    `version` is the hash of the files it came from, kept with every report.
    """

    questions: tuple[Question, ...]
    sections: tuple[Section, ...]
    version: str

    def question(self, question_id: str) -> Question:
        """Return the question; raise UnknownQuestion when the catalogue holds no such id."""
        try:
            return self._by_id[question_id]
        except KeyError:
            raise UnknownQuestion(f"there is no question {question_id!r}") from None

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._by_id

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

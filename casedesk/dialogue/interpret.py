"""What a message means here: the question that was asked comes first, the intent second.

The order is the point. A button or an exact option is always the answer. Then come the few words
with which one steers the interview. A question back is answered before a guess is made at it being
an answer. Only then is the text read as an answer, and searched for others.
"""

from collections.abc import Callable
from datetime import date

from casedesk.dialogue.steps import CHANGE, CONFIRM, MORE, READY, SEND, STEPS, chosen
from casedesk.dialogue.turn import (
    AskAgain,
    Aside,
    GoBack,
    GoTo,
    Move,
    Puzzled,
    Send,
    ShowReview,
    Take,
    Turn,
)
from casedesk.interview.answers import Answer, Answers
from casedesk.interview.catalogue import Catalogue, Question
from casedesk.interview.corrections import recognise
from casedesk.interview.extraction import extract
from casedesk.interview.parsing import NotUnderstood, exact_option, parse

SURE = 0.75
LIKELY = 0.5
"""Confidence of the classifier; chosen on the held-out curve in docs/nlu.md."""

NARRATIVE_WORDS = 8
"""An unasked text of this length is somebody telling what happened, not a short reply."""

COMMAND_WORDS = 4
SIDE_QUESTION_WORDS = 15

_WITHOUT_VALUE = {"skip": "skipped", "unsure": "unknown", "decline": "declined"}
_STEERING: dict[str, Callable[[], Move]] = {
    "back": GoBack,
    "review": ShowReview,
    "repeat": AskAgain,
}
_ASIDES = {"why", "greet", "thanks", "goodbye", "pause", "stop", "out_of_scope"}


def interpret(turn: Turn, catalogue: Catalogue, answers: Answers, today: date) -> Move:
    """Return what the message means, given what was asked and what is known."""
    if turn.requested is None:
        return Puzzled()
    if turn.words.startswith(CHANGE) and (changed := _line_to_change(turn.words, catalogue)):
        return changed
    if turn.requested in STEPS:
        return _at_step(turn, catalogue, answers, today)
    return _at_question(turn, catalogue, answers, today)


def _line_to_change(words: str, catalogue: Catalogue) -> Move | None:
    wanted = words.removeprefix(CHANGE).strip()
    return GoTo(wanted) if any(wanted == one.id for one in catalogue.questions) else None


def _at_step(turn: Turn, catalogue: Catalogue, answers: Answers, today: date) -> Move:
    words = turn.words.casefold().strip(" .!")
    if turn.requested == READY and words in {MORE, "tell more", "more"}:
        return Take({READY: chosen(MORE)})
    if words in {SEND, "send it", "send now", "yes send"} or _is(turn, "affirm"):
        return Send() if turn.requested == CONFIRM else Take({READY: chosen(SEND)})
    if correction := _correction(turn, catalogue, answers, today):
        return correction
    if turn.intent in _STEERING and turn.confidence >= LIKELY:
        return _STEERING[turn.intent]()
    if _asks_something(turn) or _is(turn, *_ASIDES):
        return Aside()
    return _further_facts(turn, catalogue, answers, today) or Puzzled()


def _at_question(turn: Turn, catalogue: Catalogue, answers: Answers, today: date) -> Move:
    question = catalogue.question(turn.requested or "")
    if option := exact_option(question, turn.words):
        return Take({question.id: option})
    if steering := _steering(turn, question):
        return steering
    if correction := _correction(turn, catalogue, answers, today):
        return correction
    if _asks_something(turn) and not _is_story(turn, question):
        return Aside()
    return _as_answer(turn, question, catalogue, answers, today)


def _steering(turn: Turn, question: Question) -> Move | None:
    """Return the command in a few words; a long text is never one."""
    if len(turn.words.split()) > COMMAND_WORDS:
        return None
    exact = turn.words.casefold().strip(" .!") in {"skip", "back", "go back", "review", "repeat"}
    if not exact and turn.confidence < (SURE if question.type == "text" else LIKELY):
        return None
    if turn.intent in _WITHOUT_VALUE:
        return _without_value(turn, question)
    if turn.intent in _STEERING:
        return _STEERING[turn.intent]()
    return Aside() if turn.intent in _ASIDES and question.type != "yes_no" else None


def _without_value(turn: Turn, question: Question) -> Move | None:
    """Skip, don't know, rather not say; `unsure` is an ordinary answer where it is an option."""
    if turn.intent == "unsure" and exact_option(question, "unsure"):
        return None
    status = _WITHOUT_VALUE[turn.intent]
    return Take({question.id: Answer(status=status, value=None, provenance="said")})  # type: ignore[arg-type]


def _correction(turn: Turn, catalogue: Catalogue, answers: Answers, today: date) -> Move | None:
    found = recognise(turn.words, catalogue, answers, asked=turn.requested, today=today)
    return Take(dict([found])) if found else None


def _as_answer(
    turn: Turn, question: Question, catalogue: Catalogue, answers: Answers, today: date
) -> Move:
    parsed = parse(question, turn.words, today)
    if isinstance(parsed, NotUnderstood):
        if turn.intent in _ASIDES or turn.intent.startswith("ask_"):
            return Aside()
        return _further_facts(turn, catalogue, answers, today) or Puzzled()
    return Take({question.id: parsed, **_facts(turn, catalogue, answers, today, question.id)})


def _further_facts(
    turn: Turn, catalogue: Catalogue, answers: Answers, today: date
) -> Take | None:
    """Keep what an unasked text says, so that nobody has to say it twice."""
    found = _facts(turn, catalogue, answers, today, turn.requested or "")
    if "account" not in answers and len(turn.words.split()) >= NARRATIVE_WORDS:
        told = Answer(status="given", value=turn.words, provenance="said", words=turn.words)
        found = {"account": told, **found}
    return Take(found) if found else None


def _facts(
    turn: Turn, catalogue: Catalogue, answers: Answers, today: date, asked: str
) -> dict[str, Answer]:
    found = extract(turn.words, catalogue, today)
    return {key: one for key, one in found.items() if key not in answers and key != asked}


def _is(turn: Turn, *intents: str) -> bool:
    return turn.intent in intents and turn.confidence >= LIKELY


def _asks_something(turn: Turn) -> bool:
    """Whether the message is a side question that an advice topic or `why` answers."""
    if len(turn.words.split()) > SIDE_QUESTION_WORDS:
        return False
    asks = turn.intent == "why" or turn.intent.startswith("ask_")
    return asks and turn.confidence >= (LIKELY if turn.words.rstrip().endswith("?") else SURE)


def _is_story(turn: Turn, question: Question) -> bool:
    """Whether an open question is being answered at length: then the words are the answer."""
    return question.type == "text" and len(turn.words.split()) >= NARRATIVE_WORDS

"""What a message means here: the question that was asked comes first, the intent second.

The order is the point. A button or an exact option is always the answer. Then come the few words
with which one steers the interview. A question back is answered before a guess is made at it being
an answer. Only then is the text read as an answer, and searched for others.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casedesk.dialogue.asking import is_question, told_beside
from casedesk.dialogue.steps import (
    CHANGE,
    CONFIRM,
    MORE,
    READY,
    SEND,
    STEPS,
    chosen,
    questions_only,
)
from casedesk.dialogue.turn import (
    Aside,
    AskAgain,
    GoBack,
    GoTo,
    Move,
    Puzzled,
    Send,
    ShowReview,
    Take,
    Turn,
)
from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, Status, given
from casedesk.interview.catalogue import Catalogue
from casedesk.interview.corrections import find_correction, question_to_change
from casedesk.interview.extraction import extract
from casedesk.interview.parsers.options import exact_option as tapped
from casedesk.interview.parsing import NotUnderstood, parse
from casedesk.interview.questions import Question

SURE = 0.75
LIKELY = 0.5
"""Confidence of the classifier; the curve they were read from is in docs/nlu.md."""

NARRATIVE_WORDS = 8
"""An unasked text of this length is somebody telling what happened, not a short reply."""

COMMAND_WORDS = 8
FEWER_WORDS = 4
"""Up to so many words may be a command; fewer where almost any words may be an answer."""

SIDE_QUESTION_WORDS = 15

ACCOUNT = "account"
"""The question that asks for everything in one's own words."""

WANTS_ADVICE = "i want advice"
"""What the button for advice sends."""

_WITHOUT_VALUE: dict[str, Status] = {"skip": "skipped", "unsure": "unknown"}
_STEERING: dict[str, Callable[[], Move]] = {
    "back": GoBack,
    "review": ShowReview,
    "repeat": AskAgain,
}
_SENDING = {SEND, "send it", "send now"}
_SENDS = re.compile(
    r"(?:(?:yes|yeah|yep|yh|ok|okay|please|pls|just|now|you can|can you|lets|id like to"
    r"|i want to|im ready to|thats right|all good|looks good|happy to) )*"
    r"(?:send|submit)(?: it| this| that| them| my report| the report)?(?: off| in| now)?"
    r"(?: (?:please|pls|now|then|thanks|thank you|ty|x))*"
)
"""All of what one may say who has read the review and wants it sent."""
_GUARDED = {"text", "yes_no"}
_TELLS = {"inform", "nlu_fallback"}
_ASIDES = {"why", "greet", "thanks", "goodbye", "pause", "stop"}


@dataclass(frozen=True)
class Scene:
    """What a message is read against: the interview, what is known, and the date."""

    catalogue: Catalogue
    answers: Answers
    today: date


def interpret(turn: Turn, scene: Scene) -> Move:
    """Return what the message means, given what was asked and what is known."""
    if turn.requested is None:
        return Puzzled()
    if _bare(turn) == WANTS_ADVICE:
        return Aside()
    if turn.intent == "start_report" or _bare(turn) == "carry on":
        return AskAgain()
    if turn.words.startswith(CHANGE) and turn.words.removeprefix(CHANGE) in scene.catalogue:
        return GoTo(turn.words.removeprefix(CHANGE))
    if turn.requested in STEPS:
        return _at_step(turn, scene)
    return _at_question(turn, scene.catalogue.question(turn.requested), scene)


def _bare(turn: Turn) -> str:
    return turn.words.casefold().strip(" .!")


def _sends(turn: Turn) -> bool:
    words = re.sub(r"[^a-z ]", "", turn.words.casefold().replace(",", " "))
    return _bare(turn) in _SENDING or bool(_SENDS.fullmatch(" ".join(words.split())))


def _at_step(turn: Turn, scene: Scene) -> Move:
    if turn.requested == READY and _bare(turn) in {MORE, "tell more", "tell you more"}:
        return Take({READY: chosen(MORE)})
    if _sends(turn) or _is(turn, "affirm"):
        return Send() if turn.requested == CONFIRM else Take({READY: chosen(SEND)})
    if correction := _correction(turn, scene):
        return correction
    if turn.intent in _STEERING and turn.confidence >= LIKELY:
        return _STEERING[turn.intent]()
    if _asks_something(turn) or _is(turn, *_ASIDES):
        return _aside(turn, scene)
    return _told_at_the_end(turn, scene) or Puzzled()


def _told_at_the_end(turn: Turn, scene: Scene) -> Take | None:
    """Keep facts as anywhere, and add to the account what no question asked for."""
    found = _further_facts(turn, scene)
    if turn.intent not in _TELLS or len(turn.words.split()) < FEWER_WORDS:
        return found
    before = scene.answers.get(ACCOUNT)
    told = [str(before.value)] if before and before.value else []
    words = "\n".join([*told, turn.words])
    return Take({**(found.answers if found else {}), ACCOUNT: given(words, "said", words)})


def _at_question(turn: Turn, question: Question, scene: Scene) -> Move:
    if option := exact_option(question, turn.words):
        return Take({question.id: option})
    if _sends(turn):
        return ShowReview()  # Nothing is sent unseen, but nobody is asked on who wants to send.
    if steering := _steering(turn, question):
        return steering
    if not _is_story(turn, question):
        if correction := _correction(turn, scene):
            return correction
        if _asks_something(turn):
            return _aside(turn, scene)
    return _as_answer(turn, question, scene)


def exact_option(question: Question, words: str) -> Answer | None:
    """Return the answer when the words are an option's value or name, and nothing else."""
    value = tapped(question, words)
    if value is None:
        return None
    listed: Value = [value] if question.type == "choices" else value
    return given(listed, "chosen")


def _steering(turn: Turn, question: Question) -> Move | None:
    """Return the command in a few words; a long text is never one."""
    guarded = question.type in _GUARDED
    longest, enough = (FEWER_WORDS, SURE) if guarded else (COMMAND_WORDS, LIKELY)
    if len(turn.words.split()) > longest or turn.confidence < enough:
        return None
    if turn.intent in _WITHOUT_VALUE:
        return _without_value(turn, question)
    if turn.intent in _STEERING:
        return _STEERING[turn.intent]()
    return Aside() if turn.intent in _ASIDES else None


def _without_value(turn: Turn, question: Question) -> Move | None:
    """Skip and don't know; `unsure` is an ordinary answer where it is an option."""
    if turn.intent == "unsure" and question.option("unsure"):
        return None
    status = _WITHOUT_VALUE[turn.intent]
    return Take({question.id: Answer(status, None, "said")})


def _correction(turn: Turn, scene: Scene) -> Move | None:
    """Return the change to an earlier answer, or the question whose answer is to be changed."""
    asked = None if turn.requested in STEPS else turn.requested
    known = questions_only(scene.answers)
    found = find_correction(turn.words, scene.catalogue, known, last_asked=asked, today=scene.today)
    if found:
        return Take(dict([found]))
    named = question_to_change(turn.words, scene.catalogue)
    return GoTo(named) if named is not None and named in known else None


def _as_answer(turn: Turn, question: Question, scene: Scene) -> Move:
    parsed = parse(question, turn.words, scene.today)
    if not isinstance(parsed, NotUnderstood):
        return Take({question.id: parsed, **_facts(turn, scene)})
    if turn.intent in _ASIDES or turn.intent.startswith("ask_"):
        return _aside(turn, scene)
    return _further_facts(turn, scene) or Puzzled()


def _aside(turn: Turn, scene: Scene) -> Aside:
    """Keep what a side question tells besides, so that nobody has to say it twice.

    To the open question, whatever is no question is the answer, however advice would take it.
    """
    told = told_beside(turn.words)
    if not told:
        return Aside()
    found = extract(told, scene.catalogue, scene.today)
    kept = {key: one for key, one in found.items() if key not in scene.answers}
    enough = FEWER_WORDS if turn.requested == ACCOUNT else NARRATIVE_WORDS
    if ACCOUNT not in scene.answers and len(told.split()) >= enough:
        kept[ACCOUNT] = given(turn.words, "said", turn.words)
    return Aside(kept)


def _further_facts(turn: Turn, scene: Scene) -> Take | None:
    """Keep what an unasked text says, so that nobody has to say it twice."""
    found = _facts(turn, scene)
    if ACCOUNT not in scene.answers and len(turn.words.split()) >= NARRATIVE_WORDS:
        found = {ACCOUNT: given(turn.words, "said", turn.words), **found}
    return Take(found) if found else None


def _facts(turn: Turn, scene: Scene) -> dict[str, Answer]:
    found = extract(turn.words, scene.catalogue, scene.today)
    known = {*scene.answers, turn.requested}
    return {question_id: one for question_id, one in found.items() if question_id not in known}


def _is(turn: Turn, *intents: str) -> bool:
    return turn.intent in intents and turn.confidence >= LIKELY


def _asks_something(turn: Turn) -> bool:
    """Whether the message is a side question that an advice topic or `why` answers."""
    if len(turn.words.split()) > SIDE_QUESTION_WORDS:
        return False
    question = is_question(turn.words)
    asks = turn.intent == "why" or turn.intent.startswith("ask_")
    elsewhere = turn.intent == "out_of_scope" and question
    return (asks or elsewhere) and turn.confidence >= (LIKELY if question else SURE)


def _is_story(turn: Turn, question: Question) -> bool:
    """Whether an open question is being answered at length: then the words are the answer."""
    return question.type == "text" and len(turn.words.split()) >= NARRATIVE_WORDS

"""From what was typed, tapped or said to an answer. Deterministic; never raises on any text.

First a tap (an option's value or label, exactly), then a plain "skip", "don't know" or "rather not
say", then the parser of the question's type. An option always wins over a status, so that where
"not sure" can be answered it is an answer.
"""

from collections.abc import Callable
from datetime import date

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Status
from casedesk.interview.parsers.ages import parse_age
from casedesk.interview.parsers.amounts import parse_amount
from casedesk.interview.parsers.contacts import parse_contact
from casedesk.interview.parsers.dates import parse_date
from casedesk.interview.parsers.identifiers import parse_identifiers
from casedesk.interview.parsers.options import exact_option, parse_options
from casedesk.interview.parsers.outcome import Kind, NotUnderstood
from casedesk.interview.parsers.statuses import nothing_to_say, status_in, status_of
from casedesk.interview.plain import plain
from casedesk.interview.questions import Question, QuestionType

__all__ = ["Kind", "NotUnderstood", "parse"]

type Parser = Callable[[Question, str, date], Value | NotUnderstood]

_PARSERS: dict[QuestionType, Parser] = {
    "yes_no": lambda question, text, _: parse_options(question, text),
    "choice": lambda question, text, _: parse_options(question, text),
    "choices": lambda question, text, _: parse_options(question, text),
    "age": lambda _, text, __: parse_age(text),
    "date": lambda question, text, today: parse_date(text, today, question.tense),
    "amount": lambda _, text, __: parse_amount(text),
    "identifiers": lambda _, text, __: parse_identifiers(text),
    "contact": lambda _, text, __: parse_contact(text),
    "text": lambda _, text, __: text,
}
_CAN_BE_NONE = frozenset({"date", "amount", "identifiers", "contact"})
# An answer to a closed question is short; a longer text is read only so far.
_LONGEST = 2000


def parse(question: Question, text: str, today: date) -> Answer | NotUnderstood:
    """Return the answer this text gives to this question, or why it was not understood.

    `today` is the reporter's own date; relative days ("last tuesday") count from it.
    """
    words = text.strip()
    if not words:
        return NotUnderstood("empty")
    tapped = exact_option(question, words)
    if tapped is not None:
        return Answer("given", [tapped] if question.type == "choices" else tapped, "chosen")
    return _typed(question, words, today)


def _typed(question: Question, words: str, today: date) -> Answer | NotUnderstood:
    status = None if plain(words) in question.phrases else status_of(words)
    if status:
        return _without_value(question, status, words)
    read = words if question.type == "text" else words[:_LONGEST]
    value = _PARSERS[question.type](question, read, today)
    if not isinstance(value, NotUnderstood):
        return Answer("given", value, "said", words)
    if question.type in _CAN_BE_NONE and nothing_to_say(words):
        # There is no value for "none"; the words kept beside the status say it.
        return Answer("skipped", None, "said", words)
    hinted = status_in(read)
    return _without_value(question, hinted, words) if hinted else value


def _without_value(question: Question, status: Status, words: str) -> Answer:
    if status == "unknown" and question.option("unsure"):
        unsure: Value = ["unsure"] if question.type == "choices" else "unsure"
        return Answer("given", unsure, "said", words)
    return Answer(status, None, "said", words)

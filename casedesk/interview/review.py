"""What has been said so far, line by line, for the review screen."""

from dataclasses import dataclass
from datetime import date

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, Status
from casedesk.interview.engine import about_friend, reachable
from casedesk.interview.questions import Catalogue, Question, Voice

_NOT_GIVEN: dict[Status, str] = {
    "skipped": "Skipped",
    "unknown": "Not known",
    "declined": "Rather not say",
}
_SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}


@dataclass(frozen=True)
class ReviewLine:
    """One fact: the question it answers, what it is called, and what was said, in human words."""

    question_id: str
    label: str
    said: str


def review(catalogue: Catalogue, answers: Answers, voice: Voice) -> tuple[ReviewLine, ...]:
    """Return a line for every answer that would be sent, in the order of the interview."""
    friend = about_friend(answers)
    return tuple(
        ReviewLine(
            question_id,
            question.label if friend or voice != "young_person" else question.own_label,
            _said(question, answer, voice, friend=friend),
        )
        for question_id, answer in reachable(catalogue, answers).items()
        for question in [catalogue.question(question_id)]
    )


def _said(question: Question, answer: Answer, voice: Voice, *, friend: bool) -> str:
    if answer.value is None:
        return _NOT_GIVEN[answer.status]
    if question.options:
        listed = answer.value if isinstance(answer.value, list) else [answer.value]
        return ", ".join(_labelled(question, one, voice, friend=friend) for one in listed)
    return say(question, answer.value)


def _labelled(question: Question, value: Value, voice: Voice, *, friend: bool) -> str:
    option = question.option(str(value))
    return option.label_for(voice, about_friend=friend) if option else str(value).capitalize()


def say(question: Question, value: Value) -> str:
    """Return a value without options in human words ("Friday 27 November 2026", "£50.00")."""
    if question.type == "date" and isinstance(value, str):
        day = date.fromisoformat(value)
        return f"{day:%A} {day.day} {day:%B %Y}"
    if question.type == "amount" and isinstance(value, dict):
        return _money(value)
    if question.type == "identifiers" and isinstance(value, list):
        return ", ".join(_identifier(one) for one in value if isinstance(one, dict))
    return str(value)


def _money(amount: dict[str, Value]) -> str:
    number, currency, unit = amount["value"], str(amount["currency"]), amount.get("unit")
    if currency == "XXX":
        return f"{number} {unit or ''}".strip()
    sign = _SIGNS.get(currency)
    said = f"{sign}{number}" if sign else f"{number} {currency}"
    return f"{said} in {unit}" if unit else said


def _identifier(one: dict[str, Value]) -> str:
    platform = str(one.get("platform", ""))
    return f"{one['value']} ({platform.capitalize()})" if platform else str(one["value"])

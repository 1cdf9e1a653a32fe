"""Whether a value has the shape its question calls for; for answers that arrive as JSON."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from casedesk.domain.values import Value
from casedesk.interview.parsers.ages import OLDEST
from casedesk.interview.questions import Question, QuestionType

_KINDS = frozenset({"handle", "phone", "email", "url", "wallet", "bank", "name"})


def fits(question: Question, value: Value) -> bool:
    """Return whether the value is one that `parse` could have given for this question."""
    return _FITS[question.type](question, value)


def _one_option(question: Question, value: Value) -> bool:
    return isinstance(value, str) and question.option(value) is not None


def _some_options(question: Question, value: Value) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(one, str) and one for one in value):
        return False
    return question.free or all(_one_option(question, one) for one in value)


def _age(_: Question, value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST


def _date(_: Question, value: Value) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _amount(_: Question, value: Value) -> bool:
    if not isinstance(value, dict) or not {"value", "currency"} <= set(value) <= {
        "value",
        "currency",
        "unit",
    }:
        return False
    try:
        return Decimal(str(value["value"])) > 0
    except InvalidOperation:
        return False


def _identifiers(_: Question, value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(_identifier(one) for one in value)


def _identifier(one: Value) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == {"kind", "platform", "value"}
        and one["kind"] in _KINDS
        and all(isinstance(part, str) for part in one.values())
        and bool(one["value"])
    )


def _words(_: Question, value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


_FITS: dict[QuestionType, Callable[[Question, Value], bool]] = {
    "yes_no": _one_option,
    "choice": _one_option,
    "choices": _some_options,
    "age": _age,
    "date": _date,
    "amount": _amount,
    "identifiers": _identifiers,
    "contact": _words,
    "text": _words,
}

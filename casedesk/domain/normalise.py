"""Taking in answers as people and programs write them, and giving back the values rules compare.

Lenient about form (true for yes, one word for a list of one), strict about meaning: a value that no
rule could ever match is refused, because a rule that silently fails to fire is the worst outcome.
"""

from collections.abc import Callable, Mapping
from datetime import date

from casedesk.domain.errors import DataError
from casedesk.domain.facts import band_of
from casedesk.domain.values import Value, Values
from casedesk.domain.vocabulary import AGES, FIELDS, IDENTIFIER_KINDS, Field


class _NonsenseError(ValueError):
    """Says what the value should have been; never repeats it, for it may be a child's words."""


def normalise_answers(raw: Mapping[str, object]) -> Values:
    """Return the answers as values; `age_band` is added when only `child_age` is given.

    None, empty texts and empty lists count as not answered. Raises DataError naming every question
    whose id or value is not one the interview can produce.
    """
    values: dict[str, Value] = {}
    problems: list[str] = []
    for question, said in raw.items():
        if said is None or said == [] or (isinstance(said, str) and not said.strip()):
            continue
        try:
            values[question] = _value(question, said)
        except _NonsenseError as error:
            problems.append(f"{question}: {error}")
    if problems:
        raise DataError(problems)
    return _with_age_band(values)


def _value(question: str, said: object) -> Value:
    if question not in FIELDS:
        raise _NonsenseError("is not a question")
    field = FIELDS[question]
    return _NORMALISERS[field.kind](field, said)


def _with_age_band(values: dict[str, Value]) -> Values:
    age = values.get("child_age")
    if isinstance(age, int):
        values.setdefault("age_band", band_of(age))
    return values


def _choice(field: Field, said: object) -> Value:
    if isinstance(said, bool):
        said = "yes" if said else "no"
    word = "_".join(said.casefold().replace("-", " ").split()) if isinstance(said, str) else ""
    if word not in field.options:
        raise _NonsenseError(f"must be one of {', '.join(field.options)}")
    return word


def _choices(field: Field, said: object) -> Value:
    listed = said if isinstance(said, list) else [said]
    return list(dict.fromkeys(str(_choice(field, one)) for one in listed))


def _age(_: Field, said: object) -> Value:
    digits = isinstance(said, str) and said.strip().isdecimal()
    whole = isinstance(said, float) and said.is_integer()
    age = int(said) if digits or whole else said  # type: ignore[call-overload]
    if isinstance(age, bool) or not isinstance(age, int) or age not in AGES:
        raise _NonsenseError(f"must be a whole number from {AGES[0]} to {AGES[-1]}")
    return age


def _amount(_: Field, said: object) -> Value:
    if isinstance(said, int | float | str) and not isinstance(said, bool):
        return {"value": str(said).strip()}
    if isinstance(said, dict) and "value" in said and set(said) <= {"value", "currency", "unit"}:
        return {str(key): str(part) for key, part in said.items() if part is not None}
    raise _NonsenseError("must be a number, or a mapping of value, currency and unit")


def _identifiers(_: Field, said: object) -> Value:
    return [_identifier(one) for one in (said if isinstance(said, list) else [said])]


def _identifier(said: object) -> Value:
    if not isinstance(said, dict) or set(said) - {"kind", "platform", "value"}:
        raise _NonsenseError("must be a list of mappings of kind, platform and value")
    parts = {str(key): part.strip() for key, part in said.items() if isinstance(part, str)}
    if parts.get("kind") not in IDENTIFIER_KINDS or not parts.get("value"):
        kinds = ", ".join(IDENTIFIER_KINDS)
        raise _NonsenseError(f"needs a value, and a kind that is one of {kinds}")
    return dict(parts)


def _open(_: Field, said: object) -> Value:
    listed = said if isinstance(said, list) else [said]
    if not all(isinstance(one, str | int | float | date) for one in listed):
        raise _NonsenseError("must be a text, a number or a list of them")
    words = [one if isinstance(one, str) else str(one) for one in listed]
    return list(words) if isinstance(said, list) else words[0]


_NORMALISERS: Mapping[str, Callable[[Field, object], Value]] = {
    "choice": _choice,
    "choices": _choices,
    "age": _age,
    "amount": _amount,
    "identifiers": _identifiers,
    "open": _open,
}

"""Forms as data: what each field is, how it is read, and what is wrong with what was typed.

One template macro draws a form and one function reads it, so every act of the console checks
length, choice and time in the same way and says the same thing when a field is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from console.words import LONDON

Kind = Literal["text", "area", "choice", "select", "when", "checks", "hidden", "password"]
LONGEST = 4000


@dataclass(frozen=True)
class Field:
    """One field: `options` are (value, label) pairs; `kind` "when" is a local date and time."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    longest: int = LONGEST
    future: bool | None = None  # "when" only: True must lie ahead, False must lie behind
    value: str = ""  # what stands in it at first
    autocomplete: str = "off"


@dataclass(frozen=True)
class Form:
    """A form: `name` is the last part of its path; `button` says what pressing it does."""

    name: str
    title: str
    fields: tuple[Field, ...]
    button: str
    note: str = ""


@dataclass(frozen=True)
class Filled:
    """A form as it was sent: `raw` to show again, `values` to act on, `errors` by field."""

    form: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str | datetime | tuple[str, ...] | None] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field's text, stripped; "" when it was left empty."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def instant(self, name: str) -> datetime | None:
        """Return a field's instant in UTC, or None when it was left empty."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def many(self, name: str) -> tuple[str, ...]:
        """Return the ticked values of a field of boxes."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


def read(form: Form, sent: Mapping[str, list[str]], now: datetime) -> Filled:
    """Return the form as sent (name -> texts), with a message for every field that is wrong."""
    raw = {one.name: " ".join(sent.get(one.name, [])) for one in form.fields}
    values: dict[str, str | datetime | tuple[str, ...] | None] = {}
    errors: dict[str, str] = {}
    for one in form.fields:
        try:
            values[one.name] = _value(one, sent.get(one.name, []), now)
        except ValueError as problem:
            errors[one.name] = str(problem)
    return Filled(form.name, raw, values, errors)


def _value(one: Field, texts: list[str], now: datetime) -> str | datetime | tuple[str, ...] | None:
    # PostgreSQL refuses a zero byte in text, and no person types one.
    given = [text.replace("\r\n", "\n").replace("\0", "").strip() for text in texts]
    given = [text for text in given if text]
    if not given:
        if one.required:
            raise ValueError(f"{one.label.rstrip('?')}: this is needed")
        return () if one.kind == "checks" else None
    allowed = {value for value, _ in one.options}
    if one.options and not set(given) <= allowed:
        raise ValueError(f"{one.label}: choose one of the options")
    if one.kind == "checks":
        return tuple(given)
    if len(given[0]) > one.longest:
        raise ValueError(f"{one.label}: keep it under {one.longest:,} characters")
    return _instant(one, given[0], now) if one.kind == "when" else given[0]


def _instant(one: Field, text: str, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{one.label}: give a date and a time, for example 2026-11-23 14:35"
        ) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=LONDON)
    at = at.astimezone(now.tzinfo)
    # A minute of grace: the field holds whole minutes and clocks of two machines differ.
    if one.future is True and at <= now:
        raise ValueError(f"{one.label}: this time has passed")
    if one.future is False and at > now + timedelta(minutes=1):
        raise ValueError(f"{one.label}: this time has not come yet")
    return at

"""Standing replies and advice topics as written in `data/`: their words, per voice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from casedesk.domain.conditions import Condition, parse_condition
from casedesk.domain.values import Values
from casedesk.guidance.services import Link, Reader
from casedesk.interview.questions import Voice


@dataclass(frozen=True)
class Choice:
    """A button: what it shows, and the text it sends."""

    title: str
    value: str


@dataclass(frozen=True)
class Reply:
    """One standing reply, ready to be said."""

    text: str
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class StandingReply:
    """A reply as written: texts by voice with `{fields}`, choices, and the services it names."""

    texts: Mapping[Voice, str]
    choices: tuple[Choice, ...]
    services: tuple[str, ...]


@dataclass(frozen=True)
class AdviceCard:
    """Advice fitted to a person; `text` holds its steps as numbered lines."""

    topic: str
    title: str
    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Variant:
    """Other words for a topic, used when what is known makes its condition hold."""

    when: Condition
    texts: Mapping[Reader, str]


@dataclass(frozen=True)
class Topic:
    """An advice topic as written; `variants` in order, the first that holds is used."""

    id: str
    intent: str
    title: str
    texts: Mapping[Reader, str]
    variants: tuple[Variant, ...]
    services: tuple[str, ...]
    review_by: date

    def text(self, reader: Reader, known: Values) -> str:
        """Return the words for this reader, given the answers known so far."""
        for variant in self.variants:
            if reader in variant.texts and variant.when.holds(known):
                return variant.texts[reader]
        return self.texts[reader]


def read_reply(raw: dict[str, Any]) -> StandingReply:
    """Read one reply; an adult's words stand in for a call handler's, a child's for an adult's."""
    young = _plain(raw["young_person"])
    adult = _plain(raw.get("adult", young))
    handler = _plain(raw.get("call_handler", adult))
    reply = StandingReply(
        texts={"young_person": young, "adult": adult, "call_handler": handler},
        choices=tuple(Choice(one["title"], one["value"]) for one in raw.get("choices", [])),
        services=tuple(raw.get("services", [])),
    )
    _check_fields(reply, set(raw.get("fields", [])))
    return reply


def _check_fields(reply: StandingReply, declared: set[str]) -> None:
    for voice, text in reply.texts.items():
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if used - declared:
            raise ValueError(f"{voice} uses {sorted(used - declared)}, not listed under `fields`")


def read_topic(raw: dict[str, Any]) -> Topic:
    """Read one advice topic; raises KeyError, TypeError or ValueError when it is incomplete."""
    if date.fromisoformat(raw["reviewed_on"]) >= date.fromisoformat(raw["review_by"]):
        raise ValueError("review_by is not after reviewed_on")
    if not raw["sources"]:
        raise ValueError("it names no source")
    young = _words(raw["young_person"])
    adult = _words(raw["adult"]) if "adult" in raw else young
    return Topic(
        id=raw["id"],
        intent=raw["intent"],
        title=raw["title"],
        texts={"young_person": young, "adult": adult},
        variants=tuple(_variant(one) for one in raw.get("variants", [])),
        services=tuple(raw.get("services", [])),
        review_by=date.fromisoformat(raw["review_by"]),
    )


def _variant(raw: dict[str, Any]) -> Variant:
    texts: dict[Reader, str] = {}
    if "young_person" in raw:
        texts["young_person"] = _words(raw["young_person"])
    if "adult" in raw:
        texts["adult"] = _words(raw["adult"])
    return Variant(parse_condition(raw["when"]), texts)


def _words(raw: dict[str, Any]) -> str:
    steps = [f"{number}. {_plain(step)}" for number, step in enumerate(raw.get("steps", []), 1)]
    return "\n".join([_plain(raw["text"]), *steps])


def _plain(text: str) -> str:
    """Return the text with YAML's folding undone at its end; it must not be empty."""
    if not text.strip():
        raise ValueError("a text is empty")
    return text.strip()

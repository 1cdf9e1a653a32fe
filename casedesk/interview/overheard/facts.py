"""Facts heard in free text, and the small machine that looks for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casedesk.domain.values import Value
from casedesk.interview.answers import Provenance
from casedesk.interview.plain import plain


@dataclass(frozen=True)
class Fact:
    """One fact: the question it answers, and whether it was said outright or is our reading."""

    question_id: str
    value: Value
    provenance: Provenance = "said"


@dataclass(frozen=True)
class Rule:
    """A fact that is heard when the pattern stands, not negated, in the plain text."""

    question_id: str
    value: str
    pattern: re.Pattern[str]
    provenance: Provenance = "inferred"


@dataclass(frozen=True)
class Said:
    """A text as it was typed, the day on which it was, and the reporter's role if it is known."""

    text: str
    today: date
    role: str = ""

    @cached_property
    def words(self) -> str:
        """The text in plain form."""
        return plain(self.text)

    @cached_property
    def raw(self) -> str:
        """The text in lower case with its punctuation, for money, links and sentence ends."""
        return re.sub(r"['’‘`]", "", self.text.casefold())  # noqa: RUF001 - typed apostrophes


_NOT = re.compile(
    r"\b(?:not|no|never|didnt|doesnt|hasnt|havent|isnt|wasnt|hadnt|arent|without|nobody|wouldnt)$"
    r"|\b(?:not|never|didnt|doesnt|hasnt|havent|isnt|wasnt|hadnt|arent|wouldnt) (?:\w+ ){0,2}\w+$"
)
_WITHIN = re.compile(r"\b(?:but|because|and|so|then|if|unless|or|who|dont pay|dont send)\b")


def heard(rules: tuple[Rule, ...], words: str) -> Iterator[Fact]:
    """Yield the facts whose patterns stand in the plain text, each once."""
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        key = (rule.question_id, rule.value)
        if key not in seen and any(
            not negated(words[: found.start()]) for found in rule.pattern.finditer(words)
        ):
            seen.add(key)
            yield Fact(rule.question_id, rule.value, rule.provenance)


def negated(before: str) -> bool:
    """Return whether the words right before, in the same clause, deny what follows."""
    clause = _WITHIN.split(before)[-1].strip()
    return bool(_NOT.search(clause))


def rules(question_id: str, table: dict[str, str], provenance: Provenance) -> tuple[Rule, ...]:
    """Return a rule for every value -> pattern of the table."""
    return tuple(
        Rule(question_id, value, re.compile(rf"\b(?:{pattern})\b"), provenance)
        for value, pattern in table.items()
    )

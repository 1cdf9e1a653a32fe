"""Facts heard in free text, and the texts they are heard in."""

import re
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


_DENIAL = r"(?:not|nobody|never|didnt|doesnt|hasnt|havent|isnt|wasnt|hadnt|arent|wouldnt)"
_DENIED = re.compile(rf"\b(?:{_DENIAL}|no|without|dont)$|\b{_DENIAL} (?:\w+ ){{0,2}}\w+$")
_CLAUSE = re.compile(r"\b(?:but|because|and|so|then|if|unless|or|who|dont pay|dont send)\b")
# No denial reaches further back than this.
_REACH = 80


def denied(before: str) -> bool:
    """Return whether the words right before, in the same clause, deny what follows."""
    return bool(_DENIED.search(_CLAUSE.split(before[-_REACH:])[-1].strip()))

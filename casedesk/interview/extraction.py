"""Many facts from one free sentence, so that nobody is asked what they have already told.

Conservative: what is unclear is left for the question that asks it. "said" marks what was said
outright, "inferred" what is our reading and should be shown for review.
"""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, values
from casedesk.interview.overheard.details import (
    identifiers,
    money,
    platforms,
    surroundings,
    times,
)
from casedesk.interview.overheard.facts import Fact, Said
from casedesk.interview.overheard.happened import what_happened
from casedesk.interview.overheard.people import who_does_it, who_tells
from casedesk.interview.questions import Catalogue, Question

# Longer texts are stories pasted whole; the first pages hold the facts, and time stays bounded.
_LONGEST = 6000


def extract(
    text: str, catalogue: Catalogue, today: date, *, known: Answers = MappingProxyType({})
) -> dict[str, Answer]:
    """Return the answers this text gives, by question id. Empty when it gives none.

    `today` is the reporter's own date. `known` is what was answered before; it tells whose age
    "im 24" is. Never raises on any text.
    """
    words = text.strip()
    said = Said(words[:_LONGEST], today, str(values(known).get("reporter_role", "")))
    answers: dict[str, Answer] = {}
    for question_id, facts in _by_question(_facts(catalogue, said)).items():
        if question_id in catalogue:
            answer = _answer(catalogue.question(question_id), facts, words)
            if answer:
                answers[question_id] = answer
    return answers


def _facts(catalogue: Catalogue, said: Said) -> Iterator[Fact]:
    yield from who_tells(said)
    yield from who_does_it(said)
    happened = list(what_happened(said))
    yield from happened
    demanding = any(
        fact.question_id == "demands" or fact.value == "threat_to_share" for fact in happened
    )
    if any(fact.question_id == "demands" and fact.value == "money" for fact in happened):
        yield from money(said)
    else:
        yield from (fact for fact in money(said) if fact.question_id != "amount_demanded")
    yield from times(said, threatened=demanding)
    if "platforms" in catalogue:
        yield from platforms(catalogue.question("platforms"), said)
    yield from surroundings(said)
    yield from identifiers(said)


def _by_question(facts: Iterator[Fact]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(fact.question_id, []).append(fact)
    return grouped


def _answer(question: Question, facts: list[Fact], words: str) -> Answer | None:
    """Return one answer from all facts heard, or None where they contradict each other."""
    provenance = "said" if all(fact.provenance == "said" for fact in facts) else "inferred"
    if question.type == "choices":
        heard = {str(one) for fact in facts for one in _listed(fact.value)}
        ordered: list[Value] = [
            option.value for option in question.options if option.value in heard
        ]
        return Answer("given", ordered, provenance, words) if ordered else None
    if any(fact.value != facts[0].value for fact in facts):
        return None
    return Answer("given", facts[0].value, provenance, words)


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]

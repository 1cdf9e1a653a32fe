"""Many facts from one free sentence, so that nobody is asked what they have already told.

Conservative: what is unclear is left for the question that asks it. "said" marks what was said
outright, "inferred" what is our reading and should be shown for review.
"""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, Provenance, values
from casedesk.interview.overheard.facts import Fact, Said
from casedesk.interview.overheard.money import money
from casedesk.interview.overheard.online import identifiers, platforms
from casedesk.interview.overheard.people import who_does_it, who_tells
from casedesk.interview.overheard.phrases import hear
from casedesk.interview.overheard.times import beginning, time_limit
from casedesk.interview.questions import Catalogue, Question

# Longer texts are stories pasted whole; the first pages hold the facts, and time stays bounded.
_LONGEST = 6000
_HEARD_BY_PHRASE = (
    "image_origin",
    "image_spread",
    "part_played",
    "suspect_knows",
    "told",
    "evidence_kept",
    "in_danger_now",
    "meeting_planned",
    "self_harm",
)
_NOBODY: Answers = MappingProxyType({})


def extract(
    text: str, catalogue: Catalogue, today: date, *, known: Answers = _NOBODY
) -> dict[str, Answer]:
    """Return the answers this text gives, by question id. Empty when it gives none.

    `today` is the reporter's own date. `known` is what was answered before; it tells whose age
    "im 24" is. Never raises on any text.
    """
    words = text.strip()
    said = Said(words[:_LONGEST], today, str(values(known).get("reporter_role", "")))
    grouped = _by_question(
        fact for fact in _facts(catalogue, said) if fact.question_id in catalogue
    )
    answers = {
        question_id: _answer(catalogue.question(question_id), facts, words)
        for question_id, facts in grouped.items()
    }
    return {question_id: answer for question_id, answer in answers.items() if answer}


def _facts(catalogue: Catalogue, said: Said) -> Iterator[Fact]:
    kinds, demands = hear("incident_kinds", said.words), hear("demands", said.words)
    yield from who_tells(said)
    yield from who_does_it(said)
    yield from kinds
    yield from demands
    yield from money(said, demanded=any(fact.value == "money" for fact in demands))
    if demands or any(fact.value == "threat_to_share" for fact in kinds):
        yield from time_limit(said)
    yield from beginning(said)
    if "platforms" in catalogue:
        yield from platforms(catalogue.question("platforms"), said)
    for question_id in _HEARD_BY_PHRASE:
        yield from hear(question_id, said.words)
    yield from identifiers(said)


def _by_question(facts: Iterator[Fact]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(fact.question_id, []).append(fact)
    return grouped


def _answer(question: Question, facts: list[Fact], words: str) -> Answer | None:
    """Return one answer from all facts heard, or None where they contradict each other."""
    outright = all(fact.provenance == "said" for fact in facts)
    provenance: Provenance = "said" if outright else "inferred"
    if question.type == "choices":
        return _several(question, facts, provenance, words)
    if any(fact.value != facts[0].value for fact in facts):
        return None
    return Answer("given", facts[0].value, provenance, words)


def _several(
    question: Question, facts: list[Fact], provenance: Provenance, words: str
) -> Answer | None:
    heard = {str(one) for fact in facts for one in _listed(fact.value)}
    exclusive = {option.value for option in question.options if option.exclusive}
    wanted = heard - exclusive or heard
    ordered: list[Value] = [one.value for one in question.options if one.value in wanted]
    return Answer("given", ordered, provenance, words) if ordered else None


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]

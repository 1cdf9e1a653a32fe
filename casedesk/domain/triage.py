"""Triage: from answers to a level, with the reasons for it.

Every rule is a floor: the level is the most urgent floor among the rules that fire, so no rule can
lower what another has set and the order of rules decides nothing but the order of the reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casedesk.domain.clocks import ClockPolicy
from casedesk.domain.conditions import Condition
from casedesk.domain.facts import derive
from casedesk.domain.levels import Level, most_urgent
from casedesk.domain.values import Values

HEADINGS = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
"""THRIVE, the risk model of UK policing (College of Policing)."""


@dataclass(frozen=True)
class Rule:
    """One floor, as written in `data/triage/rules.yml`."""

    id: str
    floor: Level
    heading: str
    text: str
    source: str
    when: Condition
    verified: bool = True


@dataclass(frozen=True)
class MustKnow:
    """A question whose answer triage wants whenever `when` holds."""

    question: str
    when: Condition


@dataclass(frozen=True)
class LevelMeaning:
    """How a level is called and what it stands for, in words for staff."""

    name: str
    means: str


@dataclass(frozen=True)
class RuleBook:
    """All that decides: levels, rules, clocks. `version` is a hash of levels and rules."""

    levels: Mapping[Level, LevelMeaning]
    rules: tuple[Rule, ...]
    must_know: tuple[MustKnow, ...]
    clocks: ClockPolicy
    version: str


@dataclass(frozen=True)
class Reason:
    """A rule that fired: its id, plain words, THRIVE heading, source and the floor it sets."""

    rule: str
    text: str
    heading: str
    source: str
    level: Level


@dataclass(frozen=True)
class Verdict:
    """The outcome of triage.

    `reasons` stand most urgent first, then in the order of the file. `headings` holds the texts of
    the reasons under each of the six THRIVE headings, some of them empty. `missing` names the
    questions to ask next, most important first.
    """

    level: Level
    reasons: tuple[Reason, ...]
    headings: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    rules_version: str


def triage(values: Values, rulebook: RuleBook, *, today: date | None = None) -> Verdict:
    """Apply every rule to the answers.

    `today` is the date where the child is. It is needed only to judge a deadline given as a date;
    without it such a deadline counts as a threat, not as a near one.
    """
    known = derive(values, today)
    fired = [_reason(rule) for rule in rulebook.rules if rule.when.holds(known)]
    reasons = tuple(sorted(fired, key=lambda reason: reason.level))
    return Verdict(
        level=most_urgent(*(reason.level for reason in reasons)),
        reasons=reasons,
        headings={heading: _texts(reasons, heading) for heading in HEADINGS},
        missing=tuple(one.question for one in rulebook.must_know if _is_missing(one, known)),
        rules_version=rulebook.version,
    )


def _reason(rule: Rule) -> Reason:
    return Reason(rule.id, rule.text, rule.heading, rule.source, rule.floor)


def _texts(reasons: tuple[Reason, ...], heading: str) -> tuple[str, ...]:
    return tuple(reason.text for reason in reasons if reason.heading == heading)


def _is_missing(one: MustKnow, known: Values) -> bool:
    if not one.when.holds(known):
        return False
    asked = ("child_age", "age_band") if one.question == "child_age" else (one.question,)
    return all(known.get(question) in (None, "unsure", ["unsure"]) for question in asked)


def new_danger(
    before: Mapping[str, Level], after: Mapping[str, Level], standing: Level
) -> frozenset[str]:
    """Return the rules whose news has to be acted on as if the case had just come in.

    `before` and `after` are the floors of the reasons by rule id. A danger at the level a case
    stands at raises nothing, yet whoever was seen before it was known has not been seen about it.
    Advice (P4) is no danger.
    """
    return frozenset(
        rule
        for rule, floor in after.items()
        if rule not in before and floor is not Level.P4 and not standing.outranks(floor)
    )

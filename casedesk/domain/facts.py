"""Facts that rules need and no single answer states.

A fact is either present with the value `yes` or absent. Because rules may only ask for what is
present (`triage.parse_rulebook` refuses `not` and `known: false`), a rule can look at what is *not*
known only through a fact of this module. That keeps every place where an answer can reassure us in
one file: an answer named in `REASSURING` may take a fact away, and no other answer can.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from casedesk.domain.values import Value, Values

REASSURING = frozenset(
    {
        ("age_band", "18_plus"),
        ("suspect_relation", "peer"),
        ("suspect_relation", "partner_or_ex"),
        ("suspect_relation", "family"),
        ("suspect_age", "under_18"),
    }
)
"""Answers that may take a fact away, beside a `child_age` of 18 or more.

Two facts go when something worse comes: `untold` when the kind of incident is said, each of which
sets a floor at least as high, and `of_age` when anything says that the person is a child.
"""

_SOON = re.compile(r"\b(?:\d*hours?|\d*hrs?|\d+h|minutes?|now|today|tonight|midnight|tomorrow)\b")
_JUST_PASSED, _ABOUT_TO_PASS = timedelta(days=-7), timedelta(days=1)
_DEMANDS = ("money", "more_images", "sexual_acts", "meeting", "account_access", "other")
_MARKS_OF_A_THREAT = frozenset(
    {"deadline", "threat_audience", "amount_demanded", "amount_paid", "payment_method"}
)


def has(values: Values, question: str, *wanted: str) -> bool:
    """Return whether the answer is, or is among, the wanted values."""
    answer = values.get(question)
    return any(one in wanted for one in (answer if isinstance(answer, list) else [answer]))


def band_of(age: int) -> str:
    """Return the `age_band` of an age in whole years."""
    bands = ((13, "under_13"), (16, "13_15"), (18, "16_17"))
    return next((band for limit, band in bands if age < limit), "18_plus")


def under_13(values: Values) -> bool:
    """Whether the child is under 13 by age or by age band; where they differ, the younger."""
    return "under_13" in _bands(values)


def of_age(values: Values) -> bool:
    """Whether the person harmed is known to be 18 or over, and nothing makes them younger."""
    return set(_bands(values)) == {"18_plus"}


def a_child(values: Values) -> bool:
    """Whether the person harmed is under 18, or their age is not known: then we act as if."""
    return not of_age(values)


def threatened(values: Values) -> bool:
    """Whether somebody threatens, demands or was paid: a threat, by any of its marks."""
    return (
        has(values, "incident_kinds", "threat_to_share", "money_demanded")
        or has(values, "demands", *_DEMANDS)
        or has(values, "image_spread", "threatened")
        or has(values, "paid", "yes")
        or not _MARKS_OF_A_THREAT.isdisjoint(values)
    )


def image_out(values: Values) -> bool:
    """Whether an image has already reached at least one other person."""
    return (
        has(values, "incident_kinds", "image_shared")
        or has(values, "image_spread", "shared_privately", "shared_publicly")
        or "shared_where" in values
    )


def adult_suspect(values: Values) -> bool:
    """Whether the suspect is said to be an adult."""
    return has(values, "suspect_age", "adult") or has(values, "suspect_relation", "known_adult")


def adult_or_unknown_suspect(values: Values) -> bool:
    """Whether the suspect is an adult, or nobody the child knows in person is known to be young.

    What somebody met only online says about their age is what they claim, so it does not count. A
    peer is young unless the reporter doubts it.
    """
    if adult_suspect(values):
        return True
    if has(values, "suspect_relation", "peer"):
        return has(values, "suspect_age", "unsure")
    met = has(values, "suspect_relation", "partner_or_ex", "family")
    return not (met and has(values, "suspect_age", "under_18"))


def position_of_trust(values: Values) -> bool:
    """Whether the suspect is an adult the child knows, or family not known to be under 18."""
    family = has(values, "suspect_relation", "family")
    return has(values, "suspect_relation", "known_adult") or (
        family and not has(values, "suspect_age", "under_18")
    )


def untold(values: Values) -> bool:
    """Whether something happened, told only in the reporter's own words, which no rule can read."""
    return "account" in values and "incident_kinds" not in values


FACTS: Mapping[str, Callable[[Values], bool]] = {
    "under_13": under_13,
    "of_age": of_age,
    "a_child": a_child,
    "threatened": threatened,
    "image_out": image_out,
    "adult_suspect": adult_suspect,
    "adult_or_unknown_suspect": adult_or_unknown_suspect,
    "position_of_trust": position_of_trust,
    "untold": untold,
}
DEADLINE_NEAR = "deadline_near"
FACT_NAMES = frozenset({*FACTS, DEADLINE_NEAR})


def deadline_near(values: Values, today: date | None) -> bool:
    """Whether the threat's deadline is today or tomorrow, fell within a week, or is called soon.

    One that has just passed may be being carried out. A date needs `today` (the reporter's local
    date) to be judged; without it only words count.
    """
    said = _as_list(values.get("deadline"))
    return any(_near(one, today) for one in said if isinstance(one, str))


def derive(values: Values, today: date | None = None) -> dict[str, Value]:
    """Return the answers together with every fact that holds for them."""
    facts: dict[str, Value] = {name: "yes" for name, holds in FACTS.items() if holds(values)}
    if deadline_near(values, today):
        facts[DEADLINE_NEAR] = "yes"
    return {**values, **facts}


def _bands(values: Values) -> list[str]:
    age, band = values.get("child_age"), values.get("age_band")
    by_age = [band_of(age)] if isinstance(age, int) else []
    return [*by_age, band] if isinstance(band, str) else by_age


def _near(said: str, today: date | None) -> bool:
    try:
        when = date.fromisoformat(said[:10])
    except ValueError:
        return _SOON.search(said.casefold()) is not None
    return today is not None and _JUST_PASSED <= when - today <= _ABOUT_TO_PASS


def _as_list(value: Value | None) -> Sequence[Value | None]:
    return value if isinstance(value, list) else [value]

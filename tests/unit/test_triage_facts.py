"""Each fact holds for every answer that means it, and for no other."""

from collections.abc import Mapping
from datetime import date

import pytest

from casedesk.domain.facts import FACT_NAMES, derive
from casedesk.domain.values import Value
from casedesk.domain.vocabulary import FIELDS

TODAY = date(2026, 11, 23)

# Fact -> question -> the values of it that alone make the fact hold.
HOLDING: dict[str, dict[str, set[Value]]] = {
    "under_13": {"child_age": set(range(13)), "age_band": {"under_13"}},
    "of_age": {"child_age": set(range(18, 26)), "age_band": {"18_plus"}},
    "threatened": {
        "incident_kinds": {"threat_to_share", "money_demanded"},
        "demands": {
            *("money", "more_images", "sexual_acts", "meeting", "account_access", "other"),
        },
        "image_spread": {"threatened"},
        "paid": {"yes"},
        "deadline": {"said"},
        "threat_audience": {"said"},
        "amount_demanded": {"said"},
        "amount_paid": {"said"},
        "payment_method": {"said"},
    },
    "image_out": {
        "incident_kinds": {"image_shared"},
        "image_spread": {"shared_privately", "shared_publicly"},
        "shared_where": {"said"},
    },
    "adult_suspect": {"suspect_age": {"adult"}, "suspect_relation": {"known_adult"}},
    "position_of_trust": {"suspect_relation": {"known_adult", "family"}},
    "untold": {"account": {"said"}},
    "deadline_near": {},
}


def holds(fact: str, values: Mapping[str, Value], today: date | None = TODAY) -> bool:
    return derive(values, today).get(fact) == "yes"


def single_answers() -> list[tuple[str, Value]]:
    answers: list[tuple[str, Value]] = [("child_age", age) for age in range(26)]
    for question, field in FIELDS.items():
        if field.kind != "age":
            answers += [(question, option) for option in field.options or ["said"]]
    return answers


def as_value(question: str, value: Value) -> Value:
    return [value] if FIELDS[question].kind == "choices" else value


@pytest.mark.parametrize("fact", HOLDING)
def test_a_fact_holds_for_exactly_these_single_answers(fact):
    found: dict[str, set[Value]] = {}
    for question, value in single_answers():
        if holds(fact, {question: as_value(question, value)}):
            found.setdefault(question, set()).add(value)

    assert found == HOLDING[fact]


def test_every_fact_is_held_against_its_answers():
    assert {*HOLDING, "a_child", "adult_or_unknown_suspect"} == FACT_NAMES


AGES = [
    ({}, False, True),
    ({"child_age": 17}, False, True),
    ({"child_age": 18}, True, False),
    ({"age_band": "18_plus"}, True, False),
    ({"child_age": 18, "age_band": "18_plus"}, True, False),
    ({"child_age": 18, "age_band": "16_17"}, False, True),
    ({"child_age": 15, "age_band": "18_plus"}, False, True),
]


@pytest.mark.parametrize(("values", "of_age", "a_child"), AGES)
def test_whoever_is_not_known_to_be_of_age_is_a_child(values, of_age, a_child):
    assert holds("of_age", values) is of_age
    assert holds("a_child", values) is a_child


def test_where_age_and_band_differ_the_younger_counts():
    assert holds("under_13", {"child_age": 15, "age_band": "under_13"})
    assert holds("under_13", {"child_age": 12, "age_band": "13_15"})


# Relation -> for which ages of the suspect (None: not answered) the fact does not hold.
KNOWN_YOUNG: dict[str | None, set[str | None]] = {
    None: set(),
    "stranger_online": set(),
    "online_only": set(),
    "peer": {None, "under_18"},
    "partner_or_ex": {"under_18"},
    "family": {"under_18"},
    "known_adult": set(),
    "unsure": set(),
}


@pytest.mark.parametrize("relation", KNOWN_YOUNG)
@pytest.mark.parametrize("age", [None, "under_18", "adult", "unsure"])
def test_a_suspect_is_adult_or_unknown_unless_known_in_person_to_be_young(relation, age):
    said = {"suspect_relation": relation, "suspect_age": age}
    values = {question: value for question, value in said.items() if value}

    young = age in KNOWN_YOUNG[relation]

    assert holds("adult_or_unknown_suspect", values) is not young


@pytest.mark.parametrize(
    ("age", "trusted"), [("under_18", False), ("adult", True), ("unsure", True)]
)
def test_family_is_in_a_position_of_trust_unless_known_to_be_young(age, trusted):
    values = {"suspect_relation": "family", "suspect_age": age}

    assert holds("position_of_trust", values) is trusted


DEADLINES = [
    ("2026-11-23", True),
    ("2026-11-24", True),
    ("2026-11-24T18:00", True),
    ("2026-11-25", False),
    ("2026-11-16", True),
    ("2026-11-15", False),
    ("now", True),
    ("Tonight at nine", True),
    ("today", True),
    ("by TOMORROW", True),
    ("midnight", True),
    ("in 20 minutes", True),
    ("in one hour", True),
    ("24h", True),
    ("2hrs", True),
    ("3 hr", True),
    ("next month", False),
    ("I don't know", False),
    ("he said soonish", False),
]


@pytest.mark.parametrize(("said", "near"), DEADLINES)
def test_a_deadline_is_near_by_date_or_by_word(said, near):
    assert holds("deadline_near", {"deadline": said}) is near
    assert holds("deadline_near", {"deadline": ["later", said]}) is near


def test_without_today_only_words_make_a_deadline_near():
    assert not holds("deadline_near", {"deadline": "2026-11-23"}, today=None)
    assert holds("deadline_near", {"deadline": "tonight"}, today=None)


def test_a_deadline_that_is_no_text_is_not_near():
    assert not holds("deadline_near", {"deadline": 5})


def test_the_kind_of_incident_says_more_than_own_words():
    assert not holds("untold", {"account": "It began.", "incident_kinds": ["other"]})


def test_the_answers_stay_beside_the_facts():
    assert derive({"child_age": 12})["child_age"] == 12

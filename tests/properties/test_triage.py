"""Triage over the whole fact space: what may lower a level, and what may not."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from casedesk.domain.facts import FACT_NAMES, REASSURING, derive
from casedesk.domain.levels import Level, most_urgent
from casedesk.domain.override import retriaged
from casedesk.domain.triage import Verdict, triage
from casedesk.domain.values import Value, Values
from casedesk.domain.vocabulary import AGES, FIELDS, Field
from casedesk.rulebook import load_rulebook

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 23)
SAYINGS = ["2026-11-23", "2026-12-24", "2026-01-01", "tonight", "some day", "200"]

# What the best news would be, for every question whose answer can be news at all.
BEST: dict[str, Value] = {
    "in_danger_now": "no",
    "self_harm": "none",
    "alone_now": "no",
    "missing": "no",
    "child_age": 25,
    "age_band": "18_plus",
    "vulnerabilities": ["none"],
    "still_happening": "no",
    "part_played": "done_to_me",
    "demands": ["nothing"],
    "paid": "no",
    "image_spread": "no",
    "suspect_relation": "peer",
    "suspect_age": "under_18",
    "suspect_knows": ["none"],
    "meeting_planned": "no",
    "other_victims": "no",
    "evidence_disappearing": "no",
    "other_children_at_risk": "no",
}
WORSE = [
    ("in_danger_now", ["no", "unsure", "yes"]),
    ("self_harm", ["none", "unsure", "thoughts", "plan"]),
    ("self_harm", ["none", "unsure", "thoughts", "attempt"]),
    ("alone_now", ["no", "yes"]),
    ("missing", ["no", "yes"]),
    ("age_band", ["18_plus", "16_17", "13_15", "under_13"]),
    ("suspect_age", ["under_18", "unsure", "adult"]),
    ("meeting_planned", ["no", "yes", "within_24h"]),
    ("image_spread", ["no", "unsure", "shared_privately", "shared_publicly"]),
    ("image_spread", ["no", "unsure", "threatened"]),
    ("still_happening", ["no", "unsure", "yes"]),
    ("other_victims", ["no", "unsure", "yes"]),
    ("other_children_at_risk", ["no", "unsure", "yes"]),
    ("evidence_disappearing", ["no", "unsure", "yes"]),
    ("device_willing", ["yes", "unsure", "no"]),
]


def _values_of(field: Field) -> SearchStrategy[Value]:
    if field.kind == "choice":
        return st.sampled_from(field.options)
    if field.kind == "choices":
        options: SearchStrategy[Value] = st.sampled_from(field.options)
        return st.lists(options, min_size=1, max_size=3, unique=True)
    return st.sampled_from(AGES) if field.kind == "age" else st.sampled_from(SAYINGS)


ONE_ANSWER = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda question: st.tuples(st.just(question), _values_of(FIELDS[question]))
)
ANSWERS: SearchStrategy[dict[str, Value]] = st.lists(ONE_ANSWER, max_size=20).map(dict)
CHOICES = [question for question, field in FIELDS.items() if field.kind == "choices"]


def verdict(values: Values) -> Verdict:
    return triage(values, RULEBOOK, today=TODAY)


def level(values: Values) -> Level:
    return verdict(values).level


def facts(values: Values) -> set[str]:
    return FACT_NAMES & derive(values, TODAY).keys()


def may_reassure(question: str, value: Value) -> bool:
    if question == "child_age":
        return isinstance(value, int) and value >= 18
    return isinstance(value, str) and (question, value) in REASSURING


def without(values: Values, question: str) -> dict[str, Value]:
    return {key: value for key, value in values.items() if key != question}


@settings(max_examples=300)
@given(ANSWERS, ONE_ANSWER)
def test_a_further_answer_never_lowers_the_level(
    values: dict[str, Value], answer: tuple[str, Value]
):
    question, value = answer
    before = without(values, question)

    if not may_reassure(question, value):
        assert not level(before).outranks(level({**before, question: value}))


@given(ANSWERS, ONE_ANSWER)
def test_only_a_reassuring_answer_takes_a_fact_away(
    values: dict[str, Value], answer: tuple[str, Value]
):
    question, value = answer
    before = without(values, question)
    gone = facts(before) - facts({**before, question: value})
    harmless = {"incident_kinds": {"untold"}, "child_age": {"of_age"}, "age_band": {"of_age"}}

    if not may_reassure(question, value):
        assert gone <= harmless.get(question, set())


@given(ANSWERS, st.data())
def test_one_more_choice_never_lowers_the_level(values: dict[str, Value], data: DataObject):
    question = data.draw(st.sampled_from(CHOICES))
    more = data.draw(st.sampled_from(FIELDS[question].options))
    before = values.get(question, [])
    assert isinstance(before, list)

    assert not level(values).outranks(level({**values, question: [*before, more]}))


@settings(max_examples=200)
@given(ANSWERS, st.sampled_from(sorted(BEST)))
def test_not_knowing_never_lowers_the_level(values: dict[str, Value], question: str):
    known = {**values, question: BEST[question]}

    assert not level(known).outranks(level(without(values, question)))


@settings(max_examples=200)
@given(ANSWERS, st.sampled_from(WORSE), st.data())
def test_worse_news_never_lowers_the_level(
    values: dict[str, Value], worse: tuple[str, list[str]], data: DataObject
):
    question, ladder = worse
    bad = data.draw(st.integers(0, len(ladder) - 2))
    others = without(values, "child_age")
    before = {**others, question: ladder[bad]}
    after = {**others, question: ladder[bad + 1]}

    assert not level(before).outranks(level(after))


@given(ANSWERS, st.randoms(use_true_random=False))
def test_neither_the_order_of_answers_nor_of_rules_matters(values: dict[str, Value], random):
    answers = list(values.items())
    rules = list(RULEBOOK.rules)
    random.shuffle(answers)
    random.shuffle(rules)

    shuffled = triage(dict(answers), replace(RULEBOOK, rules=tuple(rules)), today=TODAY)

    assert shuffled.level is level(values)
    assert set(shuffled.reasons) == set(verdict(values).reasons)
    assert shuffled.missing == verdict(values).missing


@given(ANSWERS)
def test_the_reasons_are_exactly_the_rules_that_fired(values: dict[str, Value]):
    known = derive(values, TODAY)
    fired = {rule.id: rule for rule in RULEBOOK.rules if rule.when.holds(known)}

    told = verdict(values)

    assert {one.rule for one in told.reasons} == fired.keys()
    for one in told.reasons:
        rule = fired[one.rule]
        assert (one.text, one.heading, one.source, one.level) == (
            *(rule.text, rule.heading, rule.source, rule.floor),
        )
    assert told.level is most_urgent(*(rule.floor for rule in fired.values()))


@given(ANSWERS)
def test_triage_changes_nothing_and_always_gives_the_same(values: dict[str, Value]):
    before = dict(values)

    assert verdict(values) == verdict(values)
    assert values == before


LEVELS = st.sampled_from(Level)


@given(LEVELS, ANSWERS, ANSWERS)
def test_only_a_newly_fired_rule_raises_what_people_have_set(
    standing: Level, before: dict[str, Value], now: dict[str, Value]
):
    old, new = verdict(before), verdict(now)

    after = retriaged(standing, old, new)

    assert not standing.outranks(after)
    assert retriaged(standing, new, new) is standing
    if after is not standing:
        known = {one.rule for one in old.reasons}
        assert any(one.level is after for one in new.reasons if one.rule not in known)

"""The grammar of conditions in `ask_when` and `when`."""

import pytest

from casedesk.domain.conditions import ALWAYS, ConditionError, parse_condition

HOLDS = [
    ("equals", {"a": "yes"}, {"a": "yes"}, True),
    ("differs", {"a": "yes"}, {"a": "no"}, False),
    ("is not known", {"a": "yes"}, {}, False),
    ("is one of", {"a": ["x", "y"]}, {"a": "y"}, True),
    ("is none of", {"a": ["x", "y"]}, {"a": "z"}, False),
    ("is among several", {"a": "x"}, {"a": ["x", "z"]}, True),
    ("shares one", {"a": ["x", "y"]}, {"a": ["y", "z"]}, True),
    ("shares none", {"a": ["x", "y"]}, {"a": ["z"]}, False),
    ("is the number", {"a": 3}, {"a": 3}, True),
    ("is below", {"a": {"below": 13}}, {"a": 12}, True),
    ("is not below", {"a": {"below": 13}}, {"a": 13}, False),
    ("is at least", {"a": {"at_least": 13}}, {"a": 13}, True),
    ("is not at least", {"a": {"at_least": 13}}, {"a": 12}, False),
    ("is between", {"a": {"at_least": 13, "below": 16}}, {"a": 15}, True),
    ("is beyond", {"a": {"at_least": 13, "below": 16}}, {"a": 16}, False),
    ("is no number", {"a": {"below": 13}}, {"a": "12"}, False),
    ("has no number", {"a": {"below": 13}}, {}, False),
    ("is known", {"a": {"known": True}}, {"a": "no"}, True),
    ("should be known", {"a": {"known": True}}, {}, False),
    ("is unknown", {"a": {"known": False}}, {}, True),
    ("should be unknown", {"a": {"known": False}}, {"a": "no"}, False),
    ("every entry holds", {"a": "x", "b": "y"}, {"a": "x", "b": "y"}, True),
    ("one entry fails", {"a": "x", "b": "y"}, {"a": "x"}, False),
    ("any holds", {"any": [{"a": "x"}, {"b": "y"}]}, {"b": "y"}, True),
    ("none of any holds", {"any": [{"a": "x"}, {"b": "y"}]}, {"b": "x"}, False),
    ("all hold", {"all": [{"a": "x"}, {"b": "y"}]}, {"a": "x", "b": "y"}, True),
    ("not all hold", {"all": [{"a": "x"}, {"b": "y"}]}, {"a": "x"}, False),
    ("not", {"not": {"a": "x"}}, {"a": "y"}, True),
    ("not of a truth", {"not": {"a": "x"}}, {"a": "x"}, False),
    ("not of the unknown", {"not": {"a": "x"}}, {}, True),
]


@pytest.mark.parametrize(
    ("raw", "values", "holds"), [row[1:] for row in HOLDS], ids=[row[0] for row in HOLDS]
)
def test_a_condition_holds_as_the_grammar_says(raw, values, holds):
    assert parse_condition(raw).holds(values) is holds


WRONG = [
    None,
    {},
    [],
    "a",
    {"any": {}},
    {"any": []},
    {"all": "a"},
    {"any": [{"a": "x"}, "b"]},
    {"not": "a"},
    {"a": []},
    {"a": None},
    {"a": [["x"]]},
    {"a": {}},
    {"a": {"under": 13}},
    {"a": {"below": 13, "under": 13}},
    {"a": {"below": "13"}},
    {"a": {"known": "yes"}},
    {"a": {"known": True, "below": 13}},
]


@pytest.mark.parametrize("raw", WRONG)
def test_what_is_not_in_the_grammar_is_refused(raw):
    with pytest.raises(ConditionError):
        parse_condition(raw)


def test_a_condition_knows_which_answers_it_looks_at():
    raw = {
        "a": "x",
        "any": [{"b": 1}, {"not": {"c": {"known": True}}}],
        "all": [{"d": {"below": 2}}],
    }

    assert parse_condition(raw).mentions == {"a", "b", "c", "d"}


def test_always_holds_and_looks_at_nothing():
    assert ALWAYS.holds({})
    assert ALWAYS.mentions == frozenset()

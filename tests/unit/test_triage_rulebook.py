"""The data files of triage, and the answer to mistakes in them."""

import copy
from typing import Any

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.domain.levels import Level
from casedesk.domain.rulebook_parser import parse_rulebook
from casedesk.domain.triage import HEADINGS
from casedesk.rulebook import FILES, load_rulebook

CONTENT: dict[str, Any] = {name: read_yaml(DATA / "triage" / f"{name}.yml") for name in FILES}


@pytest.fixture
def content() -> dict[str, Any]:
    return copy.deepcopy(CONTENT)


def problems(content: dict[str, Any]) -> list[str]:
    with pytest.raises(DataError) as caught:
        parse_rulebook(content)
    return caught.value.problems


def test_the_rulebook_of_the_repository_loads():
    rulebook = load_rulebook()

    assert len(rulebook.rules) >= 40
    assert set(rulebook.levels) == set(Level)
    assert {rule.heading for rule in rulebook.rules} == set(HEADINGS)


def test_a_missing_folder_is_a_data_error(tmp_path):
    with pytest.raises(DataError, match=r"levels\.yml"):
        load_rulebook(tmp_path)


def test_rules_resting_on_unread_sources_say_so():
    unread = [rule for rule in load_rulebook().rules if not rule.verified]

    assert unread
    assert all("UKCIS" in rule.source or "HMICFRS" in rule.source for rule in unread)


def test_the_version_changes_with_any_word_of_the_rules(content):
    before = parse_rulebook(content).version

    content["rules"]["rules"][0]["text"] += " Really."

    assert parse_rulebook(content).version != before
    assert len(before) == 12


def test_the_version_of_the_rules_does_not_change_with_the_clocks(content):
    before = parse_rulebook(content)

    content["clocks"]["clocks"]["child_seen"]["within"]["P4"] = "6d"

    assert parse_rulebook(content).version == before.version
    assert parse_rulebook(content).clocks.version != before.clocks.version


def test_every_problem_is_named_at_once_with_file_and_rule(content):
    content["levels"]["levels"]["P1"]["name"] = ""
    content["rules"]["rules"][0]["floor"] = "P5"
    content["rules"]["rules"][1]["heading"] = "urgency"
    content["clocks"]["clocks"]["child_seen"]["within"]["P1"] = "soon"

    assert problems(content) == [
        (
            "triage/clocks.yml: clocks: child_seen: within: `P1` must be a duration such as 15m,"
            " 24h or 5d"
        ),
        "triage/levels.yml: levels: P1: `name` must be a text",
        "triage/rules.yml: rules: danger_now: `floor` must be one of P1, P2, P3, P4",
        (
            "triage/rules.yml: rules: self_harm_attempt: `heading` must be one of threat, harm,"
            " risk, investigation, vulnerability, engagement"
        ),
    ]


WRONG_CONDITIONS = [
    ({"not": {"in_danger_now": "yes"}}, "`not` is refused"),
    ({"any": [{"not": {"in_danger_now": "yes"}}]}, "`not` is refused"),
    ({"deadline": {"known": False}}, "`known: false` is refused"),
    ({"all": [{"deadline": {"known": False}}]}, "`known: false` is refused"),
    ({"in_danger_know": "yes"}, "`in_danger_know` is neither a question nor a fact"),
    ({"in_danger_now": "yess"}, "`in_danger_now` never has the value 'yess'"),
    ({"demands": ["money", "gold"]}, "`demands` never has the value 'gold'"),
    ({"under_13": "no"}, "the fact `under_13` is either `yes` or absent"),
    ({"account": "help"}, "`account` never has the value 'help'"),
    ({"any": "yes"}, "`any` takes a list of conditions"),
    ({"child_age": {"under": 13}}, "`child_age` takes below"),
    ({}, "a condition is a mapping"),
    (None, "a condition is a mapping"),
    ("always", "a condition is a mapping"),
]


@pytest.mark.parametrize(("when", "problem"), WRONG_CONDITIONS)
def test_a_rule_that_could_never_fire_or_could_lower_is_refused(content, when, problem):
    content["rules"]["rules"][0]["when"] = when

    found = problems(content)

    assert any(
        one.startswith("triage/rules.yml: rules: danger_now: ") and problem in one for one in found
    )


def test_a_number_may_be_compared(content):
    content["rules"]["rules"][0]["when"] = {"child_age": {"below": 10}}

    assert parse_rulebook(content).rules[0].when.holds({"child_age": 9})


def test_a_rule_id_stands_once(content):
    content["rules"]["rules"][1]["id"] = "danger_now"

    assert "triage/rules.yml: rules: the id `danger_now` stands twice" in problems(content)


def test_a_misspelt_key_is_named(content):
    content["rules"]["rules"][0]["flor"] = "P1"
    content["rules"]["extra"] = []

    assert problems(content) == [
        "triage/rules.yml: rules: danger_now: `flor` is not a known key",
        "triage/rules.yml: `extra` is not a known key",
    ]


def test_the_glossary_explains_exactly_the_facts_there_are(content):
    del content["rules"]["facts"]["untold"]
    content["rules"]["facts"]["lucky"] = "No such fact."

    assert problems(content) == [
        "triage/rules.yml: facts: `untold` must be a text",
        "triage/rules.yml: facts: `lucky` is not a known key",
    ]


def test_must_know_names_questions_only(content):
    content["levels"]["must_know"] = [{"question": "shoe_size"}]

    assert problems(content) == ["triage/levels.yml: must_know: 1: `shoe_size` is not a question"]


def test_verified_may_not_be_claimed(content):
    content["rules"]["rules"][0]["verified"] = True

    assert "may only be `false`" in problems(content)[0]


@pytest.mark.parametrize("rules", [None, [], "rules", [1]])
def test_rules_must_be_a_list_of_mappings(content, rules):
    content["rules"]["rules"] = rules

    assert problems(content)


def test_empty_files_are_problems_and_not_crashes():
    assert len(problems({})) > 10

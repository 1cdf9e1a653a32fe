"""Every rule of `data/triage/rules.yml` can fire, and stays silent one answer away from it."""

from dataclasses import replace

import pytest

from casedesk.rule_examples import load_examples, problems
from casedesk.rulebook import load_rulebook

RULEBOOK = load_rulebook()
EXAMPLES = load_examples()

# Pinned, so that nobody lowers a floor, or takes a rule out, without meaning to.
FLOORS = {
    "P1": """
        danger_now self_harm_attempt self_harm_plan self_harm_alone meeting_within_a_day
        child_missing under_13_adult_or_unknown knows_home_and_threatens threat_deadline_near
    """,
    "P2": """
        danger_unsure threat_to_a_child more_images_demanded sexual_acts_demanded money_paid
        self_harm_thoughts self_harm_unsure under_13 image_already_shared image_public
        position_of_trust adult_involved meeting_planned child_asked_to_meet several_victims
        other_children_at_risk repeat_victim needs_and_capacity told_police_and_goes_on
        partner_coerces made_image_threat bears_it_alone
    """,
    "P3": """
        pressured_for_images fake_image adult_under_threat adult_asked_to_meet secretly_recorded
        account_taken_over something_else_happened only_own_words reporter_took_part
        still_happening can_be_found looked_after other_children_unsure evidence_disappearing
        device_refused_through_worry
    """,
    "P4": """
        suspect_is_a_child reported_by_another keep_from_somebody careful_contact access_needs
        wishes_given
    """,
}


def test_every_rule_fires_on_its_example_and_is_silent_one_answer_away():
    assert list(problems(RULEBOOK, EXAMPLES)) == []


@pytest.mark.parametrize("level", FLOORS)
def test_no_rule_is_lost_or_lowered(level: str):
    assert {rule.id for rule in RULEBOOK.rules if rule.floor == level} >= set(FLOORS[level].split())


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_a_case_is_never_below_the_floor_of_a_rule_that_fired(rule):
    verdict = EXAMPLES.verdict(rule.id, "fires", RULEBOOK)

    assert not rule.floor.outranks(verdict.level)


@pytest.mark.parametrize(
    ("examples", "complaint"),
    [
        (None, "danger_now: needs an example"),
        ({"fires": {"in_danger_now": "yes"}}, "danger_now: needs an example"),
        (
            {"fires": {"in_danger_now": "no"}, "silent": {"in_danger_now": "no"}},
            "danger_now: fires: the rule does not fire here",
        ),
        (
            {"fires": {"in_danger_now": "yes"}, "silent": {"in_danger_now": "yes"}},
            "danger_now: silent: the rule fires here",
        ),
        (
            {"fires": {"in_danger_now": "perhaps"}, "silent": {}},
            "danger_now: fires: in_danger_now: must be one of yes, no, unsure",
        ),
    ],
)
def test_an_example_that_shows_nothing_is_named(examples, complaint):
    changed = replace(EXAMPLES, of={**EXAMPLES.of, "danger_now": examples})

    assert [one for one in problems(RULEBOOK, changed) if one.startswith(complaint)]


def test_an_example_of_no_rule_is_named():
    changed = replace(EXAMPLES, of={**EXAMPLES.of, "gone": {"fires": {}, "silent": {}}})

    assert list(problems(RULEBOOK, changed)) == ["gone: is no rule of rules.yml"]

"""Every rule of `data/triage/rules.yml` can fire, and stays silent one answer away from it."""

from collections.abc import Mapping
from datetime import date

import pytest

from casedesk.domain.normalise import normalise_answers
from casedesk.domain.triage import triage
from casedesk.rulebook import load_rulebook

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 23)
CHILD: dict[str, object] = {"child_age": 15}
ADULT: dict[str, object] = {"child_age": 18}
THREAT: dict[str, object] = {"incident_kinds": ["threat_to_share"]}

# Rule id -> answers for which it fires, and answers nearly the same for which it does not.
WITNESSES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "danger_now": ({"in_danger_now": True}, {"in_danger_now": "unsure"}),
    "self_harm_attempt": ({"self_harm": "attempt"}, {"self_harm": "plan"}),
    "self_harm_plan": ({"self_harm": "plan"}, {"self_harm": "thoughts"}),
    "self_harm_alone": (
        {"self_harm": "thoughts", "alone_now": True},
        {"self_harm": "unsure", "alone_now": True},
    ),
    "meeting_within_a_day": ({"meeting_planned": "within_24h"}, {"meeting_planned": "yes"}),
    "child_missing": ({"missing": "yes"}, {"missing": "no"}),
    "under_13_adult_or_unknown": (
        {"child_age": 12},
        {"child_age": 12, "suspect_relation": "peer"},
    ),
    "knows_home_and_threatens": (
        {"suspect_knows": ["home"], **THREAT},
        {"suspect_knows": ["school"], **THREAT},
    ),
    "threat_deadline_near": ({"deadline": "2026-11-24"}, {"deadline": "2026-11-25"}),
    "danger_unsure": ({"in_danger_now": "unsure"}, {"in_danger_now": "yes"}),
    "threat_to_a_child": ({**CHILD, **THREAT}, {**ADULT, **THREAT}),
    "more_images_demanded": (
        {**CHILD, "demands": ["more_images"]},
        {**ADULT, "demands": ["more_images"]},
    ),
    "sexual_acts_demanded": (
        {**CHILD, "demands": ["sexual_acts"]},
        {**ADULT, "demands": ["sexual_acts"]},
    ),
    "money_paid": ({**CHILD, "amount_paid": 50}, {**ADULT, "amount_paid": 50, "paid": "yes"}),
    "self_harm_thoughts": ({"self_harm": "thoughts"}, {"self_harm": "none"}),
    "self_harm_unsure": ({"self_harm": "unsure"}, {"self_harm": "thoughts"}),
    "under_13": ({"age_band": "under_13"}, {"child_age": 13}),
    "image_already_shared": ({"shared_where": "A group chat"}, {"image_spread": "unsure"}),
    "image_public": (
        {"image_spread": "shared_publicly"},
        {"image_spread": "shared_privately"},
    ),
    "position_of_trust": (
        {"suspect_relation": "family"},
        {"suspect_relation": "family", "suspect_age": "under_18"},
    ),
    "adult_involved": (
        {**CHILD, "suspect_age": "adult"},
        {**ADULT, "suspect_age": "adult"},
    ),
    "meeting_planned": ({"meeting_planned": "yes"}, {"meeting_planned": "no"}),
    "child_asked_to_meet": (
        {**CHILD, "demands": ["meeting"]},
        {**ADULT, "demands": ["meeting"]},
    ),
    "several_victims": ({"other_victims": "yes"}, {"other_victims": "unsure"}),
    "other_children_at_risk": (
        {"other_children_at_risk": "yes"},
        {"other_children_at_risk": "unsure"},
    ),
    "repeat_victim": (
        {"vulnerabilities": ["earlier_incident"]},
        {"vulnerabilities": ["looked_after"]},
    ),
    "needs_and_capacity": ({"vulnerabilities": ["send"]}, {"vulnerabilities": ["none"]}),
    "told_police_and_goes_on": (
        {"told": ["police"], "still_happening": "yes"},
        {"told": ["school"], "still_happening": "yes"},
    ),
    "partner_coerces": (
        {"suspect_relation": "partner_or_ex", **THREAT},
        {"suspect_relation": "peer", **THREAT},
    ),
    "made_image_threat": (
        {"image_origin": "ai_made", **THREAT},
        {"image_origin": "sent", **THREAT},
    ),
    "bears_it_alone": ({"told": ["nobody"], **THREAT}, {"told": ["friend"], **THREAT}),
    "pressured_for_images": (
        {"incident_kinds": ["pressured_for_images"]},
        {"incident_kinds": ["other"]},
    ),
    "fake_image": ({"incident_kinds": ["fake_image"]}, {"image_origin": "not_seen"}),
    "adult_under_threat": ({**ADULT, **THREAT}, {**CHILD, **THREAT}),
    "adult_asked_to_meet": (
        {**ADULT, "incident_kinds": ["asked_to_meet"]},
        {**CHILD, "incident_kinds": ["asked_to_meet"]},
    ),
    "secretly_recorded": ({"image_origin": "recorded_secretly"}, {"image_origin": "hacked"}),
    "account_taken_over": ({"demands": ["account_access"]}, {"demands": ["other"]}),
    "something_else_happened": (
        {"incident_kinds": ["other"]},
        {"incident_kinds": ["fake_image"]},
    ),
    "only_own_words": (
        {"account": "Something happened."},
        {"account": "Something happened.", "incident_kinds": ["other"]},
    ),
    "reporter_took_part": ({"part_played": "both"}, {"part_played": "done_to_me"}),
    "still_happening": ({"still_happening": "unsure"}, {"still_happening": "no"}),
    "can_be_found": ({"suspect_knows": ["school"]}, {"suspect_knows": ["friends"]}),
    "looked_after": ({"vulnerabilities": ["looked_after"]}, {"vulnerabilities": ["send"]}),
    "other_children_unsure": ({"other_victims": "unsure"}, {"other_victims": "no"}),
    "evidence_disappearing": (
        {"evidence_disappearing": "unsure"},
        {"evidence_disappearing": "no"},
    ),
    "device_refused_through_worry": (
        {"device_willing": "unsure", "device_worries": "My mum would see."},
        {"device_willing": "yes", "device_worries": "My mum would see."},
    ),
    "suspect_is_a_child": ({"suspect_age": "under_18"}, {"suspect_age": "adult"}),
    "reported_by_another": (
        {"reporter_role": "professional"},
        {"reporter_role": "young_person"},
    ),
    "keep_from_somebody": ({"withhold_from": "My stepfather"}, {"withhold_from": ""}),
    "careful_contact": ({"message_safe": False}, {"message_safe": True, "contact_ok": True}),
    "access_needs": ({"access_needs": "I use sign language."}, {"access_needs": None}),
    "wishes_given": ({"wishes": "To be told first."}, {"wishes": " "}),
}

# Pinned, so that nobody lowers a floor without meaning to.
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


def fired(answers: Mapping[str, object]) -> set[str]:
    return {one.rule for one in triage(normalise_answers(answers), RULEBOOK, today=TODAY).reasons}


def test_there_is_a_witness_for_every_rule():
    assert set(WITNESSES) == {rule.id for rule in RULEBOOK.rules}


def test_every_rule_has_the_floor_it_was_given():
    for level, ids in FLOORS.items():
        assert {rule.id for rule in RULEBOOK.rules if rule.floor == level} == set(ids.split())


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_can_fire(rule):
    answers, _ = WITNESSES[rule.id]

    assert rule.id in fired(answers)


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_is_silent_one_answer_away(rule):
    _, nearly = WITNESSES[rule.id]

    assert rule.id not in fired(nearly)


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_a_case_is_never_below_the_floor_of_a_rule_that_fired(rule):
    answers, _ = WITNESSES[rule.id]

    verdict = triage(normalise_answers(answers), RULEBOOK, today=TODAY)

    assert not rule.floor.outranks(verdict.level)

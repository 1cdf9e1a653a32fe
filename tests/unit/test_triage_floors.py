"""The floors of the design's table, one example each, and cases that must stay below them."""

from collections.abc import Mapping
from datetime import date

import pytest

from casedesk.domain.levels import Level
from casedesk.domain.normalise import normalise_answers
from casedesk.domain.triage import Verdict, triage
from casedesk.rulebook import load_rulebook

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 23)


def verdict(answers: Mapping[str, object]) -> Verdict:
    return triage(normalise_answers(answers), RULEBOOK, today=TODAY)


P1 = {
    "in danger now": {"in_danger_now": "yes"},
    "an attempt": {"self_harm": "attempt"},
    "a plan": {"self_harm": "plan"},
    "alone with thoughts of self-harm": {"self_harm": "thoughts", "alone_now": "yes"},
    "a meeting within 24 hours": {"meeting_planned": "within_24h"},
    "missing": {"missing": "yes"},
    "under 13 and an adult": {"child_age": 12, "suspect_age": "adult"},
    "under 13 and a known adult": {"child_age": 12, "suspect_relation": "known_adult"},
    "under 13 and nobody named": {"child_age": 12},
    "under 13 by band and a stranger": {
        "age_band": "under_13",
        "suspect_relation": "stranger_online",
    },
    "under 13 and somebody online who says they are 12": {
        "child_age": 11,
        "suspect_relation": "online_only",
        "suspect_age": "under_18",
    },
    "under 13 and a peer whose age is doubted": {
        "child_age": 12,
        "suspect_relation": "peer",
        "suspect_age": "unsure",
    },
    "knows home and threatens": {
        "suspect_knows": ["school", "home"],
        "incident_kinds": ["threat_to_share"],
    },
    "knows home and demands": {"suspect_knows": ["home"], "demands": ["money"]},
    "a deadline tomorrow": {"deadline": "2026-11-24", "demands": ["money"]},
    "a deadline tonight": {"deadline": "tonight"},
    "a deadline in hours": {"deadline": "in 3 hours"},
}

P2 = {
    "not sure about danger": {"in_danger_now": "unsure"},
    "thoughts of self-harm": {"self_harm": "thoughts"},
    "not sure about self-harm": {"self_harm": "unsure"},
    "a threat to share": {"child_age": 15, "incident_kinds": ["threat_to_share"]},
    "a threat, age not known": {"incident_kinds": ["threat_to_share"]},
    "money demanded": {"child_age": 17, "incident_kinds": ["money_demanded"]},
    "any demand": {"child_age": 16, "demands": ["other"]},
    "more images demanded": {"child_age": 14, "demands": ["more_images"]},
    "sexual acts demanded": {"child_age": 14, "demands": ["sexual_acts"]},
    "under 13 and a peer": {
        "child_age": 12,
        "suspect_relation": "peer",
        "suspect_age": "under_18",
    },
    "an image shared": {"child_age": 15, "incident_kinds": ["image_shared"]},
    "an image shared privately": {"child_age": 15, "image_spread": "shared_privately"},
    "an image anyone can see": {"child_age": 15, "image_spread": "shared_publicly"},
    "an image shared, person of 18": {"child_age": 18, "incident_kinds": ["image_shared"]},
    "a known adult": {"child_age": 15, "suspect_relation": "known_adult"},
    "family": {"child_age": 15, "suspect_relation": "family"},
    "an adult involved": {"child_age": 15, "suspect_age": "adult"},
    "a meeting planned": {"child_age": 15, "meeting_planned": "yes"},
    "asked to meet": {"child_age": 15, "incident_kinds": ["asked_to_meet"]},
    "several victims": {"other_victims": "yes"},
    "other children at risk": {"other_children_at_risk": "yes"},
    "a repeat victim": {"vulnerabilities": ["earlier_incident"]},
    "special educational needs": {"vulnerabilities": ["send"]},
    "paid already": {"child_age": 15, "paid": "yes"},
    "the police were told and it goes on": {"told": ["police"], "still_happening": "yes"},
    "a deadline next week": {"deadline": "2026-12-01", "child_age": 15},
    "a fake image with a threat": {
        "child_age": 15,
        "incident_kinds": ["fake_image", "threat_to_share"],
    },
}

P3 = {
    "pressed for images without a threat": {
        "child_age": 15,
        "incident_kinds": ["pressured_for_images"],
        "demands": ["nothing"],
    },
    "a fake image without a threat": {"child_age": 15, "incident_kinds": ["fake_image"]},
    "18 and threatened": {"child_age": 18, "incident_kinds": ["threat_to_share"]},
    "18 by band, money demanded": {"age_band": "18_plus", "demands": ["money"]},
    "a hacked account": {"child_age": 15, "incident_kinds": ["account_hacked"]},
    "told only in own words": {"account": "Something happened."},
    "evidence disappears": {"evidence_disappearing": "yes"},
    "a device refused through worry": {
        "device_willing": "no",
        "device_worries": "I need it for school.",
    },
    "looked after": {"vulnerabilities": ["looked_after"]},
    "did it": {"part_played": "did_it", "child_age": 15},
}

P4 = {
    "nothing at all": {},
    "a friend asks for advice": {"reporter_role": "friend_sibling", "child_age": 15},
    "a peer, and nothing said to have happened": {
        "child_age": 15,
        "suspect_relation": "peer",
        "suspect_age": "under_18",
        "in_danger_now": "no",
        "self_harm": "none",
        "demands": ["nothing"],
        "image_spread": "no",
    },
}

EXAMPLES = [
    pytest.param(Level(level), answers, id=f"{level} {name}")
    for level, table in {"P1": P1, "P2": P2, "P3": P3, "P4": P4}.items()
    for name, answers in table.items()
]


@pytest.mark.parametrize(("level", "answers"), EXAMPLES)
def test_each_floor_of_the_table_holds_exactly(level: Level, answers: dict[str, object]):
    assert level is verdict(answers).level


def test_the_founding_case_is_urgent():
    """Thirteen, a peer of twelve, one picture sent, more images wanted, no money."""
    founding = {
        "reporter_role": "young_person",
        "child_age": 13,
        "in_danger_now": "no",
        "self_harm": "none",
        "incident_kinds": ["threat_to_share", "pressured_for_images"],
        "demands": ["more_images"],
        "image_origin": "sent",
        "image_spread": "threatened",
        "suspect_relation": "peer",
        "suspect_age": "under_18",
    }

    urgent = verdict(founding)

    assert urgent.level is Level.P2
    assert {"threat_to_a_child", "more_images_demanded"} <= {one.rule for one in urgent.reasons}


def test_a_stranger_abroad_with_a_deadline_is_immediate():
    stranger = {
        "child_age": 16,
        "suspect_relation": "stranger_online",
        "demands": ["money"],
        "amount_demanded": {"value": "200.00", "currency": "GBP"},
        "deadline": "2026-11-23",
    }

    assert verdict(stranger).level is Level.P1


def test_a_deadline_that_passed_long_ago_is_a_threat_but_not_an_immediate_one():
    assert verdict({"deadline": "2026-11-16"}).level is Level.P1
    assert verdict({"deadline": "2026-11-15"}).level is Level.P2


def test_the_headings_hold_the_texts_of_the_reasons_and_nothing_else():
    told = verdict({"child_age": 12, "in_danger_now": "yes", "wishes": "Not to tell my aunt."})

    assert list(told.headings) == [
        *("threat", "harm", "risk", "investigation", "vulnerability", "engagement"),
    ]
    for heading, texts in told.headings.items():
        assert texts == tuple(one.text for one in told.reasons if one.heading == heading)


def test_reasons_stand_most_urgent_first():
    levels = [one.level for one in verdict({"child_age": 12, "suspect_age": "under_18"}).reasons]

    assert levels == sorted(levels)
    assert len(set(levels)) > 1


def test_missing_names_what_is_unanswered_or_unsure_most_important_first():
    missing = verdict({"in_danger_now": "unsure", "self_harm": "none", "child_age": 15}).missing

    assert missing[0] == "in_danger_now"
    assert "self_harm" not in missing
    assert "child_age" not in missing
    assert "alone_now" not in missing


def test_an_age_band_answers_for_the_age():
    assert "child_age" not in verdict({"age_band": "13_15"}).missing
    assert "child_age" in verdict({}).missing


def test_unsure_among_several_choices_is_still_missing():
    told = {"demands": ["money"], "suspect_knows": ["unsure"]}

    assert "suspect_knows" in verdict(told).missing
    assert "suspect_knows" not in verdict({**told, "suspect_knows": ["school"]}).missing


def test_a_question_that_does_not_matter_yet_is_not_missing():
    assert "deadline" not in verdict({}).missing
    assert "deadline" in verdict({"demands": ["money"]}).missing


def test_the_verdict_names_the_version_of_the_rules():
    assert verdict({}).rules_version == RULEBOOK.version

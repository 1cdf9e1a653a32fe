"""People may set another level: upwards with a reason, downwards with a second person."""

import pytest

from casedesk.domain.errors import NotPermitted, NotPossible
from casedesk.domain.levels import Level, most_urgent
from casedesk.domain.override import Override, override, retriaged
from casedesk.domain.triage import triage
from casedesk.rulebook import load_rulebook

RULEBOOK = load_rulebook()


def test_raising_takes_one_person_and_a_reason():
    raised = override(Level.P3, Level.P1, by="ana", reason=" The school called. ")

    assert raised == Override(Level.P3, Level.P1, "ana", "The school called.", None)


def test_lowering_takes_a_second_person():
    lowered = override(Level.P1, Level.P3, by="ana", reason="A hoax.", second="ben")

    assert (lowered.level, lowered.second) == (Level.P3, "ben")


@pytest.mark.parametrize("second", [None, "", "ana"])
def test_lowering_alone_is_not_permitted(second):
    with pytest.raises(NotPermitted, match="second person"):
        override(Level.P1, Level.P2, by="ana", reason="A hoax.", second=second)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_no_level_changes_without_a_reason(reason):
    with pytest.raises(NotPossible, match="written reason"):
        override(Level.P3, Level.P1, by="ana", reason=reason)


def test_setting_the_same_level_is_no_override():
    with pytest.raises(NotPossible, match="at P2 already"):
        override(Level.P2, Level.P2, by="ana", reason="To be sure.")


def test_what_two_people_weighed_does_not_bring_the_old_level_back():
    before = triage({"in_danger_now": "yes"}, RULEBOOK)
    again = triage({"in_danger_now": "yes", "area": "LS1"}, RULEBOOK)

    assert retriaged(Level.P3, before, again) is Level.P3


def test_a_new_risk_raises_a_lowered_case():
    before = triage({"in_danger_now": "yes"}, RULEBOOK)
    worse = triage({"in_danger_now": "yes", "self_harm": "thoughts"}, RULEBOOK)

    assert retriaged(Level.P3, before, worse) is Level.P2


def test_an_answer_taken_back_lowers_nothing():
    before = triage({"in_danger_now": "yes"}, RULEBOOK)

    assert retriaged(Level.P1, before, triage({}, RULEBOOK)) is Level.P1


def test_with_nothing_to_compare_the_level_is_advice():
    assert most_urgent() is Level.P4
    assert Level.P1.outranks(Level.P2)
    assert not Level.P2.outranks(Level.P2)

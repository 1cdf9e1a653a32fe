"""A danger that is news has to be acted on, even when it raises no level."""

import pytest

from casedesk.domain.levels import Level
from casedesk.domain.triage import new_danger

KNOWN = {"threat": Level.P2}


@pytest.mark.parametrize(
    ("floor", "standing", "is_news"),
    [
        (Level.P1, Level.P1, True),
        (Level.P1, Level.P2, True),
        (Level.P2, Level.P2, True),
        (Level.P2, Level.P1, False),
        (Level.P3, Level.P3, True),
        (Level.P4, Level.P4, False),
    ],
)
def test_a_reason_is_new_danger_when_it_stands_at_the_cases_level_or_above_and_is_no_advice(
    floor: Level, standing: Level, is_news: bool
) -> None:
    found = new_danger(KNOWN, {**KNOWN, "other": floor}, standing)

    assert found == (frozenset({"other"}) if is_news else frozenset())


def test_what_was_known_is_no_news() -> None:
    assert not new_danger(KNOWN, KNOWN, Level.P2)

"""Who hears of a clock that runs on, and when."""

from datetime import UTC, datetime, timedelta

from casedesk.domain.clocks import deadline
from casedesk.domain.ladder import step, steps_due
from casedesk.domain.levels import Level
from casedesk.rulebook import load_rulebook

POLICY = load_rulebook().clocks
RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URGENT = deadline("child_seen", Level.P2, RECEIVED, POLICY)
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


def test_the_ladder_is_climbed_step_by_step():
    told = [
        (one.number, one.percent, one.to, one.demands, one.at - RECEIVED)
        for one in steps_due(URGENT, RECEIVED + 96 * HOUR, POLICY)
    ]

    assert told == [
        (1, 50, "owner", "action", 12 * HOUR),
        (2, 100, "duty_supervisor", "written_reason", 24 * HOUR),
        (3, 200, "head_of_safeguarding", "written_reason", 48 * HOUR),
        (4, None, "head_of_safeguarding", "written_reason", 72 * HOUR),
        (5, None, "head_of_safeguarding", "written_reason", 96 * HOUR),
    ]


def test_eleven_silent_days_are_heard_twelve_times():
    silent = steps_due(URGENT, RECEIVED + timedelta(days=11), POLICY)

    assert [one.number for one in silent] == list(range(1, 13))
    assert [one.at - RECEIVED for one in silent][3:] == [timedelta(days=n) for n in range(3, 12)]


def test_a_step_is_due_at_its_instant_and_not_before():
    halfway = RECEIVED + 12 * HOUR

    assert steps_due(URGENT, halfway - MOMENT, POLICY) == ()
    assert [one.number for one in steps_due(URGENT, halfway, POLICY)] == [1]


def test_steps_that_were_recorded_are_not_given_again():
    now = RECEIVED + 50 * HOUR

    assert [one.number for one in steps_due(URGENT, now, POLICY, after=2)] == [3]
    assert steps_due(URGENT, now, POLICY, after=3) == ()


def test_a_single_step_is_the_one_the_ladder_gives():
    for one in steps_due(URGENT, RECEIVED + timedelta(days=30), POLICY):
        assert step(URGENT, one.number, POLICY) == one


def test_a_step_fired_late_says_how_late():
    first = step(URGENT, 1, POLICY)

    assert first.late_by(RECEIVED + 13 * HOUR) == HOUR


def test_an_immediate_case_climbs_within_two_hours():
    immediate = deadline("child_seen", Level.P1, RECEIVED, POLICY)

    assert [one.at - RECEIVED for one in steps_due(immediate, RECEIVED + 2 * HOUR, POLICY)] == [
        *(HOUR / 2, HOUR, 2 * HOUR),
    ]

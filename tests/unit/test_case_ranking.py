"""The order of the queue."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.levels import Level
from casedesk.domain.ranking import Waiting, band, queue_key

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def order(*cases: tuple[str, Level, int]) -> str:
    waiting = [Waiting(name, level, NOW + hours * HOUR) for name, level, hours in cases]
    return "".join(case.reference for case in sorted(waiting, key=lambda one: queue_key(one, NOW)))


def test_the_level_comes_first_then_the_time_to_breach():
    assert (
        order(("d", Level.P4, 1), ("c", Level.P3, 1), ("b", Level.P2, 9), ("a", Level.P2, 2))
        == "abcd"
    )


def test_a_late_case_ranks_before_everything_on_time_one_level_up():
    assert order(("b", Level.P2, 1), ("a", Level.P3, -1), ("c", Level.P3, 1)) == "abc"


def test_nothing_but_an_immediate_case_ranks_with_the_immediate_ones():
    assert order(("b", Level.P2, -99), ("a", Level.P1, 1), ("c", Level.P2, 1)) == "abc"


def test_a_case_is_late_from_the_instant_it_is_due():
    assert order(("a", Level.P3, 0), ("b", Level.P2, 1)) == "ab"


def test_equal_cases_keep_a_fixed_order():
    assert order(("b", Level.P2, 1), ("a", Level.P2, 1)) == "ab"


def test_the_bands():
    assert [band(level, late=False) for level in Level] == [1, 2, 3, 4]
    assert [band(level, late=True) for level in Level] == [1, 2, 2, 3]


CASES = st.lists(
    st.builds(
        Waiting,
        st.text("abc", min_size=3, max_size=3),
        st.sampled_from(Level),
        st.timedeltas(-5 * HOUR, 5 * HOUR).map(lambda offset: NOW + offset),
    ),
    unique_by=lambda case: case.reference,
)


@given(CASES)
def test_within_a_level_the_order_is_that_of_due_instants(cases: list[Waiting]):
    ordered = sorted(cases, key=lambda case: queue_key(case, NOW))

    for level in Level:
        instants = [case.due_at for case in ordered if case.level is level]
        assert instants == sorted(instants)


@given(CASES, st.timedeltas(timedelta(0), 9 * HOUR))
def test_waiting_longer_never_moves_a_case_behind_one_it_preceded_in_its_level(cases, wait):
    before = sorted(cases, key=lambda case: queue_key(case, NOW))
    after = sorted(cases, key=lambda case: queue_key(case, NOW + wait))
    place = {case.reference: number for number, case in enumerate(after)}

    for first, second in pairwise(before):
        if first.level is second.level:
            assert place[first.reference] < place[second.reference]

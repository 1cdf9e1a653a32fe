"""The order of the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.levels import Level
from casedesk.domain.ranking import Waiting, band, behind, queue_key

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


def test_a_marked_case_lets_others_of_its_level_go_first_and_none_of_another():
    marked = Waiting("m", Level.P2, NOW + HOUR, others_first=True)
    others = [Waiting("a", Level.P2, NOW + 9 * HOUR), Waiting("b", Level.P3, NOW + HOUR)]

    ordered = sorted([marked, *others], key=lambda case: queue_key(case, NOW))

    assert [case.reference for case in ordered] == ["a", "m", "b"]


def test_once_late_a_marked_case_stands_where_it_would_without_the_mark():
    late = Waiting("m", Level.P2, NOW, others_first=True)

    assert queue_key(late, NOW) == queue_key(replace(late, others_first=False), NOW)


CASES = st.lists(
    st.builds(
        Waiting,
        st.text("abc", min_size=3, max_size=3),
        st.sampled_from(Level),
        st.timedeltas(-5 * HOUR, 5 * HOUR).map(lambda offset: NOW + offset),
        st.booleans(),
    ),
    unique_by=lambda case: case.reference,
)


@given(CASES)
def test_within_a_level_the_order_is_that_of_due_instants_with_marked_ones_last(
    cases: list[Waiting],
):
    ordered = sorted(cases, key=lambda case: queue_key(case, NOW))

    for level in Level:
        order = [(behind(one, NOW), one.due_at) for one in ordered if one.level is level]
        assert order == sorted(order)


@given(CASES)
def test_marks_change_the_order_within_a_level_only(cases: list[Waiting]):
    unmarked = [replace(case, others_first=False) for case in cases]

    levels = [case.level for case in sorted(cases, key=lambda case: queue_key(case, NOW))]

    assert levels == [case.level for case in sorted(unmarked, key=lambda one: queue_key(one, NOW))]


@given(CASES)
def test_nothing_marked_ever_stands_before_an_unmarked_one_for_being_marked(cases: list[Waiting]):
    place = {one.reference: at for at, one in enumerate(sorted(cases, key=_unmarked_key))}
    after = {one.reference: at for at, one in enumerate(sorted(cases, key=_key))}

    for case in cases:
        if behind(case, NOW):
            assert after[case.reference] >= place[case.reference]
        else:
            assert after[case.reference] <= place[case.reference]


def _key(case: Waiting) -> object:
    return queue_key(case, NOW)


def _unmarked_key(case: Waiting) -> object:
    return queue_key(replace(case, others_first=False), NOW)


@given(CASES, st.timedeltas(timedelta(0), 9 * HOUR))
def test_waiting_longer_never_moves_a_case_behind_one_like_it_that_it_preceded(cases, wait):
    before = sorted(cases, key=lambda case: queue_key(case, NOW))
    after = sorted(cases, key=lambda case: queue_key(case, NOW + wait))
    place = {case.reference: number for number, case in enumerate(after)}

    for first, second in pairwise(before):
        if first.level is second.level and behind(first, NOW) == behind(second, NOW):
            assert place[first.reference] < place[second.reference]

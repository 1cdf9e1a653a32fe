"""Reports that name the same suspect form a series, whatever order they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.identifiers import Term
from casedesk.domain.series import Placement, explanation, group, link_strength, place


def phone(text: str) -> Term:
    return Term("phone", "", text)


def name(text: str) -> Term:
    return Term("name", "", text)


STRENGTHS = [
    ([], None),
    (["name"], "possible"),
    (["handle_anywhere", "name"], "possible"),
    (["phone"], "strong"),
    (["name", "wallet"], "strong"),
]


@pytest.mark.parametrize(("kinds", "strength"), STRENGTHS)
def test_a_link_is_as_strong_as_its_strongest_term(kinds, strength):
    assert link_strength(kinds) == strength


EXPLAINED = [
    ([("phone", "")], "Both reports name the same phone number."),
    (
        [("handle_anywhere", ""), ("handle", "snapchat")],
        "Both reports name the same handle on snapchat.",
    ),
    (
        [("handle_anywhere", "")],
        "Both reports name the same handle, perhaps on different platforms.",
    ),
    (
        [("name", ""), ("wallet", ""), ("wallet", "")],
        "Both reports name the same wallet and the same name.",
    ),
]


@pytest.mark.parametrize(("shared", "told"), EXPLAINED)
def test_a_link_explains_itself_without_the_identifier(shared, told):
    assert explanation(shared) == told


def test_a_report_without_links_makes_a_new_series():
    assert place([], {}) == Placement(None)


def test_a_report_that_joins_two_series_merges_them_into_the_oldest():
    assert place(["b", "a", "b", "c"], {"a": 3, "b": 1, "c": 2}) == Placement("b", ("c", "a"))


def test_of_series_equally_old_the_first_by_name_stays():
    assert place(["b", "a"], {"a": 1, "b": 1}) == Placement("a", ("b",))


def test_reports_are_grouped_through_each_other():
    reports = {
        "r1": [phone("1")],
        "r2": [phone("2"), name("jo")],
        "r3": [phone("1"), phone("2")],
        "r4": [name("jo")],
        "r5": [],
    }

    assert group(reports) == (frozenset({"r1", "r2", "r3"}),)


def test_a_long_chain_of_reports_is_one_series():
    chain = {str(n): [phone(str(n)), phone(str(n + 1))] for n in range(5000)}

    assert group(chain) == (frozenset(chain),)


REPORTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=2),
    st.lists(st.sampled_from([phone("1"), phone("2"), phone("3"), phone("4"), name("jo")])),
    max_size=12,
)


def one_by_one(reports: dict[str, list[Term]]) -> set[frozenset[str]]:
    """Place report after report, as the desk does, keeping series as sets of members."""
    series: dict[str, set[str]] = {}
    made: dict[str, int] = {}
    for number, (report, named) in enumerate(reports.items()):
        linked = [
            known
            for known, members in series.items()
            for member in members
            if link_strength([term.kind for term in set(named) & set(reports[member])]) == "strong"
        ]
        placed = place(linked, made)
        home = placed.series or report
        made.setdefault(home, number)
        joined = series.setdefault(home, set())
        joined.add(report)
        for merged in placed.merged:
            joined |= series.pop(merged)
    return {frozenset(members) for members in series.values() if len(members) > 1}


@given(REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(reports, random):
    arrivals = list(reports.items())
    random.shuffle(arrivals)

    assert one_by_one(dict(arrivals)) == set(group(reports))

import pytest

from casedesk.interview.parsers.ages import parse_age
from casedesk.interview.parsers.outcome import NotUnderstood


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("13", 13),
        ("13!!", 13),
        ("im 13", 13),
        ("i'm fifteen", 15),
        ("i am  twelve", 12),
        ("thirteen", 13),
        ("forteen", 14),  # letters missing
        ("thirten", 13),
        ("13yo", 13),
        ("13y/o", 13),
        ("im a 13 yr old girl", 13),
        ("Age: 9", 9),
        ("13 and a half", 13),
        ("only 11 sorry", 11),
        ("nearly 14", 13),  # not yet reached
        ("almost thirteen", 12),
        ("turning 14 next month", 13),
        ("14 next week", 13),
        ("fourteen in may", 13),
        ("12 (13 in march)", 12),
        ("6 months", 0),
        ("18 months", 1),
        ("0", 0),
        ("thirteen and three quarters", 13),
        ("14.5", 14),
        ("16 next birthday", 15),
        ("12ish", 12),
        ("25", 25),
        ("my son is 15", 15),
        ("she's 15", 15),
        ("hes 15 and im 40", 15),  # only one of the two can be the child
        ("im 14 and hes 17", 14),
        ("twenty one", 21),
        ("im 13 😭", 13),
        ("１３", 13),  # noqa: RUF001 - full-width digits from a phone keyboard
    ],
)
def test_an_age_is_read_as_whole_years(said: str, age: int) -> None:
    assert parse_age(said) == age


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("30", "age_out_of_range"),
        ("99", "age_out_of_range"),
        ("-3", "age_out_of_range"),
        ("i am 140", "age_out_of_range"),
        ("why", "not_an_age"),
        ("year 9", "not_an_age"),
        ("old enough", "not_an_age"),
        ("£13", "not_an_age"),
        ("it happened 3 times", "not_an_age"),
        ("13-14", "which_one"),
        ("12 or 13", "which_one"),
    ],
)
def test_what_is_no_clear_age_says_why(said: str, kind: str) -> None:
    assert parse_age(said) == NotUnderstood(kind)  # type: ignore[arg-type] # from the table

from datetime import date

import pytest

from casedesk.interview.parsers.dates import parse_date
from casedesk.interview.parsers.outcome import NotUnderstood

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-11-23"),
        ("just now", "2026-11-23"),
        ("this morning", "2026-11-23"),
        ("2 hrs ago", "2026-11-23"),
        ("yesterday", "2026-11-22"),
        ("last night", "2026-11-22"),
        ("the day before yesterday", "2026-11-21"),
        ("few days ago", "2026-11-20"),
        ("3 weeks ago", "2026-11-02"),
        ("a couple of weeks ago", "2026-11-09"),
        ("about a fortnight ago", "2026-11-09"),
        ("its been 3 weeks now", "2026-11-02"),
        ("a month ago", "2026-10-23"),
        ("week ago", "2026-11-16"),
        ("for about 2 months", "2026-09-23"),
        ("a year ago", "2025-11-23"),
        ("last week", "2026-11-16"),
        ("last month", "2026-10-23"),
        ("last year", "2025-11-23"),
        ("last weekend", "2026-11-21"),
        ("the other day", "2026-11-20"),
        ("start of the year", "2026-01-01"),
        ("tuesday", "2026-11-17"),
        ("last tuesday", "2026-11-17"),
        ("last tues", "2026-11-17"),
        ("on sunday", "2026-11-22"),
        ("monday", "2026-11-16"),  # said on a Monday, of the past
        ("friday just gone", "2026-11-20"),
        ("tuesday last week", "2026-11-17"),
        ("12/10", "2026-10-12"),  # day before month
        ("12/10/25", "2025-10-12"),
        ("12.10.2026", "2026-10-12"),
        ("12/25", "2025-12-25"),  # can only be month before day
        ("2026-11-01", "2026-11-01"),
        ("1st november", "2026-11-01"),
        ("12 oct", "2026-10-12"),
        ("oct 12th", "2026-10-12"),
        ("12th of dec", "2025-12-12"),
        ("the 5th", "2026-11-05"),
        ("the 30th", "2026-10-30"),
        ("since sept", "2026-09-01"),
        ("in december", "2025-12-01"),
        ("march 2025", "2025-03-01"),
        ("in the summer", "2026-06-01"),
        ("around halloween", "2026-10-31"),
        ("christmas", "2025-12-25"),
        ("not sure maybe last weds", "2026-11-18"),
    ],
)
def test_a_day_in_the_past_is_found(said: str, day: str) -> None:
    assert parse_date(said, MONDAY, "past") == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("friday", "2026-11-27"),
        ("by fri", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("monday", "2026-11-23"),  # said on a Monday: the sooner day is the safer reading
        ("a week on friday", "2026-12-04"),
        ("by sunday 5pm", "2026-11-29"),
        ("tonight", "2026-11-23"),
        ("midnight", "2026-11-23"),
        ("5pm", "2026-11-23"),
        ("in an hour", "2026-11-23"),
        ("tmrw", "2026-11-24"),
        ("24 hrs", "2026-11-24"),
        ("he said 48 hours", "2026-11-25"),
        ("2 days", "2026-11-25"),
        ("by the weekend", "2026-11-28"),
        ("next week", "2026-11-30"),
        ("the 30th", "2026-11-30"),
        ("the 5th", "2026-12-05"),
        ("1 dec", "2026-12-01"),
        ("end of the month", "2026-11-30"),
    ],
)
def test_a_day_to_come_is_found(said: str, day: str) -> None:
    assert parse_date(said, MONDAY, "future") == day


@pytest.mark.parametrize(
    "said",
    [
        "ages ago",
        "it may be bad",
        "i sat down",
        "31/02",
        "half term",
        "32/13/2026",
        "1/1/1066",
        "why",
    ],
)
def test_what_names_no_day_is_no_date(said: str) -> None:
    assert parse_date(said, MONDAY, "past") == NotUnderstood("not_a_date")


def test_something_past_cannot_have_begun_tomorrow() -> None:
    assert parse_date("tomorrow", MONDAY, "past") == NotUnderstood("date_in_future")


def test_29_february_outside_a_leap_year_is_the_28th() -> None:
    assert parse_date("29 feb", MONDAY, "past") == "2026-02-28"


def test_a_month_before_the_31st_is_the_last_of_its_month() -> None:
    assert parse_date("a month ago", date(2026, 3, 31), "past") == "2026-02-28"

"""Office time across nights, weekends, closed days and changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casedesk.domain.office_hours import OfficeHours

LONDON = OfficeHours(
    zone=ZoneInfo("Europe/London"),
    days=frozenset(range(5)),
    opens=time(9),
    closes=time(17),
    closed_on=frozenset({date(2026, 12, 25)}),
)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ADDED = [
    ("within a day", "2026-11-23 10:00", 2, "2026-11-23 12:00"),
    ("until closing", "2026-11-23 10:00", 7, "2026-11-23 17:00"),
    ("over night", "2026-11-23 16:00", 2, "2026-11-24 10:00"),
    ("from before opening", "2026-11-23 03:00", 1, "2026-11-23 10:00"),
    ("from after closing", "2026-11-23 17:00", 1, "2026-11-24 10:00"),
    ("over a weekend", "2026-11-20 16:00", 2, "2026-11-23 10:00"),
    ("from a Saturday", "2026-11-21 12:00", 8, "2026-11-23 17:00"),
    ("over a closed day and a weekend", "2026-12-24 16:00", 2, "2026-12-28 10:00"),
    ("over the spring change", "2026-03-27 16:00", 2, "2026-03-30 09:00"),
    ("over the autumn change", "2026-10-23 15:00", 2, "2026-10-26 10:00"),
    ("in summer time", "2026-07-01 08:00", 8, "2026-07-01 16:00"),
    ("over a leap day", "2028-02-28 16:00", 9, "2028-02-29 17:00"),
    ("over the new year", "2026-12-31 16:00", 2, "2027-01-01 10:00"),
]


@pytest.mark.parametrize(
    ("start", "hours", "due"), [row[1:] for row in ADDED], ids=[row[0] for row in ADDED]
)
def test_office_time_is_added(start, hours, due):
    assert LONDON.add(instant(start), timedelta(hours=hours)) == instant(due)


def test_an_office_that_never_opens_is_an_error_and_not_an_endless_wait():
    never = OfficeHours(ZoneInfo("UTC"), frozenset(), time(9), time(17))

    with pytest.raises(ValueError, match="does not open"):
        never.add(instant("2026-11-23 10:00"), timedelta(hours=1))


def test_a_day_shortened_by_the_change_counts_what_is_left_of_it():
    """London has no 01:00-02:00 on 29 March 2026, so this office is open for one hour only."""
    night = OfficeHours(ZoneInfo("Europe/London"), frozenset({6}), time(0, 30), time(2, 30))

    due = night.add(instant("2026-03-28 12:00"), timedelta(hours=1, minutes=30))

    assert due == instant("2026-04-05 00:00")

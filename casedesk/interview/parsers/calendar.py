"""Names of days and months, and the arithmetic of near dates."""

import calendar
from datetime import date, timedelta

from casedesk.interview.questions import Tense

_DAY_NAMES = (
    "monday mon mondy",
    "tuesday tue tues tuesdy",
    "wednesday wed weds wensday wednsday",
    "thursday thu thur thurs thursdy",
    "friday fri fryday firday",
    "saturday sat saterday",
    "sunday sun sundy",
)
_MONTH_NAMES = (
    "january jan",
    "february feb febuary",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
DAYS = {name: at for at, names in enumerate(_DAY_NAMES) for name in names.split()}
MONTHS = {name: at for at, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
# Words that mean something else too: "it may be", "i sat down".
SHORT_AND_UNCLEAR = frozenset(
    {"may", "mar", "march", "sat", "sun", "mon", "wed", "fri", "dec", "jan"}
)
# Seasons begin as the Met Office counts them; feasts are fixed days of the UK calendar.
SEASONS_AND_FEASTS = {
    "new years? eve": (12, 31),
    "new year(?:s)?(?: day)?": (1, 1),
    "valentines(?: day)?": (2, 14),
    "halloween": (10, 31),
    "(?:bonfire|fireworks) night": (11, 5),
    "christmas(?: day)?|xmas": (12, 25),
    "boxing day": (12, 26),
    "spring": (3, 1),
    "summer": (6, 1),
    "autumn": (9, 1),
    "winter": (12, 1),
}


def in_year(year: int, month: int, day: int) -> date:
    """Return the date; 29 February outside a leap year is the 28th."""
    if (month, day) == (2, 29) and not calendar.isleap(year):
        day = 28
    return date(year, month, day)


def nearest(month_and_day: tuple[int, int], today: date, tense: Tense) -> date:
    """Return the latest such day not after today, or the earliest not before it."""
    this_year = in_year(today.year, *month_and_day)
    if tense == "past":
        return this_year if this_year <= today else in_year(today.year - 1, *month_and_day)
    return this_year if this_year >= today else in_year(today.year + 1, *month_and_day)


def weekday_near(weekday: int, today: date, tense: Tense) -> date:
    """Return the last such weekday before today, or the next one from today on (Monday is 0).

    A deadline on today's weekday means today: the sooner reading is the safer one.
    """
    if tense == "past":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months on, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

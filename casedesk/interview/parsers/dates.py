"""Reading dates as people say them: "yesterday", "last tues", "3 weeks ago", "12/10", "since sept".

Days are the reporter's own; day comes before month, as in the UK. Each reader takes the text and
returns a date or None; the first that reads one wins. A rough answer becomes the nearest plain date
("in sept" is the 1st): the person's own words are kept beside it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from casedesk.interview.parsers.calendar import (
    DAYS,
    MONTHS,
    SEASONS_AND_FEASTS,
    SHORT_AND_UNCLEAR,
    add_months,
    nearest,
    weekday_near,
)
from casedesk.interview.parsers.numbers import SMALL_NUMBERS
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.plain import plain
from casedesk.interview.questions import Tense

_EARLIEST_YEARS = 25  # Nothing in a young person's report began before they were born.
_LATEST_YEARS = 5


def parse_date(text: str, today: date, tense: Tense) -> str | NotUnderstood:
    """Return an ISO date; `tense` says which way an unclear one points.

    A past date that lies in the future is refused (`date_in_future`), as is one out of all reason.
    """
    found = find_date(text, today, tense)
    if found is None or not _sensible(found, today):
        return NotUnderstood("not_a_date")
    if tense == "past" and found > today:
        return NotUnderstood("date_in_future")
    return found.isoformat()


def find_date(text: str, today: date, tense: Tense) -> date | None:
    """Return the date named anywhere in the text, or None."""
    try:
        numeric = _numeric(text, today, tense)
        if numeric:
            return numeric
        words = plain(text)
        return next((day for read in _READERS if (day := read(words, today, tense))), None)
    except (OverflowError, ValueError):
        return None  # "the 31st of February", or a million years ago


def _sensible(day: date, today: date) -> bool:
    return -_EARLIEST_YEARS <= day.year - today.year <= _LATEST_YEARS


_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/.-]|\.\d)")


def _numeric(text: str, today: date, tense: Tense) -> date | None:
    iso = _ISO.search(text)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _SLASHED.search(text)
    if not found or (found[2] != "/" and not found[4]):
        return None
    day, month = int(found[1]), int(found[3])
    if month > 12 >= day:
        day, month = month, day
    return _placed((day, month, found[4]), today, tense)


def _placed(said: tuple[int, int, str | None], today: date, tense: Tense) -> date:
    """Return the date of a day, a month and perhaps a year."""
    day, month, year = said
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return nearest((month, day), today, tense)


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?: ?(?:st|nd|rd|th))?(?: of)? ({_MONTH})\b(?: (\d{{4}}))?")
_MONTH_DAY = re.compile(rf"\b({_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?: (\d{{4}}))?")
_THE_NTH = re.compile(r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b")


def _day_and_month(words: str, today: date, tense: Tense) -> date | None:
    found = _DAY_MONTH.search(words)
    if found:
        return _placed((int(found[1]), MONTHS[found[2]], found[3]), today, tense)
    found = _MONTH_DAY.search(words)
    if found:
        return _placed((int(found[2]), MONTHS[found[1]], found[3]), today, tense)
    return None


def _the_nth(words: str, today: date, tense: Tense) -> date | None:
    found = _THE_NTH.search(words)
    if not found:
        return None
    day = int(found[1])
    this_month = date(today.year, today.month, day)
    if tense == "past" and this_month > today:
        return add_months(this_month, -1)
    return add_months(this_month, 1) if tense == "future" and this_month < today else this_month


_TODAY = (
    r"today|tonight|this (?:morning|evening|afternoon)|just now|right now|just happened|midnight"
    r"|end of the day|in a (?:bit|minute|sec)|(?:mins|minutes) ago"
)
# Longest first: "the day before yesterday" is not "yesterday".
_NEAR_DAYS = (
    ("day before yesterday|2 days ago", -2),
    ("day after tomorrow", 2),
    ("yesterday|last night|last evening", -1),
    ("tomorrow|in the morning|overnight", 1),
    (_TODAY, 0),
)


def _near_day(words: str, today: date, _: Tense) -> date | None:
    if words in {"now", "earlier"} or _CLOCK_TIME.fullmatch(words):
        return today
    for pattern, days in _NEAR_DAYS:
        if re.search(rf"\b(?:{pattern})\b", words):
            return today + timedelta(days=days)
    return None


_CLOCK_TIME = re.compile(r"(?:by |at |before |until )?\d{1,2}(?: \d\d)? ?(?:am|pm|oclock)")
_COUNT = "|".join(sorted(SMALL_NUMBERS, key=len, reverse=True))
_SPAN = re.compile(
    rf"\b(\d{{1,3}}|{_COUNT})? ?(?:of )?"
    r"(min|minute|hr|hour|day|week|wk|fortnight|month|mth|year|yr)s?\b"
    r"( and a half)?( ago| back| before| from now| left| later)?"
)
_AHEAD = re.compile(
    r"\b(?:in|within|have|got|gave me|give me|giving me|next)(?: the| about| only| just)*$"
)
_BACK = re.compile(r"\b(?:for|past|last|since|about)(?: the| about| like| only| just)*$")


def _span(words: str, today: date, tense: Tense) -> date | None:
    for found in _SPAN.finditer(words):
        if found[1] is None and not found[4]:
            continue
        ahead = _points_ahead(words[: found.start()].rstrip(), (found[4] or "").strip(), tense)
        said = found[1] or "a"  # "week ago"
        count = int(said) if said.isdigit() else SMALL_NUMBERS[said]
        return _moved(today, count if ahead else -count, found[2])
    return None


def _points_ahead(before: str, after: str, tense: Tense) -> bool:
    if after in {"ago", "back", "before"}:
        return False
    if after or _AHEAD.search(before):
        return True
    return tense == "future" and not _BACK.search(before)


def _moved(today: date, count: int, unit: str) -> date:
    if unit in {"min", "minute"}:
        return today
    if unit in {"hr", "hour"}:
        return today + timedelta(days=int(count / 24))
    if unit in {"month", "mth"}:
        return add_months(today, count)
    if unit in {"year", "yr"}:
        return add_months(today, 12 * count)
    days = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}[unit]
    return today + timedelta(days=days * count)


_PERIOD = re.compile(
    r"\b(last|next|this|the other|over the|at the|by the|beginning of the|start of the|end of the)"
    r" (week|month|year|weekend|day|term|wkend)\b"
)


def _period(words: str, today: date, tense: Tense) -> date | None:
    found = _PERIOD.search(words)
    if not found:
        return None
    which, unit = found[1], found[2]
    if unit in {"weekend", "wkend"}:
        return weekday_near(5, today, _TENSES.get(which, tense))
    if which == "the other":
        return today - timedelta(days=3)
    if unit == "term" or which.endswith("the"):
        return _edge(which, unit, today)
    return _moved(today, {"last": -1, "next": 1}.get(which, 0), unit)


_TENSES: dict[str, Tense] = {"last": "past", "next": "future"}


def _edge(which: str, unit: str, today: date) -> date | None:
    if unit == "week":
        return today + timedelta(days=(6 if which.startswith("end") else 0) - today.weekday())
    if unit == "month":
        first = today.replace(day=1)
        return add_months(first, 1) - timedelta(days=1) if which.startswith("end") else first
    if unit == "year":
        return date(today.year, 12, 31) if which.startswith("end") else date(today.year, 1, 1)
    return None


_LEAD = (
    r"(?:on|last|since|in|from|this|by|next|early|late|mid|until|til|till|before|around|of|every)"
)
_DAY = "|".join(sorted(DAYS, key=len, reverse=True))
_DAY_NAME = re.compile(rf"\b(?:({_LEAD}) )?({_DAY})\b( week| just gone| gone)?")


def _weekday(words: str, today: date, tense: Tense) -> date | None:
    for found in _DAY_NAME.finditer(words):
        lead, name, after = found[1], found[2], (found[3] or "").strip()
        if name in SHORT_AND_UNCLEAR and not lead and len(words.split()) > 2:
            continue
        way = "past" if "gone" in after else _TENSES.get(lead or "", tense)
        day = weekday_near(DAYS[name], today, way)
        if "last week" in words and way == "past":
            monday = today - timedelta(days=today.weekday() + 7)
            return monday + timedelta(days=DAYS[name])
        if after == "week" or (way == "future" and f"week on {name}" in words):
            return day + timedelta(days=7)
        return day
    return None


_MONTH_NAME = re.compile(rf"\b(?:({_LEAD}) )?({_MONTH})\b(?: (\d{{4}}))?")


def _month(words: str, today: date, tense: Tense) -> date | None:
    for found in _MONTH_NAME.finditer(words):
        lead, name, year = found[1], found[2], found[3]
        if name in SHORT_AND_UNCLEAR and not (lead or year) and len(words.split()) > 2:
            continue
        month = MONTHS[name]
        if year:
            return date(int(year), month, 1)
        return nearest((month, 1), today, tense)
    return None


def _feast_or_season(words: str, today: date, tense: Tense) -> date | None:
    for name, (month, day) in SEASONS_AND_FEASTS.items():
        if re.search(rf"\b{name}\b", words):
            return nearest((month, day), today, tense)
    return None


def _year(words: str, _: date, __: Tense) -> date | None:
    found = re.search(r"\b(20\d\d)\b", words)
    return date(int(found[1]), 1, 1) if found else None


_READERS: tuple[Callable[[str, date, Tense], date | None], ...] = (
    _day_and_month,
    _near_day,
    _weekday,
    _span,
    _period,
    _the_nth,
    _month,
    _feast_or_season,
    _year,
)

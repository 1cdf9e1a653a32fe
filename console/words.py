"""How the console puts instants, levels and odd characters into words. Pure."""

import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

LEVELS = {"P1": "Immediate", "P2": "Urgent", "P3": "Soon", "P4": "Advice"}

KEPT = frozenset("\n\t")
"""Control characters that text may hold without being shown as a mark."""

# These draw as nothing, so what a reader sees is not what was sent. Categories C* cover the rest.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")

JOINER = "\u200d"
"""Joins emoji into one picture; anywhere else it hides."""

STACK = 3
"""Combining marks in a row that a written language needs; more of them hide neighbouring text."""


def visible(text: str) -> str:
    """Return the text with every invisible or direction-changing character written out.

    A reporter, or a suspect whose name is quoted, can otherwise make a handle read backwards or
    hide part of a word from the reader (Unicode TR36, TR39).
    """
    shown: list[str] = []
    marks, before = 0, ""
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        joins = char == JOINER and _pictorial(before)
        if marks <= STACK:
            shown.append(f"[U+{ord(char):04X}]" if _hidden(char) and not joins else char)
        before = char
    return "".join(shown)


def _pictorial(char: str) -> bool:
    return char == "\ufe0f" or (char != "" and unicodedata.category(char) in {"So", "Sk"})


def _hidden(char: str) -> bool:
    if char in KEPT or char == "\r":
        return False
    return char in BLANK or unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def local(at: datetime) -> datetime:
    """Return the aware instant on a London clock, for display only."""
    return at.astimezone(LONDON)


def moment(at: datetime | None) -> str:
    """Return for example `Mon 23 Nov 2026, 14:35` on a London clock."""
    return f"{local(at):%a} {local(at).day} {local(at):%b %Y, %H:%M}" if at else "not yet"


def short_moment(at: datetime | None, now: datetime) -> str:
    """Return `14:35` for today, `23 Nov 14:35` this year, else the whole date."""
    if at is None:
        return "not yet"
    there, here = local(at), local(now)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    if there.year == here.year:
        return f"{there.day} {there:%b %H:%M}"
    return f"{there.day} {there:%b %Y}"


def span(length: timedelta) -> str:
    """Return a length in its two largest units: `42 min`, `3 h 20 min`, `2 days 4 h`."""
    minutes = int(abs(length).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        plural = "day" if days == 1 else "days"
        return f"{days} {plural} {hours} h" if hours and days < 7 else f"{days} {plural}"
    if hours:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"


def due(due_at: datetime | None, now: datetime) -> str:
    """Return `due in 42 min` or `late 1 h`; the words carry the meaning, colour only repeats it."""
    if due_at is None:
        return "no clock"
    return f"late {span(now - due_at)}" if due_at <= now else f"due in {span(due_at - now)}"


def urgency(due_at: datetime | None, now: datetime) -> str:
    """Return the style of a clock: `late`, `close` (within the hour), `ok` or `none`."""
    if due_at is None:
        return "none"
    if due_at <= now:
        return "late"
    return "close" if due_at - now <= timedelta(hours=1) else "ok"


def level_word(level: str) -> str:
    """Return the level's plain word; an unknown level is shown as it stands."""
    return LEVELS.get(level, level)


def words(identifier: str) -> str:
    """Return `device_decision` as `Device decision`."""
    return identifier.replace("_", " ").strip().capitalize()

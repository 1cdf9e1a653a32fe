"""Time limits, and when it all began."""

import re
from collections.abc import Iterator

from casedesk.interview.overheard.facts import Fact, Said
from casedesk.interview.parsers.dates import parse_date

_COUNT = r"(?:an?|\d{1,3}|one|two|three|few|a few|a couple of|couple)"
_UNIT = r"(?:hours?|hrs?|days?|mins?|minutes|weeks?)"
_LIMIT = re.compile(
    r"\b(?:by|before|until|untill|till|til|deadline(?: is)?|due)(?: like| about| the)? "
    r"(?P<named>[^,;!?\n]{2,40})"
    r"|\b(?P<within>(?:in|within|next|got|have|gave me|give me|giving me|only) "
    rf"(?:about |like |only )?(?:the next )?{_COUNT} ?{_UNIT})\b"
    rf"|\b(?P<left>{_COUNT} ?{_UNIT} (?:left|to pay|to send|or))\b"
    r"|\b(?P<day>tonight|tomorrow|today|midnight)(?= or (?:else|he|she|they))"
)
_BEGAN = re.compile(
    r"\b(?:started|begun|began|going on|happening|been (?:talking|doing (?:it|this))"
    r"|first messaged(?: me)?) (?:back |again |all |like |about |around )*"
    r"(?P<when>(?:since|for|in|on|last|over|about|\d|a |the other|yesterday|early|this|today)"
    r"[^,;.!?\n]{0,30})"
)


def time_limit(said: Said) -> Iterator[Fact]:
    """Yield the day by which something is demanded."""
    for found in _LIMIT.finditer(said.raw):
        limit = parse_date(next(part for part in found.groups() if part), said.today, "future")
        if isinstance(limit, str) and limit >= said.today.isoformat():
            yield Fact("deadline", limit)
            return


def beginning(said: Said) -> Iterator[Fact]:
    """Yield the day on which it began."""
    began = _BEGAN.search(said.raw)
    day = parse_date(began["when"], said.today, "past") if began else None
    if isinstance(day, str):
        yield Fact("started_when", day)

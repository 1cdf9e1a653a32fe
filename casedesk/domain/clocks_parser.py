"""From the content of `data/triage/clocks.yml` to a ClockPolicy, noting every problem."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casedesk.domain.clocks import CLOCK_KINDS, ClockKind, ClockPolicy, ClockRule, Rung
from casedesk.domain.levels import Level
from casedesk.domain.office_hours import OfficeHours
from casedesk.domain.reading import Reader, content_version
from casedesk.domain.vocabulary import PLATFORMS

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PEOPLE = ("owner", "duty_supervisor", "head_of_safeguarding")
_DEMANDS = ("action", "written_reason")
_STAND_IN = timedelta(hours=1)


def parse_clocks(reader: Reader) -> ClockPolicy:
    """Parse the file; problems are noted in the reader, and the result is then not to be used."""
    clocks = reader.mapping("clocks")
    readers = {kind: clocks.mapping(kind) for kind in CLOCK_KINDS}
    evidence = readers["evidence_decay"]
    afterwards = reader.mapping("afterwards")
    policy = ClockPolicy(
        office_hours=_office_hours(reader.mapping("office_hours")),
        disappearing=_duration(evidence, "disappearing"),
        platforms=_platforms(evidence.mapping("platforms")),
        rules={kind: _rule(kind, readers[kind]) for kind in CLOCK_KINDS},
        ladder=_ladder(reader),
        every=_duration(afterwards, "every"),
        afterwards=_rung(afterwards),
        version=content_version(reader.raw),
    )
    reader.text("reviewed_on")
    for one in (afterwards, clocks, reader):
        one.finish()
    return policy


def _rule(kind: ClockKind, reader: Reader) -> ClockRule:
    rule = ClockRule(
        kind=kind,
        means=reader.text("means"),
        action=reader.text("action"),
        source=reader.text("source"),
        within=_within(reader),
        office=reader.get("hours") is not None
        and reader.one_of("hours", ("elapsed", "office")) == "office",
        verified=reader.verified(),
    )
    if rule.office and kind == "child_seen":
        reader.problem("a child is not seen in office hours only")
    reader.finish()
    return rule


def _within(reader: Reader) -> Mapping[Level, timedelta]:
    levels = reader.mapping("within")
    within = {level: _duration(levels, level.value) for level in Level}
    levels.finish()
    if any(longer < shorter for shorter, longer in pairwise(within.values())):
        levels.problem("a more urgent level may not be given more time")
    return within


def _platforms(reader: Reader) -> Mapping[str, timedelta]:
    for unlisted in sorted(reader.raw.keys() - PLATFORMS):
        reader.problem(f"`{unlisted}` is not a platform the interview lists")
    return {platform: _duration(reader, platform) for platform in reader.raw}


def _ladder(reader: Reader) -> tuple[Rung, ...]:
    rungs = tuple(_rung(entry, entry.get("at")) for entry in reader.entries("ladder"))
    percents = [rung.percent or 0 for rung in rungs]
    if percents != sorted(set(percents)) or min(percents, default=0) < 1:
        reader.problem("ladder: `at` must be a whole percentage that rises from step to step")
    if not any(rung.percent == 100 and rung.demands == "written_reason" for rung in rungs):
        reader.problem("ladder: the step at 100 must demand a written_reason")
    return rungs


def _rung(reader: Reader, percent: object = None) -> Rung:
    rung = Rung(
        to=reader.one_of("to", _PEOPLE),
        demands=reader.one_of("demands", _DEMANDS),
        percent=percent if isinstance(percent, int) else None,
    )
    reader.finish()
    return rung


def _office_hours(reader: Reader) -> OfficeHours:
    opens, closes = _time(reader, "opens"), _time(reader, "closes")
    if opens >= closes:
        reader.problem("`closes` must be later than `opens`")
    hours = OfficeHours(
        zone=_zone(reader),
        days=_days(reader),
        opens=opens,
        closes=closes,
        closed_on=_dates(reader, "closed_on"),
    )
    reader.finish()
    return hours


def _zone(reader: Reader) -> ZoneInfo:
    try:
        return ZoneInfo(reader.text("zone"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.problem("`zone` must be a time zone such as Europe/London")
        return ZoneInfo("UTC")


def _days(reader: Reader) -> frozenset[int]:
    days = reader.get("days")
    if not isinstance(days, list) or not days or not all(day in _DAYS for day in days):
        reader.problem(f"`days` must be a list of {', '.join(_DAYS)}")
        return frozenset(range(7))
    return frozenset(_DAYS.index(day) for day in days)


def _time(reader: Reader, key: str) -> time:
    try:
        return time.fromisoformat(str(reader.get(key)))
    except ValueError:
        reader.problem(f'`{key}` must be a time such as "09:00"')
        return time.min


def _dates(reader: Reader, key: str) -> frozenset[date]:
    listed = reader.get(key)
    try:
        return frozenset(map(_date, listed if isinstance(listed, list) else [listed]))
    except ValueError:
        reader.problem(f"`{key}` must be a list of dates such as 2026-12-25")
        return frozenset()


def _date(raw: object) -> date:
    return date.fromisoformat(str(raw))


def _duration(reader: Reader, key: str) -> timedelta:
    match = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(reader.get(key)))
    if match is None:
        reader.problem(f"`{key}` must be a duration such as 15m, 24h or 5d")
        return _STAND_IN
    return int(match[1]) * _UNITS[match[2]]

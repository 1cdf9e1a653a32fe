"""`clocks.yml`: what it says, and the answer to mistakes in it."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.clocks import CLOCK_KINDS
from casedesk.domain.clocks_parser import parse_clocks
from casedesk.domain.levels import Level
from casedesk.domain.reading import Problems, Reader

CONTENT = read_yaml(DATA / "triage" / "clocks.yml")


@pytest.fixture
def content() -> dict[str, Any]:
    return copy.deepcopy(CONTENT)


def problems(content: dict[str, Any]) -> list[str]:
    found: Problems = []
    parse_clocks(Reader("clocks.yml", content, found))
    return found


def parsed(content: dict[str, Any]):
    assert problems(content) == []
    return parse_clocks(Reader("clocks.yml", content, []))


def test_every_clock_has_words_a_source_and_times(content):
    policy = parsed(content)

    assert tuple(policy.rules) == CLOCK_KINDS
    for rule in policy.rules.values():
        assert rule.means
        assert rule.action
        assert rule.source
        assert set(rule.within) == set(Level)


def test_only_the_referral_runs_in_office_hours(content):
    assert [kind for kind, rule in parsed(content).rules.items() if rule.office] == ["referral_ack"]


def test_unconfirmed_retention_times_say_so(content):
    unread = [kind for kind, rule in parsed(content).rules.items() if not rule.verified]

    assert unread == ["evidence_decay"]


def test_closed_days_and_elapsed_hours_may_be_written(content):
    content["office_hours"]["closed_on"] = ["2026-12-25"]
    content["clocks"]["first_action"]["hours"] = "elapsed"

    policy = parsed(content)

    assert policy.office_hours.closed_on == {date(2026, 12, 25)}
    assert not policy.rules["first_action"].office


def test_durations_are_minutes_hours_and_days(content):
    content["clocks"]["child_seen"]["within"] = {"P1": "45m", "P2": "2h", "P3": "3d", "P4": "3d"}

    assert list(parsed(content).rules["child_seen"].within.values()) == [
        *(timedelta(minutes=45), timedelta(hours=2), timedelta(days=3), timedelta(days=3)),
    ]


MISTAKES = [
    (("clocks", "child_seen", "within", "P1"), "25h", "more urgent level may not be given more"),
    (("clocks", "child_seen", "within", "P1"), "0h", "must be a duration"),
    (("clocks", "child_seen", "within", "P1"), "1 h", "must be a duration"),
    (("clocks", "child_seen", "within", "P1"), 60, "must be a duration"),
    (("clocks", "child_seen", "within", "P5"), "9d", "`P5` is not a known key"),
    (("clocks", "child_seen", "hours"), "office", "not seen in office hours only"),
    (("clocks", "child_seen", "hours"), "nightly", "`hours` must be one of elapsed, office"),
    (("clocks", "child_seen", "stopped_by"), "e-mail", "`stopped_by` is not a known key"),
    (("clocks", "tea"), {}, "`tea` is not a known key"),
    (("clocks", "evidence_decay", "disappearing"), None, "`disappearing` must be a duration"),
    (("clocks", "evidence_decay", "platforms", "myspace"), "1h", "`myspace` is not a platform"),
    (("clocks", "evidence_decay", "platforms"), [], "must be a mapping"),
    (("ladder",), [], "at least one entry"),
    (("ladder", 0, "to"), "nobody", "`to` must be one of owner"),
    (("ladder", 0, "at"), 100, "rises from step to step"),
    (("ladder", 0, "at"), 0, "rises from step to step"),
    (("ladder", 0, "at"), "half", "rises from step to step"),
    (("ladder", 1, "at"), 90, "the step at 100 must demand a written_reason"),
    (("ladder", 1, "demands"), "action", "the step at 100 must demand a written_reason"),
    (("afterwards", "every"), "weekly", "`every` must be a duration"),
    (("office_hours", "zone"), "Europe/Atlantis", "`zone` must be a time zone"),
    (("office_hours", "zone"), "../etc", "`zone` must be a time zone"),
    (("office_hours", "days"), ["moonday"], "`days` must be a list"),
    (("office_hours", "days"), [], "`days` must be a list"),
    (("office_hours", "opens"), "nine", "`opens` must be a time"),
    (("office_hours", "opens"), "17:00", "`closes` must be later"),
    (("office_hours", "closed_on"), ["Christmas"], "`closed_on` must be a list of dates"),
    (("office_hours", "closed_on"), "2026-12-25x", "`closed_on` must be a list of dates"),
    (("reviewed_on",), None, "`reviewed_on` must be a text"),
    (("extra",), 1, "`extra` is not a known key"),
]


@pytest.mark.parametrize(("path", "wrong", "problem"), MISTAKES)
def test_a_mistake_is_named(content, path, wrong, problem):
    place: Any = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = wrong

    assert any(problem in one for one in problems(content))

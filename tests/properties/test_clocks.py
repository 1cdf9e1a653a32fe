"""Clocks in every zone and season: UTC, monotone, exactly as long as allowed, and repeatable."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given
from hypothesis import strategies as st

from casedesk.domain.clocks import Deadline, deadline, deadlines_for, tightened
from casedesk.domain.ladder import steps_due
from casedesk.domain.levels import Level
from casedesk.domain.office_hours import OfficeHours
from casedesk.rulebook import load_rulebook

POLICY = load_rulebook().clocks
ZONES = st.sampled_from(
    [
        "Europe/London",  # an hour, in spring and autumn
        "Europe/Dublin",  # winter time is the exception there
        "Australia/Lord_Howe",  # half an hour
        "Africa/Casablanca",  # changes around Ramadan
        "Pacific/Chatham",  # 45 minutes off the hour
        "America/St_Johns",
        "UTC",
    ]
).map(ZoneInfo)
INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
LEVELS = st.sampled_from(Level)
KINDS = st.sampled_from(list(POLICY.rules))
WAITS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(["snapchat", "discord", "kik", "other"])),
        "evidence_disappearing": st.sampled_from(["yes", "no", "unsure"]),
    },
)
SPRING = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
LAST_MOMENT = datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


@st.composite
def offices(draw: st.DrawFn) -> OfficeHours:
    opens = draw(st.integers(0, 22 * 60))
    closes = draw(st.integers(opens + 1, 23 * 60 + 59))
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    return OfficeHours(
        draw(ZONES), frozenset(days), time(*divmod(opens, 60)), time(*divmod(closes, 60))
    )


def open_seconds(office: OfficeHours, start: datetime, end: datetime) -> timedelta:
    """Count open time minute by minute of the local day, as slowly and plainly as possible."""
    total = timedelta(0)
    day = start.astimezone(office.zone).date()
    while day <= end.astimezone(office.zone).date():
        if day.weekday() in office.days:
            opening = datetime.combine(day, office.opens, office.zone).astimezone(UTC)
            closing = datetime.combine(day, office.closes, office.zone).astimezone(UTC)
            total += max(timedelta(0), min(closing, end) - max(opening, start))
        day += timedelta(days=1)
    return total


@given(LEVELS, INSTANTS, ZONES)
@example(Level.P1, SPRING, ZoneInfo("Europe/London"))
@example(Level.P2, AUTUMN, ZoneInfo("Europe/London"))
@example(Level.P3, LEAP_DAY, ZoneInfo("Pacific/Chatham"))
@example(Level.P4, LAST_MOMENT, ZoneInfo("Australia/Lord_Howe"))
def test_elapsed_clocks_ignore_zones_and_changes_of_the_clocks(
    level: Level, received: datetime, zone: ZoneInfo
):
    local = deadline("child_seen", level, received.astimezone(zone), POLICY)

    assert local.due_at - received == POLICY.rules["child_seen"].within[level]
    assert local.due_at.tzinfo is UTC


@given(KINDS, LEVELS, INSTANTS, WAITS)
def test_who_comes_later_is_due_later(kind, level: Level, received: datetime, wait: timedelta):
    first = deadline(kind, level, received, POLICY)
    second = deadline(kind, level, received + wait, POLICY)

    assert first.due_at <= second.due_at


@given(LEVELS, LEVELS, INSTANTS, FACTS)
def test_a_more_urgent_level_is_never_due_later(one: Level, other: Level, received, facts):
    assume(one.outranks(other))

    def instants(level: Level):
        clocks = deadlines_for(level, received, POLICY, facts)
        return {(clock.kind, clock.subject): clock.due_at for clock in clocks}

    urgent, calm = instants(one), instants(other)

    assert urgent.keys() == calm.keys()
    assert all(urgent[clock] <= calm[clock] for clock in calm)


@given(LEVELS, INSTANTS, FACTS)
def test_clocks_of_one_report_can_be_told_apart_and_start_together(level, received, facts):
    clocks = deadlines_for(level, received, POLICY, facts)

    assert len({(clock.kind, clock.subject) for clock in clocks}) == len(clocks)
    assert {clock.started_at for clock in clocks} == {received}
    assert clocks == deadlines_for(level, received, POLICY, facts)


@given(KINDS, st.tuples(LEVELS, LEVELS), st.tuples(INSTANTS, WAITS), FACTS)
def test_a_new_fact_never_makes_a_clock_due_later(kind, levels, times, facts):
    (before, after), (received, wait) = levels, times
    running = deadline(kind, before, received, POLICY)

    changed = tightened(running, after, received + wait, POLICY, facts=facts)

    assert changed.due_at <= running.due_at
    assert (changed.kind, changed.subject) == (running.kind, running.subject)
    assert tightened(changed, after, received + wait, POLICY, facts=facts) is changed


@given(offices(), INSTANTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=40)))
@example(
    OfficeHours(ZoneInfo("Europe/London"), frozenset({6}), time(0, 30), time(3)),
    SPRING - timedelta(days=2),
    timedelta(hours=3),
)
@example(
    OfficeHours(ZoneInfo("Australia/Lord_Howe"), frozenset(range(7)), time(1, 45), time(2, 15)),
    datetime(2026, 10, 3, tzinfo=UTC),
    timedelta(minutes=45),
)
def test_the_office_time_consumed_is_the_allowance(
    office: OfficeHours, start: datetime, allowance: timedelta
):
    try:
        due = office.add(start, allowance)
    except ValueError:
        # A few minutes a week do not add up to forty hours within a year.
        assert open_seconds(office, start, start + timedelta(days=364)) < allowance
        return

    assert open_seconds(office, start, due) == allowance
    assert open_seconds(office, start, due - timedelta(microseconds=1)) < allowance


@given(LEVELS, INSTANTS, WAITS)
def test_the_steps_are_numbered_without_gaps_and_in_time(level, received, wait):
    clock = deadline("child_seen", level, received, POLICY)

    steps = steps_due(clock, received + wait, POLICY)

    assert [one.number for one in steps] == list(range(1, len(steps) + 1))
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert all(one.at <= received + wait for one in steps)


@given(LEVELS, INSTANTS, st.lists(st.timedeltas(-timedelta(hours=1), timedelta(days=2))))
def test_each_step_fires_once_however_the_clock_is_read(level, received, moves):
    """Ask again and again, from clocks that step forwards and back, keeping the last number."""
    clock = deadline("child_seen", level, received, POLICY)
    now, latest, fired = received, received, []
    for move in moves:
        now += move
        latest = max(latest, now)
        last = fired[-1].number if fired else 0
        fired += steps_due(clock, now, POLICY, after=last)

    assert tuple(fired) == steps_due(clock, latest, POLICY)


@given(INSTANTS, WAITS)
def test_a_breach_is_always_heard_by_a_supervisor_who_owes_a_reason(received, wait):
    clock = Deadline("child_seen", received + timedelta(hours=1), received)
    heard = [one.demands for one in steps_due(clock, received + wait, POLICY)]

    assert ("written_reason" in heard) is (wait >= timedelta(hours=1))

"""When each clock of a case is due, what stops it, and what a new fact does to it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest

from casedesk.domain.clocks import (
    CLOCK_KINDS,
    STOPPED_BY,
    CaseEvent,
    ClockKind,
    Deadline,
    clocks_after_raise,
    deadline,
    deadlines_for,
    evidence_first_named,
    stops,
    tightened,
)
from casedesk.domain.levels import Level
from casedesk.rulebook import load_rulebook

POLICY = load_rulebook().clocks
FRIDAY_EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def due(level: Level, facts=None, received_at: datetime = FRIDAY_EVENING):
    return {
        (one.kind, one.subject): one.due_at - FRIDAY_EVENING
        for one in deadlines_for(level, received_at, POLICY, facts or {})
    }


@pytest.mark.parametrize(
    ("level", "hours"),
    [(Level.P1, 1), (Level.P2, 24), (Level.P3, 72), (Level.P4, 5 * 24)],
)
def test_the_child_is_seen_within_the_time_of_the_level(level, hours):
    assert due(level)["child_seen", ""] == hours * HOUR


def test_a_report_starts_every_clock_but_those_of_referrals_and_requests():
    kinds = {one.kind for one in deadlines_for(Level.P2, FRIDAY_EVENING, POLICY, {})}

    assert kinds == set(CLOCK_KINDS) - {"referral_ack", "reporter_request"}


def test_clocks_come_soonest_first():
    instants = [one.due_at for one in deadlines_for(Level.P3, FRIDAY_EVENING, POLICY, {})]

    assert instants == sorted(instants)


def test_instants_are_in_utc_whatever_zone_they_came_in():
    tokyo = FRIDAY_EVENING.astimezone(timezone(timedelta(hours=9)))

    assert due(Level.P2, received_at=tokyo) == due(Level.P2)
    assert all(one.due_at.tzinfo is UTC for one in deadlines_for(Level.P2, tokyo, POLICY, {}))


def test_a_naive_instant_is_refused():
    naive = FRIDAY_EVENING.replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        deadlines_for(Level.P2, naive, POLICY, {})
    with pytest.raises(ValueError, match="UTC"):
        Deadline("child_seen", naive, FRIDAY_EVENING)
    with pytest.raises(ValueError, match="UTC"):
        Deadline("child_seen", FRIDAY_EVENING, naive)


def test_a_clock_is_due_after_it_starts():
    with pytest.raises(ValueError, match="after it starts"):
        Deadline("child_seen", FRIDAY_EVENING, FRIDAY_EVENING)


EVIDENCE = [
    ({}, {"": 72}),
    ({"platforms": ["other"]}, {"": 72}),
    ({"platforms": ["snapchat"]}, {"snapchat": 24}),
    ({"platforms": "snapchat"}, {"snapchat": 24}),
    ({"platforms": ["discord", "snapchat", "kik"]}, {"snapchat": 24, "discord": 48, "": 72}),
    ({"evidence_disappearing": "yes"}, {"": 12}),
    ({"platforms": ["snapchat"], "evidence_disappearing": "unsure"}, {"snapchat": 12}),
    ({"platforms": ["snapchat"], "evidence_disappearing": "no"}, {"snapchat": 24}),
]


@pytest.mark.parametrize(("facts", "hours"), EVIDENCE)
def test_evidence_has_a_clock_for_each_platform(facts, hours):
    clocks = {
        subject: allowed
        for (kind, subject), allowed in due(Level.P4, facts).items()
        if kind == "evidence_decay"
    }

    assert clocks == {subject: number * HOUR for subject, number in hours.items()}


def test_a_platform_in_the_childs_own_words_never_names_a_clock():
    clocks = deadlines_for(Level.P2, FRIDAY_EVENING, POLICY, {"platforms": ["my secret place"]})

    assert {one.subject for one in clocks} == {""}


def test_a_referral_is_answered_within_a_working_day():
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

    sent = deadline("referral_ack", Level.P2, friday, POLICY, subject="r1")

    assert sent == Deadline("referral_ack", datetime(2026, 11, 23, 15, tzinfo=UTC), friday, "r1")


def test_only_a_contact_with_the_child_stops_child_seen():
    events: tuple[CaseEvent, ...] = get_args(CaseEvent.__value__)

    assert [event for event in events if stops("child_seen", event)] == ["child_contact"]


STOPS: list[tuple[ClockKind, CaseEvent, bool]] = [
    ("first_action", "contact_attempt", True),
    ("first_action", "sign_off", False),
    ("first_action", "child_contact", True),
    ("first_action", "action", True),
    ("first_action", "referral_sent", True),
    ("first_action", "device_decision", True),
    ("supervisor_review", "sign_off", True),
    ("supervisor_review", "action", False),
    ("device_decision", "device_decision", True),
    ("device_decision", "action", False),
    ("evidence_decay", "evidence_secured", True),
    ("evidence_decay", "device_decision", False),
    ("referral_ack", "referral_answered", True),
    ("referral_ack", "referral_sent", False),
]


@pytest.mark.parametrize(("kind", "event", "stopped"), STOPS)
def test_a_clock_stops_for_its_own_event(kind, event, stopped):
    assert stops(kind, event) is stopped


def test_every_clock_can_be_stopped_and_every_event_stops_one():
    assert set(STOPPED_BY) == set(CLOCK_KINDS)
    assert all(STOPPED_BY.values())
    assert frozenset[str]().union(*STOPPED_BY.values()) == set(get_args(CaseEvent.__value__))


def test_a_raised_level_counts_from_the_new_fact():
    running = deadline("child_seen", Level.P3, FRIDAY_EVENING, POLICY)
    raised_at = FRIDAY_EVENING + 40 * HOUR

    after = tightened(running, Level.P2, raised_at, POLICY)

    assert (after.started_at, after.due_at) == (raised_at, raised_at + 24 * HOUR)


def test_a_raised_level_never_gives_more_time():
    running = deadline("child_seen", Level.P3, FRIDAY_EVENING, POLICY)

    assert tightened(running, Level.P2, FRIDAY_EVENING + 60 * HOUR, POLICY) is running
    assert tightened(running, Level.P2, FRIDAY_EVENING + 48 * HOUR, POLICY) is running


def test_disappearing_evidence_tightens_the_clock_of_each_platform():
    [running] = [
        one
        for one in deadlines_for(Level.P2, FRIDAY_EVENING, POLICY, {"platforms": "snapchat"})
        if one.kind == "evidence_decay"
    ]
    facts = {"evidence_disappearing": "yes"}

    after = tightened(running, Level.P2, FRIDAY_EVENING + HOUR, POLICY, facts=facts)

    assert after == Deadline(
        "evidence_decay", FRIDAY_EVENING + 13 * HOUR, FRIDAY_EVENING + HOUR, "snapchat"
    )
    assert tightened(running, Level.P1, FRIDAY_EVENING + HOUR, POLICY) is running


def test_a_tightened_referral_keeps_its_subject():
    running = Deadline("referral_ack", FRIDAY_EVENING + timedelta(days=30), FRIDAY_EVENING, "r1")

    assert tightened(running, Level.P1, FRIDAY_EVENING, POLICY).subject == "r1"


def test_a_raised_level_starts_again_what_had_been_stopped():
    """The child was spoken to; then comes the news that they are in danger."""
    evidence = Deadline("evidence_decay", FRIDAY_EVENING + 72 * HOUR, FRIDAY_EVENING)
    news = FRIDAY_EVENING + 20 * HOUR
    again = ("first_action", "child_seen", "supervisor_review")

    after = clocks_after_raise([evidence], Level.P1, news, POLICY, facts={})

    assert {(one.kind, one.due_at - news) for one in after} == {
        *((kind, POLICY.rules[kind].within[Level.P1]) for kind in again),
        ("evidence_decay", 52 * HOUR),
    }
    assert evidence in after


def test_a_raised_level_keeps_every_running_clock_once_and_never_later():
    running = deadlines_for(Level.P3, FRIDAY_EVENING, POLICY, {"platforms": ["snapchat", "kik"]})
    facts = {"evidence_disappearing": "yes"}

    after = clocks_after_raise(running, Level.P2, FRIDAY_EVENING + HOUR, POLICY, facts=facts)

    before = {(one.kind, one.subject): one.due_at for one in running}
    assert {(one.kind, one.subject) for one in after} == before.keys()
    assert len(after) == len(running)
    assert all(one.due_at <= before[one.kind, one.subject] for one in after)
    assert [one.due_at for one in after] == sorted(one.due_at for one in after)


def test_only_platforms_named_for_the_first_time_get_an_evidence_clock():
    facts = {"platforms": ["snapchat", "telegram", "kik"]}

    clocks = evidence_first_named({"", "snapchat"}, Level.P2, FRIDAY_EVENING, POLICY, facts=facts)

    assert [clock.subject for clock in clocks] == ["telegram"]

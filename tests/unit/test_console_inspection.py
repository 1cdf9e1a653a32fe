"""Drawing and grading: fair samples, honest marks, honest intervals."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.inspection import (
    HEADINGS,
    Drawable,
    Facts,
    Mark,
    agreement,
    draw,
    interval,
    marks,
    proposed,
)
from console.paper import cell, table
from console.words import due, span, visible

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOUND = Facts(
    seen_at=NOW - timedelta(hours=5),
    seen_due_at=NOW,
    until=NOW,
    own_words=True,
    wishes=True,
    enquiries=2,
    device_decided=True,
    device_reason=True,
    referral_answered=True,
    reviews=1,
)

populations = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["P1 open", "P2 open", "P2 closed"])),
    unique_by=lambda one: one[0],
    max_size=80,
).map(lambda rows: [Drawable(str(number), stratum) for number, stratum in rows])


@given(populations, st.integers(1, 40), st.text(max_size=8), st.randoms())
def test_the_same_seed_draws_the_same_sample_whatever_the_order(population, size, seed, chance):
    shuffled = list(population)
    chance.shuffle(shuffled)

    assert draw(population, size, seed) == draw(shuffled, size, seed)


@given(populations, st.integers(1, 40))
def test_a_sample_is_of_the_size_asked_for_and_repeats_nobody(population, size):
    drawn = draw(population, size, "seed")

    assert len(drawn) == min(size, len(population))
    assert len({one.case_id for one in drawn}) == len(drawn)


@given(populations, st.integers(3, 40))
def test_every_stratum_is_in_a_sample_that_has_room(population, size):
    strata = {one.stratum for one in population}

    assert {one.stratum for one in draw(population, size, "seed")} == strata


@given(populations, st.integers(1, 40))
def test_a_stratum_gives_no_more_than_it_has(population, size):
    held = Counter(one.stratum for one in population)

    assert Counter(one.stratum for one in draw(population, size, "s")) <= held


def test_a_sound_record_is_good_under_every_heading():
    found = marks(SOUND)

    assert [one.heading for one in found] == list(HEADINGS)
    assert {one.grade for one in found} == {"good"}
    assert proposed(found) == "good"


@pytest.mark.parametrize(
    ("change", "heading", "grade"),
    [
        ({"seen_at": None}, "seen_in_time", "good"),  # Its time is still running.
        ({"seen_at": None, "seen_due_at": NOW - timedelta(1)}, "seen_in_time", "inadequate"),
        ({"seen_at": NOW + timedelta(minutes=30)}, "seen_in_time", "requires_improvement"),
        ({"seen_at": NOW + timedelta(days=11)}, "seen_in_time", "inadequate"),
        ({"wishes": False}, "voice_of_the_child", "requires_improvement"),
        ({"wishes": False, "own_words": False}, "voice_of_the_child", "inadequate"),
        ({"enquiries": 1}, "lines_of_enquiry", "requires_improvement"),
        ({"enquiries": 0}, "lines_of_enquiry", "inadequate"),
        ({"device_reason": False}, "device_decision", "inadequate"),
        ({"referral_answered": False}, "multi_agency", "inadequate"),
        ({"referrals_late": 1}, "multi_agency", "requires_improvement"),
        ({"reviews": 0}, "supervision", "inadequate"),
        ({"reasons_owed": 1}, "supervision", "requires_improvement"),
    ],
)
def test_each_heading_is_marked_from_the_record(change, heading, grade):
    found = {one.heading: one for one in marks(replace(SOUND, **change))}

    assert found[heading].grade == grade
    assert found[heading].evidence


def test_a_child_not_seen_in_time_makes_the_case_inadequate():
    found = [Mark(one, "good", "") for one in HEADINGS[1:]]

    assert proposed([Mark("seen_in_time", "inadequate", ""), *found]) == "inadequate"


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(23, 214, 0.073, 0.156), (0, 20, 0.0, 0.161), (20, 20, 0.839, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_wilsons(successes, trials, low, high):
    found = interval(successes, trials)

    assert found == pytest.approx((low, high), abs=0.001)


def test_agreement_counts_out_what_chance_would_give():
    same = [("good", "good")] * 5 + [("inadequate", "inadequate")] * 5

    assert agreement(same) == (1.0, 1.0)
    assert agreement([("good", "inadequate"), ("inadequate", "good")]) == (0.0, -1.0)
    assert agreement([]) is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\uff1d1", "\r=1", "\0=1"]
)
def test_no_cell_begins_as_a_formula(text):
    assert cell(text).startswith("'") or not cell(text).lstrip().startswith(("=", "+", "-", "@"))


@given(st.text(max_size=40))
def test_every_cell_is_safe_and_quoted(text):
    row = table(["a"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]

    assert row.startswith('"')
    assert row[1:].lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r", "\uff1d"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (42, "due in 42 min"),
        (200, "due in 3 h 20 min"),
        (-60, "late 1 h"),
        (0, "late under a minute"),
        (-60 * 24 * 11, "late 11 days"),
        (60 * 50, "due in 2 days 2 h"),
    ],
)
def test_clocks_are_put_into_words(minutes, words):
    assert due(NOW + timedelta(minutes=minutes), NOW) == words


def test_no_span_is_negative():
    assert span(timedelta(minutes=-5)) == "5 min"


@given(st.text())
def test_nothing_shown_hides_or_reverses_text(text):
    shown = visible(text)

    assert not set(shown) & set("\u202e\u202d\u2066\u2067\u200b\u200e\u200f\ufeff\x00\x1b")


@pytest.mark.parametrize("plain", ["héllo", "שלום", "مرحبا", "ไม่เป็นไร", "👨‍👩‍👧 ❤️", "naïve\ntwo"])
def test_ordinary_languages_and_emoji_stay_as_they_are(plain):
    assert visible(plain) == plain


def test_three_attempts_at_a_child_never_seen_are_better_than_none():
    tried = replace(SOUND, seen_at=None, seen_due_at=NOW, until=NOW + timedelta(days=1), attempts=3)

    (seen,) = [mark for mark in marks(tried) if mark.heading == "seen_in_time"]

    assert seen.grade == "requires_improvement"
    assert seen.evidence == "Not seen; 3 different attempts are on record."

"""Which reports look alike or come fast, and how sure the comparison of words is."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.errors import DataError
from casedesk.domain.likeness import SLOTS, Told, equal_slots, marks, sketch, triples
from casedesk.services.likeness import load_likeness

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POLICY = load_likeness()
ACCOUNT = (
    "there is a boy who says he will send my picture to everybody in my class unless i send him"
    " another one tonight and i do not know what to do"
)
OTHER = (
    "someone i met in a game wanted money from me and now he writes to my sister every day that he"
    " knows where we live"
)


def sketched(words: str) -> bytes:
    return sketch(hashlib.sha256(one.encode()).digest() for one in triples(words))


def told(words: str = ACCOUNT, **changes: object) -> Told:
    one = Told(NOON, "mine", timedelta(minutes=4), 12, sketched(words))
    return replace(one, **changes)  # type: ignore[arg-type]


def earlier(count: int, ago: timedelta = timedelta(hours=1), **changes: object) -> list[Told]:
    return [told(conversation=f"c{n}", at=NOON - ago, **changes) for n in range(count)]


def test_equal_words_have_equal_sketches_whatever_their_case_and_marks():
    assert equal_slots(sketched(ACCOUNT), sketched(ACCOUNT.upper() + "!!!")) == SLOTS


def test_other_words_have_other_sketches():
    assert equal_slots(sketched(ACCOUNT), sketched(OTHER)) == 0


def test_a_few_changed_words_are_still_alike():
    changed = ACCOUNT.replace("boy", "man") + " please help"

    assert equal_slots(sketched(ACCOUNT), sketched(changed)) >= POLICY.alike_slots - 1


def test_short_accounts_are_never_alike():
    short = "he wants more pictures from me"

    assert triples(short) == ()
    assert equal_slots(sketched(short), sketched(short)) == 0


@given(st.text(), st.text())
def test_any_words_can_be_compared(one: str, other: str):
    assert 0 <= equal_slots(sketched(one), sketched(other)) <= SLOTS
    assert len(sketched(one)) in {0, 4 * SLOTS}


def test_a_report_that_is_like_several_others_is_marked():
    assert marks(told(), earlier(POLICY.alike_reports), POLICY) == (POLICY.alike,)


def test_a_report_like_one_or_two_others_is_not_marked():
    assert marks(told(), earlier(POLICY.alike_reports - 1), POLICY) == ()


def test_the_window_reaches_as_far_back_as_any_mark_looks():
    assert POLICY.window == max(POLICY.alike_within, POLICY.repeated_within)


def test_reports_of_long_ago_do_not_count():
    old = earlier(9, ago=POLICY.alike_within + timedelta(seconds=1))

    assert marks(told(), old, POLICY) == ()


def test_reports_in_other_words_do_not_count():
    assert marks(told(OTHER), earlier(9), POLICY) == ()


def test_a_conversation_that_sends_one_report_after_another_is_marked():
    before = [told(OTHER, at=NOON - timedelta(minutes=n)) for n in range(POLICY.repeated_reports)]

    assert marks(told(), before, POLICY) == (POLICY.repeated,)
    assert marks(told(), before[1:], POLICY) == ()


def test_a_report_answered_faster_than_anybody_reads_is_marked():
    fast = told(took=POLICY.hurried_within, answers=POLICY.hurried_answers)

    assert marks(fast, [], POLICY) == (POLICY.hurried,)
    assert marks(replace(fast, took=fast.took + timedelta(seconds=1)), [], POLICY) == ()
    assert marks(replace(fast, took=-fast.took), [], POLICY) == ()
    assert marks(replace(fast, answers=fast.answers - 1), [], POLICY) == ()


def test_every_mistake_in_the_file_is_told(tmp_path: Path):
    file = tmp_path / "likeness.yml"
    file.write_text(
        "alike: {means: a, source: s, reports: 0, within: soon, slots: 9}\n"
        "repeated: {means: b, source: s, reports: true, within: 1h, extra: 1}\n"
        "hurried: {source: s, answers: 1, within: 1s}\n"
    )

    with pytest.raises(DataError) as raised:
        load_likeness(file)

    told_of = str(raised.value)
    for place in ("reviewed_on", "`reports`", "`within`", "`slots`", "`extra`", "`means`"):
        assert place in told_of

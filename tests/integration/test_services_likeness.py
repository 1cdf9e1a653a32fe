"""Marks on reports that look alike or come fast: they order one level's queue, nothing else."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from casedesk.clock import FixedClock
from casedesk.domain.levels import Level
from casedesk.domain.ranking import Waiting, queue_key
from casedesk.interview.answers import Answer, given
from casedesk.services import heartbeat, likeness, retention
from casedesk.services.check import check
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.services.ledger_checks import broken
from casedesk.services.queue import everything, page
from casedesk.store.tables.cases import cases, clocks, timeline
from casedesk.store.tables.reports import sketches

HOAX = "this is a very long made up story that somebody pastes again and again to waste your time"
REAL = (
    "a boy in my year says he is outside my house and will come in if i do not send him another one"
)


def report(desk: Desk, conversation: str, words: str, danger: str = "yes") -> str:
    answers: dict[str, Answer] = {
        "in_danger_now": given(danger),
        "child_age": given(14),
        "account": given(words, words=words),
    }
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, answers)
    return submit(desk, conversation).reference


def flood(desk: Desk, clock: FixedClock, count: int) -> list[str]:
    """File the same story again and again, half a minute apart, each from another conversation."""
    filed = []
    for number in range(count):
        clock.at += timedelta(seconds=30)
        filed.append(report(desk, f"hoax {number}", f"{HOAX} {number}"))
    return filed


def order(desk: Desk) -> list[str]:
    return [row.reference for row in everything(desk)]


def test_in_a_flood_of_one_story_a_real_report_of_the_same_level_stands_before_the_repetitions(
    desk: Desk, clock: FixedClock
) -> None:
    # Given ten times the same story, and then a real report
    hoaxes = flood(desk, clock, 10)
    clock.at += timedelta(seconds=30)
    real = report(desk, "real", REAL)
    assert order(desk)[-1] == real

    # When the worker has compared them
    assert likeness.mark(desk) == 11

    # Then only those that came before anybody could tell stand before it
    allowed = likeness.load_likeness().alike_reports
    assert order(desk) == [*hoaxes[:allowed], real, *hoaxes[allowed:]]


def test_a_mark_changes_no_level_and_no_clock(desk: Desk, clock: FixedClock) -> None:
    flood(desk, clock, 5)
    with desk.reading() as work:
        before = work.connection.execute(select(clocks).order_by(clocks.c.id)).all()
        standing = work.connection.execute(select(cases.c.id, cases.c.level, cases.c.due_at)).all()

    likeness.mark(desk)

    with desk.reading() as work:
        assert work.connection.execute(select(clocks).order_by(clocks.c.id)).all() == before
        now = work.connection.execute(select(cases.c.id, cases.c.level, cases.c.due_at)).all()
    assert sorted(now) == sorted(standing)


def test_a_mark_says_why_in_plain_words_and_stands_in_the_ledger(
    desk: Desk, clock: FixedClock
) -> None:
    flood(desk, clock, 4)

    likeness.mark(desk)

    (marked,) = [row for row in everything(desk) if row.marks]
    assert marked.marks == (likeness.load_likeness().alike,)
    with desk.reading() as work:
        noted = select(timeline).where(timeline.c.act == "others_first")
        (entry,) = work.connection.execute(noted).mappings()
    assert entry["case_id"] == marked.case_id
    assert entry["facts"] == {"why": marked.marks[0]}
    assert broken(desk) is None
    heartbeat.beat(desk, "worker:test")
    assert check(desk) == ()


def test_each_report_is_compared_once(desk: Desk, clock: FixedClock) -> None:
    flood(desk, clock, 4)

    assert [likeness.mark(desk), likeness.mark(desk)] == [4, 0]


def test_a_marked_case_is_late_like_any_other(desk: Desk, clock: FixedClock) -> None:
    hoaxes = flood(desk, clock, 5)
    likeness.mark(desk)

    clock.at += timedelta(hours=2)

    real = report(desk, "real", REAL)
    assert order(desk) == [*hoaxes, real]


def test_a_marked_case_is_never_put_behind_another_level(desk: Desk, clock: FixedClock) -> None:
    hoaxes = flood(desk, clock, 6)
    calmer = report(desk, "calmer", REAL, danger="no")

    likeness.mark(desk)

    assert order(desk) == [*hoaxes, calmer]


def test_one_conversation_that_sends_report_after_report_is_marked(
    desk: Desk, clock: FixedClock
) -> None:
    for words in (HOAX, REAL, f"{REAL} and {HOAX}"):
        clock.at += timedelta(minutes=5)
        report(desk, "one and the same", words)

    likeness.mark(desk)

    assert [row.marks for row in everything(desk)] == [
        (),
        (),
        (likeness.load_likeness().repeated,),
    ]


def test_the_store_holds_no_words_and_forgets_the_sketches(desk: Desk, clock: FixedClock) -> None:
    flood(desk, clock, 2)
    likeness.mark(desk)
    with desk.reading() as work:
        kept = repr(work.connection.execute(select(sketches)).all())
    assert "story" not in kept

    clock.at += timedelta(hours=25)
    retention.tidy(desk, retention.load_retention())

    with desk.reading() as work:
        assert work.connection.execute(select(sketches)).all() == []


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_database_pages_through_the_very_order_of_the_domain(
    desk: Desk, clock: FixedClock, size: int
) -> None:
    # Given cases of every level, late and on time, marked and not
    for number in range(16):
        clock.at += timedelta(minutes=7)
        report(desk, f"case {number}", REAL, danger="yes" if number % 2 else "no")
    with desk.work() as work:
        for number, row in enumerate(work.connection.execute(select(cases.c.id)).all()):
            due_at = clock.at + timedelta(minutes=number % 5 - 2)
            work.connection.execute(
                update(cases)
                .where(cases.c.id == row.id)
                .values(level=[*Level][number % 4], due_at=due_at, others_first=number % 3 == 0)
            )
        work.commit()

    # When the queue is read page by page
    seen, after = [], None
    while True:
        one = page(desk, after=after, limit=size)
        seen += [row.reference for row in one.rows]
        after = one.next
        if after is None:
            break

    # Then it is in the order of the domain, every case once
    with desk.reading() as work:
        rows = work.connection.execute(select(cases)).mappings().all()
    keys = {
        row["reference"]: queue_key(
            Waiting(row["reference"], Level(row["level"]), row["due_at"], row["others_first"]),
            clock.at,
        )
        for row in rows
    }
    assert len(seen) == len(set(seen)) == 16
    assert all(keys[one] < keys[two] for one, two in pairwise(seen))

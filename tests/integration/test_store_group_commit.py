"""Group commit: who waits at the same moment shares a commit, and nobody another's failure."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import bindparam, event, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.services.ledger_checks import broken
from casedesk.store import group_commit
from casedesk.store.tables.operations import advice_counts, heartbeats
from casedesk.store.tables.operations import ledger as entries
from casedesk.store.unit_of_work import UnitOfWork

type Act = Callable[[UnitOfWork], str]


def beats(name: str) -> Act:
    def act(work: UnitOfWork) -> str:
        work.add(heartbeats, {"name": name, "at": work.now, "facts": {}})
        return name

    return act


def refuses(work: UnitOfWork) -> str:
    beats("half done")(work)
    raise LookupError("not this one")


def count(desk: Desk, table: object) -> int:
    with desk.reading() as work:
        return work.connection.scalar(select(func.count()).select_from(table)) or 0


def together(desk: Desk, acts: list[Act], *, first: object = "first") -> list[str | BaseException]:
    """Run acts that all wait while another one is under way; return what came of each."""
    return waiting_together(desk, [partial(desk.together.run, act) for act in acts], first=first)


def waiting_together(
    desk: Desk, calls: list[Callable[[], str]], *, first: object = "first"
) -> list[str | BaseException]:
    """Call all while an act is under way that holds them up; return what came of each."""
    begun, go = threading.Event(), threading.Event()

    def holds(work: UnitOfWork) -> str:
        begun.set()
        go.wait(10)
        return beats("first")(work)

    def outcome(call: Callable[[], str]) -> str | BaseException:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - what each caller got is what is asked
            return error

    with ThreadPoolExecutor(len(calls) + 1) as pool:
        earlier = pool.submit(outcome, partial(desk.together.run, holds))
        begun.wait(10)
        others = [pool.submit(outcome, call) for call in calls]
        while len(desk.together._waiting) < len(calls):  # noqa: SLF001 - when all wait
            go.wait(0.001)
        go.set()
        assert first in {earlier.result(), type(earlier.result())}
        return [one.result() for one in others]


@pytest.fixture
def commits(desk: Desk) -> list[object]:
    """Return a list that grows with every commit."""
    seen: list[object] = []
    event.listen(desk.engine, "commit", seen.append)
    return seen


def test_all_who_wait_at_the_same_moment_share_one_commit(
    desk: Desk, commits: list[object]
) -> None:
    names = [f"beat {number}" for number in range(8)]

    assert together(desk, [beats(name) for name in names]) == names

    assert len(commits) == 2
    assert count(desk, heartbeats) == 9


def test_those_who_wait_with_the_same_act_are_handed_to_it_together(desk: Desk) -> None:
    handed: list[list[str]] = []

    def beat_all(_: Desk, work: UnitOfWork, names: Sequence[str]) -> list[str]:
        handed.append(list(names))
        return [beats(name)(work).upper() for name in names]

    def share(name: str) -> Callable[[], str]:
        return lambda: desk.together.share(beat_all, name)

    outcomes = waiting_together(
        desk, [share("one"), lambda: desk.together.run(beats("x")), share("two")]
    )

    assert outcomes == ["ONE", "x", "TWO"]
    assert [sorted(names) for names in handed] == [["one", "two"]]


def test_what_fails_among_those_handed_over_together_fails_alone(desk: Desk) -> None:
    def beat_all(_: Desk, work: UnitOfWork, names: Sequence[str]) -> list[str]:
        return [beats(name)(work) for name in names]

    outcomes = waiting_together(
        desk, [partial(desk.together.share, beat_all, name) for name in ("one", "first", "two")]
    )

    assert outcomes[::2] == ["one", "two"]
    assert isinstance(outcomes[1], IntegrityError)
    assert count(desk, heartbeats) == 3


def test_no_more_than_a_few_share_a_commit(desk: Desk, commits: list[object]) -> None:
    names = [f"beat {number}" for number in range(group_commit.LARGEST + 1)]

    assert together(desk, [beats(name) for name in names]) == names
    assert len(commits) == 3


def test_what_fails_fails_alone_and_leaves_nothing_half_done(desk: Desk) -> None:
    outcomes = together(desk, [beats("one"), refuses, beats("two")])

    assert outcomes[::2] == ["one", "two"]
    assert isinstance(outcomes[1], LookupError)
    assert count(desk, heartbeats) == 3


def test_what_the_database_refuses_fails_alone(desk: Desk) -> None:
    outcomes = together(desk, [beats("one"), beats("first"), beats("two")])

    assert outcomes[::2] == ["one", "two"]
    assert isinstance(outcomes[1], IntegrityError)
    assert count(desk, heartbeats) == 3


def test_the_ledger_has_one_entry_for_each_that_was_kept_and_none_for_what_failed(
    desk: Desk,
) -> None:
    def acts(name: str, *, fails: bool = False) -> Act:
        def act(work: UnitOfWork) -> str:
            ledger.append(desk, work, actor="tests", act=name, subject="nothing")
            return refuses(work) if fails else name

        return act

    together(desk, [acts("one"), acts("two", fails=True), acts("three")])

    with desk.reading() as work:
        kept = list(work.connection.scalars(select(entries.c.act).order_by(entries.c.seq)))
    assert sorted(kept) == ["one", "three"]
    assert broken(desk) is None


def test_a_database_that_fails_fails_for_all_at_once_and_is_not_tried_for_each(desk: Desk) -> None:
    tried = []

    def full(*arguments: object) -> None:
        if str(arguments[2]).startswith("INSERT INTO heartbeats"):
            tried.append(arguments)
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    event.listen(desk.engine, "before_cursor_execute", full)
    try:
        outcomes = together(desk, [beats("one"), beats("two")], first=OperationalError)
    finally:
        event.remove(desk.engine, "before_cursor_execute", full)

    assert [type(one) for one in outcomes] == [OperationalError, OperationalError]
    assert len(tried) == 2
    assert count(desk, heartbeats) == 0
    assert desk.together.run(beats("one")) == "one"


def test_what_was_added_is_there_for_whoever_reads_in_the_same_unit(desk: Desk) -> None:
    with desk.work() as work:
        beats("one")(work)
        assert work.connection.scalar(select(heartbeats.c.name)) == "one"
        work.connection.execute(insert(advice_counts).values(day="d", topic="pay", count=1))

    assert count(desk, heartbeats) == count(desk, advice_counts) == 0


def test_a_statement_that_was_added_is_executed_with_each_of_its_rows(desk: Desk) -> None:
    later = update(heartbeats).where(heartbeats.c.name == bindparam("who")).values(facts={"n": 1})
    with desk.work() as work:
        for name in ("one", "two", "three"):
            beats(name)(work)
        work.add(later, {"who": "one"}, {"who": "two"})
        work.commit()

    with desk.reading() as work:
        rows = work.connection.execute(select(heartbeats.c.name, heartbeats.c.facts)).all()
    assert {name for name, facts in rows if facts} == {"one", "two"}

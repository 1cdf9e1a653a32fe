"""The desk by itself: filing beside bare durable commits; lists, claims and clocks in a crowd."""

import os
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from bench.crowd import crowd
from bench.rows import Row
from casedesk.domain.case import DUTY_TEAM
from casedesk.interview.answers import given, values
from casedesk.services import casework, queue, queue_views
from casedesk.services.acting import Actor
from casedesk.services.desk import Desk, open_desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.escalation import escalate
from casedesk.services.filing import submit
from casedesk.services.judging import judge
from casedesk.services.staff import Person
from casedesk.store.ahead import MOST
from casedesk.store.migrate import migrate
from casedesk.store.tables.cases import clocks
from tests.fakes import the_settings
from tests.integration import postgres

CASES = int(os.environ.get("BENCH_CASES", "100000"))
DAY = timedelta(days=1)
FILINGS, AT_ONCE, ROUNDS = MOST, 16, 7
TIMES, CLOCKS = 30, 10_000
ANSWERS = {
    "child_age": given(13),
    "in_danger_now": given("no"),
    "incident_kinds": given(["threat_to_share"]),
    "account": given("he said he will share it", words="he said he will share it"),
    "platforms": given(["snapchat"]),
}
HANDLE = given([{"kind": "handle", "platform": "snapchat", "value": "quiet.harbour"}], words="x")


def measure() -> Iterator[Row]:
    """Yield filing and the verdict, then the crowd on each database."""
    with a_desk() as desk:
        yield from _filing(desk)
        yield _verdict(desk)
    with a_desk() as desk:
        yield from _in_a_crowd(desk, "SQLite")
    binaries = postgres.binaries()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed; its rows are left out\n")
        return
    with postgres.server(binaries, durable=True) as server:
        address = postgres.three_databases(server)["DATABASE_URL"]
        with a_desk(DATABASE_URL=address) as desk:
            yield from _in_a_crowd(desk, "PostgreSQL")


@contextmanager
def a_desk(**settings: str) -> Iterator[Desk]:
    """Yield an empty desk of its own."""
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(the_settings(Path(folder), **settings))
        migrate(desk.engine)
        try:
            yield desk
        finally:
            desk.engine.dispose()


def _filing(desk: Desk) -> Iterator[Row]:
    """Yield reports filed a second beside bare commits, taken in turns: disks change their pace."""
    bare = _commit_of_one_row()
    rates = [(_filings(desk, AT_ONCE), _rate(bare, FILINGS)) for _ in range(ROUNDS)]
    ours, beside = map(tuple, zip(*rates, strict=True))
    yield Row(f"filing a report, {AT_ONCE} at once, a second", "", ours, beside, 0.5, "more")
    rates = [(_filings(desk, 1), _rate(bare, FILINGS)) for _ in range(ROUNDS)]
    ours, beside = map(tuple, zip(*rates, strict=True))
    yield Row("the same, one after another", "", ours, beside)
    unready = tuple(_filings(desk, AT_ONCE, ready=False) for _ in range(ROUNDS))
    yield Row("the same at once, no code ready", "", unready)


def _filings(desk: Desk, at_once: int, *, ready: bool = True) -> float:
    """Return how many reports a second were filed and committed by so many threads."""
    conversations = [uuid.uuid4().hex for _ in range(FILINGS)]
    for conversation in conversations:
        draft = open_draft(desk, conversation, "young_person")
        save_answers(desk, draft.id, ANSWERS)
    for _ in range(0 if ready else desk.return_secrets.wait()):
        desk.return_secrets.take()
    desk.return_secrets.wait()
    with ThreadPoolExecutor(at_once) as pool:
        begun = time.monotonic()
        for _ in pool.map(lambda one: submit(desk, one), conversations):
            pass
        return FILINGS / (time.monotonic() - begun)


def _commit_of_one_row() -> Callable[[], object]:
    """Return what commits one row as durably as the desk does, with nothing else to do."""
    database = sqlite3.connect(Path(tempfile.mkdtemp()) / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, words TEXT)")

    def commit() -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO rows (words) VALUES (?)", ("x" * 200,))
        database.execute("COMMIT")

    return commit


def _rate(act: Callable[[], object], times: int) -> float:
    begun = time.monotonic()
    for _ in range(times):
        act()
    return times / (time.monotonic() - begun)


def _milliseconds(act: Callable[[], object], times: int = TIMES) -> tuple[float, ...]:
    act()  # The first one warms up.
    return tuple(1000 / _rate(act, 1) for _ in range(times))


def _verdict(desk: Desk) -> Row:
    told = values(ANSWERS)
    return Row("a verdict", "ms", _milliseconds(lambda: judge(desk, told)), (), 1)


def _in_a_crowd(desk: Desk, name: str) -> Iterator[Row]:
    sys.stderr.write(f"{CASES:,} cases on {name}\n")
    crowd(desk, CASES)
    person = Person("1", "sam", "Sam", "supervisor", active=True, enrolled=True, last_seen=None)
    there = f"{CASES:,} cases, {name}"
    yield Row(
        f"a page of the queue, {there}", "ms", _milliseconds(lambda: queue.page(desk)), (), 50
    )
    yield Row(
        f"the same with all that stands in it, {there}",
        "ms",
        _milliseconds(lambda: _all(desk, person)),
    )
    yield Row(f"taking a case, {there}", "ms", _claims(desk), (), 20)
    yield Row(f"a report that names a known handle, {there}", "ms", _matches(desk), (), 500)
    yield Row(f"{CLOCKS:,} clocks that are due, {there}", "s", (_escalation(desk),), (), 30)


def _all(desk: Desk, person: Person) -> None:
    page = queue_views.look(desk, person, queue_views.Narrowed())
    queue_views.counts(desk, person)
    queue_views.beside(desk, [row.case_id for row in page.rows])


def _claims(desk: Desk) -> tuple[float, ...]:
    free = [row.reference for row in queue.page(desk, owner=DUTY_TEAM, limit=TIMES + 1).rows]
    waiting, by = iter(free), Actor("sam")
    return _milliseconds(lambda: casework.assign(desk, next(waiting), "sam", by=by))


def _matches(desk: Desk) -> tuple[float, ...]:
    """Return what filing takes when its handle is looked for among everybody's."""
    conversations = [uuid.uuid4().hex for _ in range(TIMES + 1)]
    for conversation in conversations:
        draft = open_draft(desk, conversation, "young_person")
        save_answers(desk, draft.id, {**ANSWERS, "suspect_identifiers": HANDLE})
    waiting = iter(conversations)
    return _milliseconds(lambda: submit(desk, next(waiting)))


def _escalation(desk: Desk) -> float:
    """Let exactly so many clocks be due now, and return the seconds until all their steps fired."""
    with desk.work() as work:
        now = work.now
        work.connection.execute(update(clocks).values(next_step_at=now + DAY))
        some = select(clocks.c.id).where(clocks.c.stopped_at.is_(None)).limit(CLOCKS)
        late = {"started_at": now - DAY, "due_at": now, "next_step": 1, "next_step_at": now}
        work.connection.execute(update(clocks).where(clocks.c.id.in_(some)).values(late))
        work.commit()
    begun = time.monotonic()
    while escalate(desk):
        pass
    return time.monotonic() - begun

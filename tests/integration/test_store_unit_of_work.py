"""One transaction: kept only by commit, never half, and safe against another writer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from casedesk.clock import FixedClock, SystemClock
from casedesk.services.desk import Desk
from casedesk.store.columns import from_microseconds, to_microseconds
from casedesk.store.engine import UnsafeDatabase, make_engine
from casedesk.store.tables.cases import clocks
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.operations import heartbeats
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent, upsert


def beat(work: UnitOfWork, name: str, at: datetime | None = None) -> None:
    row = {"name": name, "at": at or work.now, "facts": {}}
    work.connection.execute(insert(heartbeats).values(**row))


def names(desk: Desk) -> list[str]:
    with desk.reading() as work:
        return list(work.connection.scalars(select(heartbeats.c.name).order_by("name")))


def test_nothing_is_kept_without_a_commit(desk: Desk) -> None:
    with desk.work() as work:
        beat(work, "one")

    assert names(desk) == []


def test_nothing_is_kept_when_something_fails(desk: Desk) -> None:
    def fails() -> None:
        with desk.work() as work:
            beat(work, "one")
            beat(work, "one")
            work.commit()

    with pytest.raises(IntegrityError):
        fails()

    assert names(desk) == []


def test_what_was_committed_is_there(desk: Desk) -> None:
    with desk.work() as work:
        beat(work, "one")
        work.commit()

    assert names(desk) == ["one"]


def test_a_unit_for_reading_cannot_commit(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.reading() as work:
        work.commit()


def test_of_many_who_read_and_claim_one_row_exactly_one_wins(desk: Desk) -> None:
    with desk.work() as work:
        beat(work, "prize")
        work.commit()
    start = threading.Barrier(8)

    def claim(number: int) -> bool:
        start.wait()
        with desk.work() as work:
            row = select(heartbeats.c.facts).where(heartbeats.c.name == "prize")
            free = work.connection.scalar(row.with_for_update()) == {}
            if free:
                work.connection.execute(update(heartbeats).values(facts={"winner": number}))
            work.commit()
            return free

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(claim, range(8))).count(True) == 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_an_instant_comes_back_to_the_microsecond_in_utc(desk: Desk, at: datetime) -> None:
    with desk.work() as work:
        beat(work, "one", at)
        work.commit()

    with desk.reading() as work:
        found = work.connection.scalar(select(heartbeats.c.at))
    assert found == at
    assert found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(desk: Desk) -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - what is to be refused

    with desk.work() as work, pytest.raises((StatementError, ValueError), match="time zone"):
        beat(work, "one", naive)


def test_microseconds_lose_nothing() -> None:
    for number in (0, 1, -1, 1_795_424_400_123_457, 253_402_300_799_999_999):
        assert to_microseconds(from_microseconds(number)) == number


def test_a_foreign_key_is_kept(desk: Desk) -> None:
    with desk.work() as work, pytest.raises(IntegrityError):
        work.connection.execute(
            insert(clocks).values(
                id="1",
                case_id="nobody",
                kind="child_seen",
                subject="",
                started_at=work.now,
                due_at=work.now,
                policy_version="1",
            )
        )


def test_the_database_itself_allows_one_open_draft_per_conversation(desk: Desk) -> None:
    def row(number: int, state: str) -> dict[str, object]:
        now = desk.clock.now()
        fixed = {"conversation": "c", "face": "adult", "version": 0, "danger": False}
        return {"id": str(number), "state": state, "opened_at": now, "touched_at": now, **fixed}

    with desk.work() as work:
        for number, state in enumerate(["filed", "filed", "open"]):
            work.connection.execute(insert(drafts).values(**row(number, state)))
        work.commit()
    with desk.work() as work, pytest.raises(IntegrityError):
        work.connection.execute(insert(drafts).values(**row(9, "open")))


def test_insert_if_absent_tells_whether_it_was_new(desk: Desk) -> None:
    with desk.work() as work:
        row = {"name": "one", "at": work.now, "facts": {}}
        assert insert_if_absent(work.connection, heartbeats, row)
        assert not insert_if_absent(work.connection, heartbeats, row)


def test_upsert_replaces_what_was_there(desk: Desk) -> None:
    with desk.work() as work:
        for number in (1, 2):
            upsert(
                work.connection, heartbeats, [{"name": "x", "at": work.now, "facts": {"n": number}}]
            )
        count = work.connection.scalar(select(func.count()).select_from(heartbeats))
        assert (count, work.connection.scalar(select(heartbeats.c.facts))) == (1, {"n": 2})


def test_a_real_clock_agrees_with_the_databases(desk: Desk) -> None:
    with UnitOfWork(desk.engine, SystemClock()) as work:
        assert abs(work.now - SystemClock().now()) < timedelta(minutes=1)
        assert work.now.tzinfo is UTC


def test_a_tests_clock_always_wins(desk: Desk, clock: FixedClock) -> None:
    with desk.work() as work:
        assert work.now == clock.at


def test_each_database_is_set_to_what_durability_needs(desk: Desk) -> None:
    if desk.engine.dialect.name != "sqlite":
        with desk.reading() as work:
            assert work.connection.execute(text("SHOW lock_timeout")).scalar() == "10s"
            durable = work.connection.execute(
                text("SELECT source, setting FROM pg_settings WHERE name = 'synchronous_commit'")
            ).one()
            # Asked for by the client: no default of the database or of a role comes before it.
            assert tuple(durable) == ("client", "on")
        return
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 10_000,
    }
    with desk.reading() as work:
        found = {name: work.connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted


def test_a_database_that_keeps_another_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    # SQLite silently makes zero of a negative time.
    monkeypatch.setattr("casedesk.store.engine._PRAGMAS", {"busy_timeout": -5})

    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(UnsafeDatabase):
        engine.connect()
    engine.dispose()

"""The ledger: one entry per act, and no change of history that goes unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from casedesk.services import ledger, ledger_checks
from casedesk.services.desk import Desk

_UNGUARD = {
    "sqlite": ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"],
    "postgresql": ["DROP TRIGGER ledger_no_change ON ledger"],
}


def act(desk: Desk, name: str) -> None:
    with desk.work() as work:
        ledger.append(desk, work, actor="anna", act=name, subject="case:1")
        work.commit()


@pytest.fixture
def history(desk: Desk) -> Desk:
    """Return a desk with ten entries whose triggers an attacker has already removed."""
    for number in range(10):
        act(desk, f"act_{number}")
    with desk.engine.begin() as connection:
        for statement in _UNGUARD[desk.engine.dialect.name]:
            connection.execute(text(statement))
    return desk


def swap(connection: Connection) -> None:
    connection.execute(text("UPDATE ledger SET seq = 99 WHERE seq = 4"))
    connection.execute(text("UPDATE ledger SET seq = 4 WHERE seq = 5"))
    connection.execute(text("UPDATE ledger SET seq = 5 WHERE seq = 99"))


def insert(connection: Connection) -> None:
    connection.execute(text("UPDATE ledger SET seq = seq + 1000 WHERE seq >= 6"))
    connection.execute(text("UPDATE ledger SET seq = seq - 999 WHERE seq >= 1000"))
    columns = 'seq, prev_hash, hash, at, actor, act, "object", details'
    forged = {"one": b"1" * 32, "two": b"2" * 32, "three": b"3" * 32}
    connection.execute(
        text(f"INSERT INTO ledger ({columns}) VALUES (6, :one, :two, 0, 'x', 'y', 'z', :three)"),  # noqa: S608
        forged,
    )


@pytest.mark.parametrize(
    ("tamper", "position"),
    [
        (lambda c: c.execute(text("UPDATE ledger SET actor = 'olu' WHERE seq = 3")), 3),
        (lambda c: c.execute(text("UPDATE ledger SET at = at + 1 WHERE seq = 10")), 10),
        (lambda c: c.execute(text("DELETE FROM ledger WHERE seq = 5")), 5),
        (lambda c: c.execute(text("DELETE FROM ledger WHERE seq = 1")), 1),
        (lambda c: c.execute(text("DELETE FROM ledger WHERE seq >= 9")), 9),
        (swap, 4),
        (insert, 6),
    ],
    ids=["edit", "edit the time", "delete", "delete the first", "truncate", "reorder", "insert"],
)
def test_tampering_is_named_at_its_first_position(
    history: Desk, tamper: object, position: int
) -> None:
    assert ledger_checks.broken(history) is None

    with history.engine.begin() as connection:
        tamper(connection)

    found = ledger_checks.broken(history)
    assert found is not None
    assert found.position == position


def test_a_ledger_cut_off_together_with_its_head_is_seen_by_a_kept_checkpoint(
    history: Desk,
) -> None:
    assert ledger_checks.write_checkpoint(history) is not None

    with history.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger WHERE seq > 7"))
        last = connection.execute(text("SELECT hash FROM ledger WHERE seq = 7")).scalar_one()
        connection.execute(text("UPDATE ledger_head SET seq = 7, hash = :hash"), {"hash": last})

    found = ledger_checks.broken(history)
    assert found is not None
    assert found.position == 8


def test_a_forged_checkpoint_is_not_believed(history: Desk) -> None:
    file = ledger_checks.write_checkpoint(history)
    assert file is not None
    file.write_text(file.read_text().replace('"seq": 10', '"seq": 11'))

    assert ledger_checks.read_checkpoint(history, file) is None


def test_a_ledger_that_has_not_grown_needs_no_new_checkpoint(history: Desk) -> None:
    assert ledger_checks.write_checkpoint(history)
    assert ledger_checks.write_checkpoint(history) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger SET actor = 'x'", "DELETE FROM ledger WHERE seq = 1"]
)
def test_the_database_refuses_to_change_an_entry_by_mistake(desk: Desk, statement: str) -> None:
    act(desk, "something")

    with (
        pytest.raises(DBAPIError, match="only ever added to"),
        desk.engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_many_writers_at_once_make_one_chain(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: act(desk, f"act_{number}"), range(40)))

    with desk.reading() as work:
        assert ledger.head(work).seq == 40
    assert ledger_checks.broken(desk) is None


def test_an_act_that_was_rolled_back_leaves_no_entry(desk: Desk) -> None:
    with desk.work() as work:
        ledger.append(desk, work, actor="anna", act="nothing", subject="case:1")

    with desk.reading() as work:
        assert ledger.head(work).seq == 0

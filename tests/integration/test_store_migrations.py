"""Migrations: every version up to this one, on both databases, with what was in them kept."""

from sqlalchemy import inspect, text

from casedesk.store.engine import make_engine
from casedesk.store.migrate import drift, migrate, pending
from casedesk.store.tables import metadata

_A_REPORT = """
INSERT INTO reports
  (id, reference, received_at, face, finished, revision, catalogue_version)
VALUES ('r1', 'FD-AAAA-BBBB', 1, 'adult', true, 1, 'v')
"""
_ITS_CASE = """
INSERT INTO cases
  (id, reference, state, level, received_at, unfinished, owner, next_action, due_at)
VALUES ('r1', 'FD-AAAA-BBBB', 'received', 'P2', 1, false, 'duty_team', 'Act', 2)
"""


def test_an_empty_database_becomes_exactly_what_the_code_expects(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    waiting = pending(engine)

    assert migrate(engine) == len(waiting) > 0

    assert drift(engine) == []
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_migrating_twice_is_harmless(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    migrate(engine)

    assert migrate(engine) == 0
    assert pending(engine) == []
    engine.dispose()


def test_what_an_earlier_version_held_is_still_there_after_every_step(
    empty_database_url: str,
) -> None:
    engine = make_engine(empty_database_url)
    first, *_ = pending(engine)
    migrate(engine, up_to=first[0])
    with engine.begin() as connection:
        for statement in (_A_REPORT, _ITS_CASE):
            connection.execute(text(statement))

    told: list[str] = []
    migrate(engine, told.append)

    with engine.begin() as connection:
        found = connection.execute(text("SELECT reference, level FROM cases")).all()
    assert found == [("FD-AAAA-BBBB", "P2")]
    assert drift(engine) == []
    engine.dispose()

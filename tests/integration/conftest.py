"""One suite, two databases: a test that asks for `desk` runs on SQLite and on PostgreSQL."""

import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import postgres
from fakes import a_clock, the_settings

from casedesk.clock import FixedClock, SystemClock
from casedesk.interview.catalogue import load_catalogue
from casedesk.rulebook import load_rulebook
from casedesk.services.desk import Desk
from casedesk.settings import Role, Settings
from casedesk.store.engine import make_engine
from casedesk.store.keys import load_vault
from casedesk.store.migrate import migrate


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    folder = postgres.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed; apt-get install postgresql")
    with postgres.server(folder) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database file that tests copy."""
    file = tmp_path_factory.mktemp("template") / "casedesk.db"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Return the name of a migrated database that tests copy."""
    with _admin(postgres_server) as connection:
        connection.execute("CREATE DATABASE template_of_tests")
    engine = make_engine(postgres_server + "template_of_tests")
    migrate(engine)
    engine.dispose()
    return "template_of_tests"


def _admin(server: str) -> "psycopg.Connection[object]":
    return psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True)


@contextmanager
def _copied(server: str, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    with _admin(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server + name
    with _admin(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a migrated database of this test's own."""
    if request.param == "sqlite":
        file = tmp_path / "casedesk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_server")
    with _copied(server, request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database that was never migrated."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with _copied(request.getfixturevalue("postgres_server"), "template0") as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    return a_clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return the_settings(tmp_path, DATABASE_URL=database_url)


_catalogue = cache(load_catalogue)
_rulebook = cache(load_rulebook)


def _desk(settings: Settings, clock: FixedClock) -> Desk:
    """Return what `open_desk` returns, reading the data files once for all tests."""
    return Desk(
        settings=settings,
        engine=make_engine(settings.database_url),
        clock=clock,
        catalogue=_catalogue(),
        rulebook=_rulebook(),
        vault=load_vault(settings),
    )


@pytest.fixture
def desk(settings: Settings, clock: FixedClock) -> Iterator[Desk]:
    """Yield a whole desk with every key, on a migrated database, whose clock stands still."""
    desk = _desk(settings, clock)
    yield desk
    desk.engine.dispose()


@pytest.fixture
def system_desk(desk: Desk) -> Desk:
    """Return the same desk with the real time, as another process would see it."""
    return replace(desk, clock=SystemClock())


@pytest.fixture
def desk_of(desk: Desk, clock: FixedClock, tmp_path: Path) -> Iterator[Callable[[Role], Desk]]:
    """Yield what makes the same desk as another process sees it, with only that role's keys."""
    made: list[Desk] = []

    def as_role(role: Role) -> Desk:
        url = desk.settings.database_url
        made.append(_desk(the_settings(tmp_path, role=role, DATABASE_URL=url), clock))
        return made[-1]

    yield as_role
    for one in made:
        one.engine.dispose()


@pytest.fixture
def actions_desk(desk_of: Callable[[Role], Desk]) -> Desk:
    """Return the desk as the actions process sees it: without the key that opens reports."""
    return desk_of("actions")

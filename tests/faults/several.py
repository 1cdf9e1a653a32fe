"""Two assistants and two action servers on PostgreSQL and Redis behind one edge: all real."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conversation.system import System, free_port, kind_of
from tests.integration import postgres


class Several(System):
    """The whole service over shared databases, with two of what may be doubled."""

    NAMES = (*System.NAMES, "assistant-2", "actions-2")

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        self._shared = {**postgres.three_databases(database), "REDIS_URL": redis}
        super().__init__(folder)

    def _settings(self) -> dict[str, str]:
        assistants = (f"http://127.0.0.1:{self.ports[one]}" for one in ("assistant", "assistant-2"))
        return super()._settings() | self._shared | {"ASSISTANT_URLS": " ".join(assistants)}

    def _env_of(self, name: str) -> dict[str, str]:
        own = {f"{kind_of(name).upper()}_PORT": str(self.ports[name])} if "-" in name else {}
        servers = [f"http://127.0.0.1:{self.ports[one]}" for one in ("actions", "actions-2")]
        if name == "assistant-2":
            servers.reverse()
        return {**self.env, **own, "ACTIONS_URLS": " ".join(servers)}


@contextmanager
def running(folder: Path) -> Iterator[Several]:
    """Start databases and processes; end them all."""
    binaries = postgres.binaries()
    if binaries is None or shutil.which("redis-server") is None:
        pytest.skip("needs PostgreSQL and Redis; apt-get install postgresql redis-server")
    with postgres.server(binaries) as database, _redis(folder) as redis:
        system = Several(folder, database, redis)
        try:
            system.start("actions", "actions-2", "assistant", "assistant-2", "edge", "worker")
            yield system
        finally:
            system.stop()


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    program, port = str(shutil.which("redis-server")), free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - Debian's own server, arguments made here
            [program, *options], stdout=log, stderr=log
        )
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("redis-server did not start")

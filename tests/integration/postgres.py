"""A real PostgreSQL server of our own: temporary folder, free loopback port, stopped at the end."""

# ruff: noqa: S603 - runs PostgreSQL's own programs with arguments made here.

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_UNPRIVILEGED = "nobody"
IN_HASTE = {"fsync": "off", "full_page_writes": "off"}
"""For data that lives as long as the tests: durability is measured elsewhere."""


def binaries() -> Path | None:
    """Return the folder that holds a working `initdb` and `postgres`, newest first."""
    on_path = shutil.which("postgres")
    folders = [*_DEBIAN, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((one for one in folders if _works(one)), None)


def _works(folder: Path) -> bool:
    tools = [folder / "initdb", folder / "postgres"]
    return (
        all(tool.exists() for tool in tools)
        and not subprocess.run(
            [tools[1], "--version"], capture_output=True, check=False, timeout=20
        ).returncode
    )


@contextmanager
def server(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Run a server and yield the start of its URLs: add a database's name.

    A durable one syncs every commit to disk, as a real one does; tests need not wait for that.
    """
    with running(folder, durable=durable) as server:
        yield server.url


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator["Server"]:
    """Run a server that can be killed and started again on what it had written."""
    data = Path(tempfile.mkdtemp(prefix="firstday-pg-"))
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        os.chown(data, *_ids())
    server = Server(folder, data, free_port(), durable=durable)
    try:
        _run(folder / "initdb", "-D", data, "-U", "firstday", "-A", "trust", "-E", "UTF8", "-N")
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


class Server:
    """One server: its programs, its data and its port stay the same over every start."""

    def __init__(self, folder: Path, data: Path, port: int, *, durable: bool) -> None:
        self.url = f"postgresql+psycopg://firstday@127.0.0.1:{port}/"
        self._folder, self._data, self._port = folder, data, port
        self._options = {} if durable else IN_HASTE
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = _start(self._folder, self._data, self._port, self._options)
        _wait(self._port, self._process)

    def kill(self) -> None:
        """End it and every process of its own at once, as a power cut would."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)
        # What would tell the next start that somebody still runs here.
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Shut it down fast: it does not wait for connections that a failed test left open."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)


def _start(folder: Path, data: Path, port: int, own: Mapping[str, str]) -> subprocess.Popen[bytes]:
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        **own,
    }
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (data / "server.log").open("wb") as log:
        return subprocess.Popen(
            [folder / "postgres", "-D", data, *arguments],
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as_somebody(),
        )


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        command, capture_output=True, check=False, text=True, timeout=60, **_as_somebody()
    )
    assert done.returncode == 0, done.stderr


def _as_somebody() -> dict[str, object]:
    """Return what makes a child process run unprivileged."""
    if os.geteuid() != 0:
        return {}
    user, group = _ids()
    return {"user": user, "group": group, "extra_groups": [], "cwd": "/tmp"}  # noqa: S108


def _ids() -> tuple[int, int]:
    entry = pwd.getpwnam(_UNPRIVILEGED)
    return entry.pw_uid, entry.pw_gid


def free_port() -> int:
    """Return a loopback port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the PostgreSQL server ended at once"
        try:
            psycopg.connect(f"postgresql://firstday@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the PostgreSQL server did not answer within 30 s")


def three_databases(server: str) -> dict[str, str]:
    """Create a database each for desk, edge and conversations; return the settings naming them."""
    address = server.replace("+psycopg", "") + "postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("casedesk", "edge", "tracker"):
            connection.execute(f"CREATE DATABASE {name}".encode())
    return {
        "DATABASE_URL": f"{server}casedesk",
        "EDGE_DATABASE_URL": f"{server}edge",
        "TRACKER_DATABASE": server.replace("+psycopg", "+psycopg2") + "tracker",
    }

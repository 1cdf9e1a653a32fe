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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_UNPRIVILEGED = "nobody"


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
def server(folder: Path) -> Iterator[str]:
    """Run a server and yield the start of its URLs: add a database's name."""
    data = Path(tempfile.mkdtemp(prefix="firstday-pg-"))
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        os.chown(data, *_ids())
    port = free_port()
    process: subprocess.Popen[bytes] | None = None
    try:
        _run(folder / "initdb", "-D", data, "-U", "firstday", "-A", "trust", "-E", "UTF8", "-N")
        process = _start(folder, data, port)
        _wait(port, process)
        yield f"postgresql+psycopg://firstday@127.0.0.1:{port}/"
    finally:
        if process is not None:
            # A fast shutdown: it does not wait for connections that a failed test left open.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


def _start(folder: Path, data: Path, port: int) -> subprocess.Popen[bytes]:
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        # The data lives as long as the tests: durability is measured elsewhere.
        "fsync": "off",
        "full_page_writes": "off",
    }
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (data / "server.log").open("wb") as log:
        return subprocess.Popen(
            [folder / "postgres", "-D", data, *arguments], stdout=log, stderr=log, **_as_somebody()
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

"""The supervisor: ready when all are, and nothing left behind however it ends.

The processes are stand-ins; each also starts a child of its own, as servers do. Every process
writes its id into a folder, and "left behind" means that such a process still exists.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from run import supervise
from run.paths import ROOT

WAIT_SECONDS = 20

STAND_IN = """
import os, pathlib, signal, subprocess, sys, time
name, folder, how = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(folder / f"{name}.pids").write_text(f"{os.getpid()} {child.pid}")
if how == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if how == "brief":
    time.sleep(0.5)
    sys.exit(0)
time.sleep(600)
"""

DRIVER = """
import pathlib, sys
import honcho.manager
from run import supervise
from run.health import Probe

honcho.manager.KILL_WAIT = 1
supervise._START_WITHIN_SECONDS = float(sys.argv[3])
folder = pathlib.Path(sys.argv[1])
names = sys.argv[2].split(",")
commands = supervise.commands(folder / "Procfile")
probes = [Probe(name, (folder / f"{name}.pids").exists) for name in names]
ready = lambda seconds: print("all ready", flush=True)
sys.exit(supervise.run(supervise.Supervisor(commands, folder), probes, ready))
"""

type Started = subprocess.Popen[str]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def pids(folder: Path) -> list[int]:
    return [int(pid) for file in folder.glob("*.pids") for pid in file.read_text().split()]


def left_behind(folder: Path) -> list[int]:
    return [pid for pid in pids(folder) if alive(pid)]


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + WAIT_SECONDS
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Start a supervisor over these stand-ins: name=how it behaves."""
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    started: list[Started] = []

    def _start(*, waits_for: str = "", within: float = 60, **stand_ins: str) -> Started:
        call = f"exec {sys.executable} stand_in.py"
        lines = [f"{name}: {call} {name} {tmp_path} {how}" for name, how in stand_ins.items()]
        (tmp_path / "Procfile").write_text("\n".join(lines))
        names = waits_for or ",".join(stand_ins)
        one = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", DRIVER, str(tmp_path), names, str(within)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(one)
        return one

    yield _start
    for one in started:
        one.kill()
        one.wait()
        assert one.stdout is not None
        one.stdout.close()
    for pid in left_behind(tmp_path):
        os.kill(pid, signal.SIGKILL)


def wait_until_ready(one: Started) -> None:
    assert one.stdout is not None
    assert any("all ready" in line for line in one.stdout)


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_stop_order_ends_every_process_and_its_children(
    start: Callable[..., Started], tmp_path: Path, order: signal.Signals
):
    one = start(edge="stays", worker="stays")
    wait_until_ready(one)
    assert len(left_behind(tmp_path)) == 4

    one.send_signal(order)

    assert one.wait(WAIT_SECONDS) == 0
    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_a_process_that_ignores_the_order_is_killed(start: Callable[..., Started], tmp_path: Path):
    one = start(edge="stays", worker="deaf")
    wait_until_ready(one)

    one.send_signal(signal.SIGTERM)

    assert one.wait(WAIT_SECONDS) == 0
    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_a_supervisor_that_is_killed_outright_leaves_nothing_behind(
    start: Callable[..., Started], tmp_path: Path
):
    one = start(edge="stays", worker="deaf")
    wait_until_ready(one)

    one.kill()

    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_a_stop_order_while_processes_start_is_kept(start: Callable[..., Started], tmp_path: Path):
    one = start(edge="stays", worker="stays")
    # Signals are answered once the loop runs; "started" is its first line.
    assert one.stdout is not None
    one.stdout.readline()

    one.send_signal(signal.SIGTERM)

    assert one.wait(WAIT_SECONDS) == 0
    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_when_one_process_ends_all_do_and_it_is_named(
    start: Callable[..., Started], tmp_path: Path
):
    one = start(edge="stays", worker="brief")

    printed, _ = one.communicate(timeout=WAIT_SECONDS)

    assert one.returncode == 1
    assert "firstday: worker stopped, so all were" in printed
    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_a_process_that_never_gets_ready_is_named_and_all_are_stopped(
    start: Callable[..., Started], tmp_path: Path
):
    one = start(edge="stays", worker="stays", waits_for="edge,assistant", within=1)

    printed, _ = one.communicate(timeout=WAIT_SECONDS)

    assert one.returncode == 1
    assert "not ready after 1 s: assistant." in printed
    assert "all ready" not in printed
    assert until(lambda: not left_behind(tmp_path)), left_behind(tmp_path)


def test_the_procfile_names_the_five_processes():
    commands = supervise.commands(ROOT / "Procfile")

    assert list(commands) == ["edge", "assistant", "actions", "console", "worker"]
    # Without exec a shell would stand between the supervisor and the process it signals.
    assert all(command.startswith("exec ") for command in commands.values())

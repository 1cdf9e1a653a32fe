"""Both sides, started one after the other, once for all parts of a run."""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench.starter import Starter
from bench.talk import Begin, StarterTalk, in_words, timed
from tests.conversation.system import System

MEGABYTE = 1024 * 1024


class Ours(System):
    """Our service; only while `counting` do action calls pass the proxy, which costs time."""

    counting = False

    def _env_of(self, name: str) -> dict[str, str]:
        return super()._env_of(name) if self.counting else self.env


@dataclass(frozen=True)
class Both:
    """Our service and the starter bot; `started` is ours: seconds until the assistant answered."""

    ours: Ours
    starter: Starter
    started: float


@contextmanager
def both() -> Iterator[Both]:
    """Start both sides, neither beside the other's start; end them."""
    with tempfile.TemporaryDirectory() as folder:
        starter = Starter(Path(folder))
        ours = Ours(Path(folder))
        try:
            yield Both(ours, starter, _start(ours))
        finally:
            ours.stop()
            starter.stop()


def _start(ours: Ours) -> float:
    ours.start("actions", "edge")
    begun = time.monotonic()
    ours.start("assistant")
    with httpx.Client(base_url=ours.url("edge"), timeout=60) as client:
        in_words(client)
    return time.monotonic() - begun


def starter_talk(client: httpx.Client) -> StarterTalk:
    """Begin to talk with the starter bot."""
    return StarterTalk(client)


def at_once(address: str, begin: Begin, *, people: int, turns: int) -> list[list[float]]:
    """Let people talk at once; return the milliseconds of every turn, a list for each."""

    def one(_: int) -> list[float]:
        with httpx.Client(base_url=address, timeout=60) as client:
            talk = begin(client)
            return [timed(talk)[1] for _ in range(turns)]

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def cpu(system: System) -> float:
    """Return the CPU seconds all processes have used."""
    processes = [psutil.Process(one.pid) for one in system.running.values()]
    times = [one.cpu_times() for process in processes for one in _family(process)]
    return sum(one.user + one.system for one in times)


def memory(pid: int) -> float:
    """Return the resident memory of a process and its children in megabytes."""
    return sum(one.memory_info().rss for one in _family(psutil.Process(pid))) / MEGABYTE


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]

"""What the service's processes cost while people talk: CPU seconds and memory, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from tests.conversation.system import System, kind_of

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """Of all processes of one kind: CPU in seconds, resident memory in megabytes."""

    cpu: float
    memory: float


def costs(system: System) -> Mapping[str, Cost]:
    """Return what each kind of process has used so far, children included."""
    found: dict[str, Cost] = {}
    for name, process in system.running.items():
        family = psutil.Process(process.pid)
        members = [family, *family.children(recursive=True)]
        times = [one.cpu_times() for one in members]
        cpu = sum(one.user + one.system for one in times)
        memory = sum(one.memory_info().rss for one in members) / MEGABYTE
        before = found.get(kind_of(name), Cost(0, 0))
        found[kind_of(name)] = Cost(before.cpu + cpu, before.memory + memory)
    return found


def used(before: Mapping[str, Cost], after: Mapping[str, Cost]) -> Mapping[str, Cost]:
    """Return the CPU used between two readings, and the memory at the second."""
    return {kind: Cost(cost.cpu - before[kind].cpu, cost.memory) for kind, cost in after.items()}

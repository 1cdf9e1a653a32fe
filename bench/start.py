"""How long the assistant takes to start, and how much memory it takes."""

from collections.abc import Iterator

from bench.rows import Row
from bench.running import Both, memory

START_LIMIT = 0.4
MEMORY_LIMIT = 0.85


def measure(both: Both) -> Iterator[Row]:
    """Yield seconds from the start to the first answer, and megabytes after it."""
    ours, starter = both.started, both.starter.started
    yield Row("start to first answer", "s", (ours,), (starter,), START_LIMIT)
    sizes = memory(both.ours.running["assistant"].pid), memory(both.starter.process.pid)
    yield Row("memory of the assistant", "MB", sizes[:1], sizes[1:], MEMORY_LIMIT)

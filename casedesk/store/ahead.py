"""What takes long to make and depends on nobody, made beside the work before it is asked for."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

MOST = 64
"""How many are kept ready at most: as many people as may send a report in the same seconds."""


class Ahead[T]:
    """Ready-made things, in memory only, from one thread of its own. Safe for many threads."""

    def __init__(self, make: Callable[[], T], most: int = MOST) -> None:
        self._make = make
        self._most = most
        self._ready: deque[Future[T]] = deque()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def prepare(self) -> None:
        """Begin to make one more, unless enough are there; waits for nothing."""
        if len(self._ready) < self._most:
            self._ready.append(self._maker.submit(self._make))

    def take(self) -> T:
        """Return one that nobody else gets; without one ready or under way it is made now."""
        try:
            waiting = self._ready.popleft()
        except IndexError:
            return self._make()
        return waiting.result()

    def give_back(self, unused: T) -> None:
        """Let somebody else have what was taken and came to nobody's knowledge."""
        ready = Future[T]()
        ready.set_result(unused)
        self._ready.appendleft(ready)

    def wait(self) -> int:
        """Wait until what was begun is made; return how many are ready."""
        return len([one.result() for one in tuple(self._ready)])

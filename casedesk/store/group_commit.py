"""Group commit: units of work that wait at the same moment share one transaction and one sync.

Every writer of the desk takes turns at the ledger, so each commit would wait for the disk alone.
One thread does the work of all who wait, and nobody is answered before it is committed. When one
of them fails, all is undone and each is done again by itself, so that what fails fails for its own
caller only.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, cast

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from casedesk.store.unit_of_work import UnitOfWork

LARGEST = 16
"""Units in one transaction: short enough that other processes hardly wait for the write lock."""


class Opens(Protocol):
    """What opens units of work: the desk."""

    def work(self) -> UnitOfWork:
        """Return a unit of work that may write."""


type Act[T] = Callable[[UnitOfWork], T]
type SharedAct[D, A, T] = Callable[[D, UnitOfWork, Sequence[A]], Sequence[T]]
"""Does the same for all of several callers, and returns what comes of it for each, in order."""


@dataclass(frozen=True)
class _Waiting[D]:
    """A caller that waits for what comes of its act."""

    act: SharedAct[D, object, object]
    argument: object = field(repr=False)
    outcome: Future[object] = field(default_factory=Future)


class GroupCommit[D: Opens]:
    """Runs acts in shared units of work. Safe to use from many threads."""

    def __init__(self, desk: D) -> None:
        self._desk = desk
        self._waiting: deque[_Waiting[D]] = deque()
        # One thread, and none that waits for a turn: whoever is answered goes on at once, and is
        # back with the next thing to do while the others' is being committed.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def run[T](self, act: Act[T]) -> T:
        """Do the act and commit it; return what it returned, or raise what it raised.

        The act does not commit, changes nothing but the database, and may be called twice.
        """
        return self.share(lambda _, work, __: [act(work)], None)

    def share[A, T](self, act: SharedAct[D, A, T], argument: A) -> T:
        """Do as `run` does; those who wait with the same act are handed to it together."""
        mine = _Waiting(cast("SharedAct[D, object, object]", act), argument)
        self._waiting.append(mine)
        self._writer.submit(self._work_off)
        return cast("T", mine.outcome.result())

    def _work_off(self) -> None:
        if group := [self._waiting.popleft() for _ in range(min(LARGEST, len(self._waiting)))]:
            self._answer(group)

    def _answer(self, group: Sequence[_Waiting[D]]) -> None:
        try:
            outcomes = self._commit(group)
        except BaseException as error:  # noqa: BLE001 - raised by `share`: none may wait for ever
            if len(group) > 1 and _lies_with_one(error):
                for one in group:
                    self._answer([one])
            else:
                for one in group:
                    one.outcome.set_exception(error)
        else:
            for one, result in outcomes:
                one.outcome.set_result(result)

    def _commit(self, group: Sequence[_Waiting[D]]) -> list[tuple[_Waiting[D], object]]:
        """Do the work of all and commit it; return what came of each."""
        alike: dict[SharedAct[D, object, object], list[_Waiting[D]]] = {}
        for one in group:
            alike.setdefault(one.act, []).append(one)
        outcomes: list[tuple[_Waiting[D], object]] = []
        with self._desk.work() as work:
            for act, ones in alike.items():
                results = act(self._desk, work, [one.argument for one in ones])
                outcomes += zip(ones, results, strict=True)
            work.commit()
        return outcomes


def _lies_with_one(error: BaseException) -> bool:
    """Tell an act that failed from a database that did, which would fail the next one as well."""
    return isinstance(error, IntegrityError) or not isinstance(error, SQLAlchemyError)

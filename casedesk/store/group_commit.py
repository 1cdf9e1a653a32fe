"""Group commit: units of work that wait at the same moment share one transaction and one sync.

Every writer of the desk takes turns at the ledger, so each commit would wait for the disk alone.
Whoever's turn comes does the work of all who wait by then, and nobody is answered before it is
committed. When one of them fails, all is undone and each is done again by itself, so that what
fails fails for its own caller only.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from casedesk.store.unit_of_work import UnitOfWork

LARGEST = 16
"""Units in one transaction: short enough that other processes hardly wait for the write lock."""

type Act[T] = Callable[[UnitOfWork], T]


@dataclass
class _Waiting:
    """An act that waits, and what came of it once `done`."""

    act: Act[object]
    done: bool = False
    result: object = None
    error: BaseException | None = field(default=None, repr=False)


class GroupCommit:
    """Runs acts in shared units of work, which `begin` opens. Safe to use from many threads."""

    def __init__(self, begin: Callable[[], UnitOfWork]) -> None:
        self._begin = begin
        self._waiting: deque[_Waiting] = deque()
        self._turn = threading.Lock()

    def run[T](self, act: Act[T]) -> T:
        """Do the act and commit it; return what it returned, or raise what it raised.

        The act does not commit, changes nothing but the database, and may be called twice.
        """
        mine = _Waiting(act)
        self._waiting.append(mine)
        with self._turn:
            while not mine.done:
                self._work_off()
        if mine.error is not None:
            raise mine.error
        return cast("T", mine.result)

    def _work_off(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(LARGEST, len(self._waiting)))]
        error = self._commit(group)
        if error is not None and len(group) > 1 and _lies_with_one(error):
            for one in group:
                one.error = self._commit([one])
        else:
            for one in group:
                one.error = error
        for one in group:
            one.done = True

    def _commit(self, group: Sequence[_Waiting]) -> BaseException | None:
        """Return what went wrong, to be raised by those it concerns: none may wait for ever."""
        try:
            with self._begin() as work:
                for one in group:
                    one.result = one.act(work)
                work.commit()
        except BaseException as error:  # noqa: BLE001 - raised again by `run`
            return error
        return None


def _lies_with_one(error: BaseException) -> bool:
    """Tell an act that failed from a database that did, which would fail the next one as well."""
    return isinstance(error, IntegrityError) or not isinstance(error, SQLAlchemyError)

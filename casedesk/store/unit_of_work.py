"""The only place a database connection is opened: one transaction, kept by `commit`, else undone.

    with UnitOfWork(engine, clock) as work:
        ...
        work.commit()

SQLite writers begin IMMEDIATE: the driver's default lets two of them read the same row before
either writes. Readers (`reading=True`) take no write lock and may not commit.
"""

from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, Insert, Table, Update, text

from casedesk.clock import Clock, SystemClock
from casedesk.store.columns import from_microseconds
from casedesk.store.ledger import Pending, write
from casedesk.store.rows import Row, Rows

_DATABASE_NOW = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
"""One judge of time for all hosts; `now()` would be the start of the transaction."""


class UnitOfWork:
    """One transaction. `now` is the instant it began (aware, UTC).

    `pending` are the acts done so far; the commit writes them into the ledger.
    """

    now: datetime
    pending: list[Pending]

    def __init__(self, engine: Engine, clock: Clock, *, reading: bool = False) -> None:
        self._engine = engine
        self._clock = clock
        self._reading = reading
        self.pending = []
        self._rows = Rows()

    @property
    def connection(self) -> Connection:
        """The transaction's connection, with everything written that was added so far."""
        self._rows.write(self._connection)
        return self._connection

    def add(self, to: Table | Insert | Update, *rows: Row) -> None:
        """Write rows before `connection` is used next, and at the latest by the commit.

        They are inserted into a table; a statement is executed with each.
        """
        self._rows.add(to, rows)

    def __enter__(self) -> Self:
        self._connection = self._engine.connect().execution_options(firstday_reading=self._reading)
        try:
            self._connection.begin()
            self.now = self._instant()
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Closing rolls back whatever was not committed.
        self._connection.close()

    def commit(self) -> None:
        """Keep everything done in this unit; afterwards it cannot be used again."""
        if self._reading:
            raise RuntimeError("this unit of work was opened for reading only")
        write(self.connection, self.pending)
        self.connection.commit()

    def _instant(self) -> datetime:
        """Return the database's time where several hosts share one; a test's clock always wins."""
        if isinstance(self._clock, SystemClock) and self._engine.dialect.name == "postgresql":
            return from_microseconds(self._connection.execute(_DATABASE_NOW).scalar_one())
        return self._clock.now()

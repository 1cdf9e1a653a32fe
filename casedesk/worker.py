"""The worker: clocks, delivery, unfinished drafts, retention. Any number may run side by side.

Everything it does is a claim on rows in the database, so a worker that dies leaves nothing that
the next one does not pick up. It stops at SIGTERM after the unit of work it is in.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from casedesk.domain.errors import FirstdayError
from casedesk.services import (
    delivery,
    escalation,
    heartbeat,
    ledger_checks,
    likeness,
    retention,
    unfinished,
)
from casedesk.services.desk import Desk
from casedesk.services.senders import senders

log = logging.getLogger("casedesk.worker")

TICK = timedelta(seconds=1)
BEAT = timedelta(seconds=20)


@dataclass(frozen=True)
class Duty:
    """One thing a worker does: how often, and a function that returns how much it did.

    When it did something it is asked again at once, until there is nothing left to do.
    """

    name: str
    every: timedelta
    run: Callable[[Desk], int]


def _beat(desk: Desk) -> int:
    heartbeat.beat(desk, f"worker:{socket.gethostname()[:40]}:{os.getpid()}")
    return 0


def _checkpoint(desk: Desk) -> int:
    ledger_checks.write_checkpoint(desk)
    return 0


def _deliver(desk: Desk) -> int:
    return delivery.deliver(desk, senders(desk.settings))


def _forget(desk: Desk) -> int:
    unfinished.forget(desk)
    return 0


def _expire(desk: Desk) -> int:
    return retention.expire(desk, retention.load_retention())


def _tidy(desk: Desk) -> int:
    retention.tidy(desk, retention.load_retention())
    return 0


DUTIES: tuple[Duty, ...] = (
    Duty("heartbeat", BEAT, _beat),
    Duty("escalation", timedelta(seconds=2), escalation.escalate),
    Duty("delivery", timedelta(seconds=2), _deliver),
    Duty("likeness", timedelta(seconds=2), likeness.mark),
    Duty("unfinished", timedelta(seconds=10), unfinished.surface),
    Duty("forgetting", timedelta(minutes=1), _forget),
    Duty("retention", timedelta(hours=1), _expire),
    Duty("tidying", timedelta(hours=1), _tidy),
    Duty("checkpoint", timedelta(hours=1), _checkpoint),
)


class Worker:
    """Runs the duties until told to stop."""

    def __init__(self, desk: Desk, duties: tuple[Duty, ...] = DUTIES) -> None:
        self.desk = desk
        self.duties = duties
        self.stopping = threading.Event()
        self._due: dict[str, datetime] = {}

    def run(self) -> None:
        """Work until `stop`; a duty that fails is logged and tried again at its next time."""
        log.info("worker_started")
        while not self.stopping.is_set():
            self.round()
            self.stopping.wait(TICK.total_seconds())
        self._last_checkpoint()
        log.info("worker_stopped")

    def round(self) -> None:
        """Do every duty that is due now, once or until it has nothing left."""
        for duty in self.duties:
            now = self.desk.clock.now()
            if self.stopping.is_set() or now < self._due.get(duty.name, now):
                continue
            self._due[duty.name] = now + duty.every
            self._do(duty)

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Finish the unit of work under way, then end; usable as a signal handler."""
        del number, frame
        self.stopping.set()

    def _do(self, duty: Duty) -> None:
        try:
            while duty.run(self.desk) and not self.stopping.is_set():
                pass
        except (SQLAlchemyError, OSError, FirstdayError) as problem:
            # The kind only: the text of a database error may hold what somebody wrote.
            log.warning("duty_failed duty=%s problem=%s", duty.name, type(problem).__name__)

    def _last_checkpoint(self) -> None:
        try:
            ledger_checks.write_checkpoint(self.desk)
        except (SQLAlchemyError, OSError) as problem:
            log.warning("checkpoint_failed problem=%s", type(problem).__name__)


def main(desk: Desk) -> None:
    """Run one worker in this process until SIGTERM or Ctrl-C."""
    worker = Worker(desk)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    worker.run()

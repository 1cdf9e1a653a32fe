"""The five processes under honcho: started together, watched, and stopped together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import honcho.manager
from honcho.environ import parse_procfile
from honcho.process import Popen, Process

from run import progress
from run.health import Probe
from run.paths import environment

_ASK_EVERY_SECONDS = 0.25
_START_WITHIN_SECONDS = 180.0
# Rasa finishes the turn it is in before it stops; honcho's own five seconds may cut that short.
honcho.manager.KILL_WAIT = 10


class Minded(Process):  # type: ignore[misc]  # honcho carries no types
    """A honcho process of which nothing stays behind.

    honcho notices an end by the output being closed, which a surviving child of a dead process
    prevents; and it stops nobody when it is itself killed outright. Both are minded here.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - honcho's business
        super().__init__(*arguments, **named)
        self._child_ctor = self._spawn

    def _spawn(self, *arguments: Any, **named: Any) -> Popen:  # noqa: ANN401
        child = Popen(*arguments, **named)
        for duty in (_end_with_parent, _end_what_it_leaves):
            threading.Thread(target=duty, args=(child,), daemon=True).start()
        return child


def _end_with_parent(child: Popen) -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        wait([supervisor.sentinel])
        _send(child, signal.SIGTERM)
        time.sleep(honcho.manager.KILL_WAIT)
        _send(child, signal.SIGKILL)


def _end_what_it_leaves(child: Popen) -> None:
    child.wait()
    _send(child, signal.SIGKILL)


def _send(child: Popen, order: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, order)


class Supervisor(honcho.manager.Manager):  # type: ignore[misc]  # honcho carries no types
    """honcho's manager; a signal that comes while processes start is kept until they have."""

    def __init__(self, commands: Mapping[str, str], folder: Path) -> None:
        super().__init__()
        self._process_ctor = Minded
        self._stop_asked = False
        self.ended_by_itself: str | None = None
        for name, command in commands.items():
            self.add_process(name, command, env=environment(), cwd=str(folder))

    def terminate(self) -> None:
        """Stop all processes; later, if some have not said their process id yet."""
        self._stop_asked = True
        if super()._all_started():
            super().terminate()

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if started and self._stop_asked:
            super().terminate()
        return started

    @property
    def stopping(self) -> bool:
        """Whether the processes have been told to stop."""
        return self._stop_asked

    def _any_stopped(self) -> bool:
        ended = [name for name, one in self._processes.items() if "returncode" in one]
        if ended and not self._stop_asked:
            self.ended_by_itself = ended[0]
        return bool(ended)


def commands(procfile: Path) -> dict[str, str]:
    """Return process name -> shell command."""
    return dict(parse_procfile(procfile.read_text(encoding="utf-8")).processes)


def run(supervisor: Supervisor, probes: Sequence[Probe], ready: Callable[[float], None]) -> int:
    """Run until a signal or until a process ends; call ready(seconds) once all probes hold.

    Returns 0 after Ctrl-C or SIGTERM, 1 when a process ended or did not become ready in time.
    """
    failed = threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(supervisor, probes, ready, failed), daemon=True, name="health"
    )
    watcher.start()
    supervisor.loop()
    if supervisor.ended_by_itself:
        name = supervisor.ended_by_itself
        progress.say(f"firstday: {name} stopped, so all were; its last lines are above.")
    return 1 if supervisor.ended_by_itself or failed.is_set() else 0


def _watch(
    supervisor: Supervisor,
    probes: Sequence[Probe],
    ready: Callable[[float], None],
    failed: threading.Event,
) -> None:
    begun = time.monotonic()
    waiting = list(probes)
    while waiting and not supervisor.stopping:
        if time.monotonic() - begun > _START_WITHIN_SECONDS:
            failed.set()
            names = ", ".join(probe.process for probe in waiting)
            progress.say(f"firstday: not ready after {_START_WITHIN_SECONDS:.0f} s: {names}.")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(_ASK_EVERY_SECONDS)
        waiting = [probe for probe in waiting if not probe.ready()]
    if not waiting:
        ready(time.monotonic() - begun)

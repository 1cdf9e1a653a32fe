"""Asking each process whether it can do its work."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from datetime import datetime
from typing import Callable, Mapping

from casedesk.services.desk import Desk
from casedesk.services.heartbeat import last_beat

_SECONDS = 2.0
_LOOPBACK = "127.0.0.1"
_CHANNEL = "/webhooks/firstday/health"


@dataclass(frozen=True)
class Probe:
    """A process by its name in the Procfile, and a question that is true once it is ready."""

    process: str
    ready: Callable[[], bool] = field(repr=False)


def probes(desk: Desk) -> list[Probe]:
    """Return one probe for each of the five processes; the worker must beat from now on."""
    settings, begun = desk.settings, desk.clock.now()
    assistant = {"X-Firstday-Secret": settings.assistant_secret}
    actions = {"X-Firstday-Secret": settings.actions_secret}

    def web(name: str, address: tuple[str, int], path: str, headers: Mapping[str, str]) -> Probe:
        return Probe(name, lambda: answers(address, path, headers))

    edge = (_reachable(settings.edge_host), settings.edge_port)
    console = (_reachable(settings.console_host), settings.console_port)
    return [
        web("edge", edge, "/health", {}),
        # The console has no page for machines; signing in is what staff need first.
        web("console", console, "/sign-in", {}),
        web("actions", (_LOOPBACK, settings.actions_port), "/health", actions),
        web("assistant", (_LOOPBACK, settings.assistant_port), _CHANNEL, assistant),
        Probe("worker", lambda: beats(desk, begun)),
    ]


def answers(address: tuple[str, int], path: str, headers: Mapping[str, str]) -> bool:
    """Say whether GET answers 200 within two seconds."""
    connection = http.client.HTTPConnection(*address, timeout=_SECONDS)
    try:
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beats(desk: Desk, since: datetime) -> bool:
    """Say whether a worker has left a sign of life since then (aware, UTC)."""
    with desk.reading() as work:
        last = last_beat(work, "worker")
    return last is not None and last >= since


def _reachable(host: str) -> str:
    # A process told to listen everywhere is asked where this machine certainly reaches it.
    return {"0.0.0.0": _LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound

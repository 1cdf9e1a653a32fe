"""Asking each process whether it can do its work."""

from __future__ import annotations

import http.client
import subprocess
from dataclasses import dataclass, field
from typing import Callable, Mapping

from casedesk.settings import Settings
from run.paths import DESK, ROOT

_SECONDS = 2.0


@dataclass(frozen=True)
class Probe:
    """A process by its name in the Procfile, and a question that is true once it is ready."""

    process: str
    ready: Callable[[], bool] = field(repr=False)


def probes(settings: Settings) -> list[Probe]:
    """Return one probe for each of the five processes."""
    assistant = {"X-Firstday-Secret": settings.assistant_secret}
    actions = {"X-Firstday-Secret": settings.actions_secret}
    edge, console = _reachable(settings.edge_host), _reachable(settings.console_host)
    return [
        Probe("edge", lambda: answers(edge, settings.edge_port, "/health")),
        Probe("console", lambda: answers(console, settings.console_port, "/health")),
        Probe("actions", lambda: answers("127.0.0.1", settings.actions_port, "/health", actions)),
        Probe(
            "assistant",
            lambda: answers(
                "127.0.0.1", settings.assistant_port, "/webhooks/firstday/health", assistant
            ),
        ),
        Probe("worker", worker_beats),
    ]


def answers(host: str, port: int, path: str, headers: Mapping[str, str] | None = None) -> bool:
    """Say whether GET answers 200 within two seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker_beats() -> bool:
    """Say whether the worker has left a fresh heartbeat."""
    command = [str(DESK), "-m", "casedesk", "check", "--json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _reachable(host: str) -> str:
    # A process told to listen everywhere is asked where this machine certainly reaches it.
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound

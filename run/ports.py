"""Whether the four ports are free, and which setting moves each."""

from __future__ import annotations

import socket

from casedesk.settings import Settings
from run.paths import Problem


def listeners(settings: Settings) -> dict[str, tuple[str, int]]:
    """Return the address each setting makes a process listen on."""
    return {
        "EDGE_PORT": (settings.edge_host, settings.edge_port),
        "CONSOLE_PORT": (settings.console_host, settings.console_port),
        "ASSISTANT_PORT": ("127.0.0.1", settings.assistant_port),
        "ACTIONS_PORT": ("127.0.0.1", settings.actions_port),
    }


def check(settings: Settings) -> None:
    """Raise Problem naming every port that cannot be listened on."""
    taken = [
        f"port {port} on {host}: {reason}. Stop what holds it, or give another as {name} in .env."
        for name, (host, port) in listeners(settings).items()
        if (reason := _refusal(host, port))
    ]
    if taken:
        raise Problem("\n".join(taken))


def _refusal(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the servers do: a port that only waits out its last connections is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (error.strerror or str(error)).lower()
    return None

"""The edge's whole application on a free loopback port, served as in production."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from edge.app import Parts, build_app
from edge.patience import PatientProtocol
from edge.settings import EdgeSettings
from tests.fakes_assistant import SECRET, FakeAssistant


def settings_for(assistant: FakeAssistant, folder: Path, **changes: object) -> EdgeSettings:
    """Return settings that lead to this assistant and keep sessions in this folder."""
    usual: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'edge.db'}",
        "assistant_urls": (assistant.url,),
        "assistant_secret": SECRET,
        "assistant_wait": 2.0,
    }
    return EdgeSettings(**{**usual, **changes})  # type: ignore[arg-type]


@contextmanager
def running_edge(settings: EdgeSettings, parts: Parts | None = None) -> Iterator[str]:
    """Serve until the block ends; give the address."""
    app = build_app(settings, parts)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=PatientProtocol, ws="none", log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()

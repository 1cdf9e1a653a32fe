"""The edge with a small assistant behind it, and a weather page to leave to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from casedesk.clock import SystemClock
from edge.app import Parts
from edge.pace import Limits
from tests.browser.talking import needs_the_bundle
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """Where everything is; `elsewhere` is another origin with ordinary pages."""

    assistant: FakeAssistant
    url: str
    elsewhere: str

    @property
    def weather(self) -> str:
        return f"{self.elsewhere}/weather"


class _Pages(BaseHTTPRequestHandler):
    """Pages of another site: weather, a page from before, and one that embeds the chat."""

    def __init__(self, pages: dict[str, str], *args: object) -> None:
        self._pages = pages
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self._pages.get(self.path, "<!doctype html><title>Weather</title><h1>Weather</h1>")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def _elsewhere(pages: dict[str, str]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, pages))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve everything; the page that embeds is the demo of docs/embedding.md, at /school."""
    needs_the_bundle()
    pages: dict[str, str] = {}
    unhurried = Parts(limits=Limits(SystemClock(), scale=0))
    with running_assistant() as assistant, _elsewhere(pages) as elsewhere:
        settings = settings_for(
            assistant, folder, exit_url=f"{elsewhere}/weather", embed_hosts=(elsewhere,)
        )
        with running_edge(settings, unhurried) as url:
            demo = (ROOT / "docs" / "embedding-demo.html").read_text(encoding="utf-8")
            pages["/school"] = demo.replace("https://chat.example", url)
            pages["/before"] = "<!doctype html><title>Before</title><h1>The page before</h1>"
            yield Served(assistant, url, elsewhere)

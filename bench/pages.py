"""The console's pages over HTTP with very many open cases: asked for, rendered, received whole."""

import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from bench.crowd import crowd
from bench.desk import a_desk
from bench.rows import Row
from casedesk.services import escalation, heartbeat
from casedesk.services.desk import Desk
from console.app import create_app
from tests.console_cases import a_case
from tests.console_user import a_member
from tests.integration import postgres

CASES = int(os.environ.get("BENCH_OPEN_CASES", "50000"))
TIMES, GOAL = 15, 200
PAGES = {
    "the queue": "/queue",
    "the queue, late cases": "/queue?view=late",
    "the queue, one owner, one level": "/queue?owner=duty_team&level=P2",
    "the queue, its second page": "{second}",
    "one case": "{case}",
    "supervision": "/supervision",
    "the rows behind a figure": "/supervision/seen?level=P2&among=unseen",
    "the referrals": "/supervision/referrals",
    "the audit": "/audit",
}


def measure() -> Iterator[Row]:
    """Yield each page on each database."""
    with a_desk() as desk:
        yield from _pages(desk, "SQLite")
    binaries = postgres.binaries()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed; its rows are left out\n")
        return
    with postgres.server(binaries, durable=True) as server:
        address = postgres.three_databases(server)["DATABASE_URL"]
        with a_desk(DATABASE_URL=address) as desk:
            yield from _pages(desk, "PostgreSQL")


def _pages(desk: Desk, name: str) -> Iterator[Row]:
    sys.stderr.write(f"{CASES:,} cases on {name}\n")
    crowd(desk, CASES)
    while escalation.escalate(desk):
        pass  # What is late has climbed the ladder, as on a desk where a worker runs.
    heartbeat.beat(desk, "worker:bench:1")
    with _served(desk) as client:
        # A copied case can't be opened; this one is filed like a real one.
        found = {"second": _second(client), "case": f"/cases/{a_case(desk)}"}
        for page, path in PAGES.items():
            times = _milliseconds(client, path.format(**found))
            yield Row(f"{page}, {name}", "ms", times, (), GOAL)


def _second(client: httpx.Client) -> str:
    found = re.search(r'href="([^"]+)" rel="next"', client.get("/queue").text)
    if found is None:
        raise LookupError("the queue has one page only")
    return found[1].replace("&amp;", "&")


@contextmanager
def _served(desk: Desk) -> Iterator[httpx.Client]:
    """Serve the console on a free port of this machine; yield a supervisor's client."""
    app = create_app(desk)
    cookie = a_member(desk, "supervisor", app=app).client.cookies["__Host-firstday-desk"]
    config = uvicorn.Config(app, port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    address, cookies = f"http://127.0.0.1:{port}", {"firstday-desk": cookie}
    try:
        with httpx.Client(base_url=address, cookies=cookies, timeout=60, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(5)


def _milliseconds(client: httpx.Client, path: str) -> tuple[float, ...]:
    took = []
    for _ in range(TIMES + 1):
        begun = time.monotonic()
        answer = client.get(path)
        took.append(1000 * (time.monotonic() - begun))
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return tuple(took[1:])  # The first one warms up.

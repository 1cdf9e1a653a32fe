"""Signing in at another site and coming back, in a real browser with its real rules for cookies."""

import re
import sys
import threading
import time
from pathlib import Path

import pyotp
import pytest
import uvicorn

sys.path.insert(0, str(Path(__file__).parent.parent))
from fakes import the_settings
from identity_provider import CLIENT_SECRET, PASSWORD, running_provider

from casedesk.clock import SystemClock
from casedesk.services import staff
from casedesk.services.desk import open_desk
from casedesk.store.migrate import migrate
from console.app import create_app
from console.pages.provider import BACK
from console.provider import Provider
from console.provider_settings import ProviderSettings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """Serve a desk at 127.0.0.1 whose provider is at localhost: to a browser, two sites."""
    desk = open_desk(the_settings(tmp_path_factory.mktemp("desk")), clock=SystemClock())
    migrate(desk.engine)
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    app = create_app(desk)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with running_provider(f"{url}{BACK}") as issuer:
        told = ProviderSettings(issuer, "desk", CLIENT_SECRET, name="the Agency")
        app.state.provider = Provider(told, desk.clock)
        yield url
    server.should_exit = True
    thread.join(5)
    desk.engine.dispose()


def test_a_caseworker_signs_in_at_the_agency_and_reaches_the_queue(console, open_page):
    watched = open_page()
    page = watched.page
    page.goto(f"{console}/sign-in")
    watched.shot("console-provider-sign-in")
    assert watched.axe() == []

    page.get_by_role("link", name="Sign in with the Agency").click()
    page.locator("#login").fill("maya")
    page.locator("#login").press("Enter")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")

    page.wait_for_url(f"{console}/enrol")
    secret = re.sub(r"\s", "", page.locator("#totp-secret").inner_text())
    page.get_by_label("Code the app shows").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(f"{console}/queue")
    names = {one["name"] for one in watched.context.cookies(console)}
    assert names == {"firstday-desk"}

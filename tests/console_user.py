"""Somebody at the console, without a browser: keeps the cookie, sends the form tokens."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pyotp
from starlette.testclient import TestClient

from casedesk.clock import FixedClock
from casedesk.services import staff
from casedesk.services.desk import Desk
from console.app import create_app

ORIGIN = "https://desk.test"
PASSWORD = "four random words here"


@dataclass
class ConsoleUser:
    """A signed-in (or not yet signed-in) person; `secret` is the authenticator's."""

    client: TestClient
    clock: FixedClock
    username: str = ""
    secret: str = ""

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, page: str | None = None, **fields):
        """Send a form with the token of `page` (by default the page at the same path)."""
        token = self.token(page or path)
        return self.client.post(path, data={"csrf": token, **fields}, headers={"Origin": ORIGIN})

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(path).text)
        return unescape(found[1]) if found else ""

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now())

    def enrol(self, username: str, one_time_password: str) -> list[str]:
        """Go through the whole first sign-in; return the recovery codes."""
        self.username = username
        self.post("/sign-in", username=username, password=one_time_password)
        self.post("/new-password", **{"new": PASSWORD, "new-again": PASSWORD})
        page = self.get("/enrol").text
        self.secret = re.search(r'id="totp-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
        shown = self.post("/enrol", code=self.code()).text
        return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", shown)

    def sign_in(self):
        """Sign in again with password and a fresh code."""
        self.clock.at += timedelta(seconds=60)  # A code is good once.
        self.post("/sign-in", username=self.username, password=PASSWORD)
        return self.post("/code", code=self.code())


def a_visitor(desk: Desk, app=None, address: str = "192.0.2.1") -> ConsoleUser:
    client = TestClient(
        app or create_app(desk), base_url=ORIGIN, follow_redirects=False, client=(address, 50000)
    )
    return ConsoleUser(client, desk.clock)


def a_member(desk: Desk, role: str, username: str | None = None, app=None) -> ConsoleUser:
    """Return somebody of this role, signed in."""
    username = username or role.replace("_", "-")
    account = staff.add(desk, username, username.title(), role, by="tests")
    user = a_visitor(desk, app)
    user.enrol(account.username, account.one_time_password)
    return user

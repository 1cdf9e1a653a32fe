"""Signing in at the agency's own provider: a real one in its own process, and ones that lie."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from console_user import ORIGIN, a_member, a_visitor
from identity_provider import CLIENT_SECRET, PASSWORD, running_provider
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from postgres import free_port

from casedesk.clock import SystemClock
from casedesk.domain.errors import SettingsError
from casedesk.services import audit, staff
from console.app import create_app
from console.pages.provider import BACK
from console.provider import Provider
from console.provider_settings import ProviderSettings, provider_settings


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider(f"{ORIGIN}{BACK}") as issuer:
        yield issuer


@pytest.fixture
def app(desk, issuer):
    told = ProviderSettings(issuer, "desk", CLIENT_SECRET, name="the Agency")
    return create_app(desk, provider=Provider(told, SystemClock()))


def signed_in_there(address: str, name: str) -> str:
    """Sign in at the provider as a person would; return where it sends the browser back to."""
    with httpx.Client(timeout=20) as browser:
        answer = _onwards(browser, browser.get(address))
        for typed in ({"login": name}, {"password": PASSWORD}):
            token = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]
            sent = browser.post(str(answer.url), data={"csrf_token": token, **typed})
            answer = _onwards(browser, sent)
    return answer.headers["location"]


def _onwards(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    while answer.is_redirect and not answer.headers["location"].startswith(ORIGIN):
        answer = browser.get(answer.url.join(answer.headers["location"]))
    return answer


def come_back(user, name: str = "maya"):
    away = user.get("/sign-in/provider").headers["location"]
    return user.get(signed_in_there(away, name).removeprefix(ORIGIN))


def test_the_sign_in_page_offers_a_provider_only_where_there_is_one(desk, app):
    assert "Sign in with the Agency" in a_visitor(desk, app).get("/sign-in").text
    assert "/sign-in/provider" not in a_visitor(desk).get("/sign-in").text
    assert a_visitor(desk).get("/sign-in/provider").headers["location"] == "/sign-in"


def test_who_signed_in_there_is_asked_for_the_desks_own_authenticator(desk, app):
    member = a_member(desk, "caseworker", "maya")
    user = a_visitor(desk, app)

    answer = come_back(user)

    assert answer.status_code == 200
    assert 'content="0;url=/code"' in answer.text
    assert user.get("/queue").headers["location"] == "/code"
    user.secret = member.secret
    desk.clock.at += timedelta(seconds=60)
    user.post("/code", code=user.code())
    assert user.get("/queue").status_code == 200


def test_a_first_sign_in_there_leads_to_setting_up_the_authenticator(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")

    answer = come_back(a_visitor(desk, app))

    assert 'content="0;url=/enrol"' in answer.text


def test_an_identity_without_an_account_is_no_account(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    user = a_visitor(desk, app)

    answer = come_back(user, "stranger")

    assert answer.status_code == 401
    assert user.get("/queue").headers["location"] == "/sign-in"
    assert [line.act for line in audit.look(desk, actor="unknown")] == ["provider_refused"]


def test_a_closed_account_stays_closed(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    come_back(a_visitor(desk, app))
    staff.disable(desk, "maya", by="tests")

    assert come_back(a_visitor(desk, app)).status_code == 401


def test_an_account_belongs_to_the_identity_that_took_it_first(desk, issuer):
    staff.add(desk, "stranger", "S", "caseworker", by="tests")
    told = ProviderSettings(issuer, "desk", CLIENT_SECRET)
    app = create_app(desk, provider=Provider(told, SystemClock()))
    come_back(a_visitor(desk, app), "stranger")
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    # The provider now calls somebody else by the name of the first account.
    renamed = Renamed(told, SystemClock(), "stranger")
    app.state.provider = renamed

    assert come_back(a_visitor(desk, app), "maya").status_code == 401


class Renamed(Provider):
    def __init__(self, settings, clock, name):
        super().__init__(settings, clock)
        self.name = name

    def identity(self, key, back, sent):
        found = super().identity(key, back, sent)
        return type(found)(found.issuer, found.subject, self.name)


def test_a_reset_account_can_be_tied_anew(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    come_back(a_visitor(desk, app))

    staff.reset(desk, "maya", by="tests")
    come_back(a_visitor(desk, app))

    acts = [line.act for line in audit.look(desk, actor="maya")]
    assert acts.count("provider_tied") == 2


def test_an_answer_for_one_browser_is_nothing_in_another(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    mine, theirs = a_visitor(desk, app), a_visitor(desk, app)
    theirs.get("/sign-in/provider")
    back = signed_in_there(mine.get("/sign-in/provider").headers["location"], "maya")

    assert theirs.get(back.removeprefix(ORIGIN)).status_code == 401
    assert a_visitor(desk, app).get(back.removeprefix(ORIGIN)).status_code == 401


def test_an_answer_is_good_once(desk, app):
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    user = a_visitor(desk, app)
    back = signed_in_there(user.get("/sign-in/provider").headers["location"], "maya")
    kept = dict(user.client.cookies)
    user.get(back.removeprefix(ORIGIN))
    user.client.cookies.update(kept)

    assert user.get(back.removeprefix(ORIGIN)).status_code == 401


def test_a_provider_that_is_down_is_said_so(desk):
    told = ProviderSettings(f"http://127.0.0.1:{free_port()}", "desk", CLIENT_SECRET)
    app = create_app(desk, provider=Provider(told, SystemClock()))

    answer = a_visitor(desk, app).get("/sign-in/provider")

    assert answer.status_code == 503
    assert "does not answer" in answer.text


class Liar:
    """A provider on the loopback interface that says whatever a test wants."""

    def __init__(self, **lies) -> None:
        self.key, self.lies = RSAKey.generate_key(2048, auto_kid=True), lies
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.nonce = ""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self):
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._say(liar.known() if "well-known" in self.path else liar.keys())

            def do_POST(self):
                self.rfile.read(int(self.headers["content-length"]))
                self._say({"access_token": "x", "token_type": "Bearer", "id_token": liar.token()})

            def _say(self, content):
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def known(self):
        ends = {
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return {"issuer": self.url, **ends, **self.lies.get("known", {})}

    def keys(self):
        return self.lies.get("keys", {"keys": [self.key.as_dict(private=False)]})

    def token(self):
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.url,
            "aud": "desk",
            "sub": "1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
            "preferred_username": "maya",
        }
        claims.update(self.lies.get("claims", {}))
        header = {"alg": "RS256", "kid": self.key.kid, **self.lies.get("header", {})}
        key = self.lies.get("signs_with", self.key)
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, kept, key, algorithms=[header["alg"]])


@pytest.fixture
def at_a_liar(desk):
    """Sign in at a provider that tells these lies; return the page that answers."""
    staff.add(desk, "maya", "Maya", "caseworker", by="tests")
    liars = []

    def sign_in(**lies):
        liar = Liar(**lies)
        liars.append(liar)
        told = ProviderSettings(liar.url, "desk", "s", lies.get("claim", "preferred_username"))
        user = a_visitor(desk, create_app(desk, provider=Provider(told, SystemClock())))
        away = user.get("/sign-in/provider")
        if away.status_code != 303:
            return away
        sent = parse_qs(urlsplit(away.headers["location"]).query)
        assert sent["code_challenge_method"] == ["S256"]
        liar.nonce = lies.get("nonce", sent["nonce"][0])
        return user.get(f"{BACK}?code=c&state={sent['state'][0]}")

    yield sign_in
    for liar in liars:
        liar.server.shutdown()
        liar.server.server_close()


def test_a_provider_that_tells_the_truth_is_believed(at_a_liar):
    assert at_a_liar().status_code == 200


LONG_AGO = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://other.test"}},
        {"claims": {"aud": "another-desk"}},
        {"claims": {"aud": ["desk", "other"], "azp": "other"}},
        {"claims": {"exp": LONG_AGO}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"preferred_username": None}},
        {"nonce": "of another errand"},
        {"signs_with": RSAKey.generate_key(2048)},
        {"header": {"alg": "HS256"}, "signs_with": OctKey.import_key("s" * 32)},
        {"keys": {"keys": []}},
        {"keys": ["nonsense"]},
        {"claim": "email", "claims": {"email": "maya", "email_verified": False}},
        {"claim": "email", "claims": {"email": "maya"}},
    ],
    ids="-".join,
)
def test_a_token_that_is_not_wholly_right_signs_nobody_in(at_a_liar, lie):
    answer = at_a_liar(**lie)

    assert answer.status_code == 401
    assert "You are not signed in" in answer.text


@pytest.mark.parametrize(
    "known",
    [
        {"issuer": "https://other.test"},
        {"token_endpoint": "http://other.test/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_followed(at_a_liar, known):
    assert at_a_liar(known=known).status_code == 503


def test_a_proved_address_may_be_the_username(desk, at_a_liar):
    staff.add(desk, "maya@agency.test", "Maya", "caseworker", by="tests")
    claims = {"email": "Maya@agency.test", "email_verified": True}

    assert at_a_liar(claim="email", claims=claims).status_code == 200


def test_settings_are_all_there_or_none():
    assert provider_settings({}) is None
    with pytest.raises(SettingsError, match="OIDC_CLIENT_SECRET: is needed"):
        provider_settings({"OIDC_ISSUER": "https://a.test", "OIDC_CLIENT_ID": "desk"})
    with pytest.raises(SettingsError, match="OIDC_ISSUER: must be an https"):
        provider_settings(
            {"OIDC_ISSUER": "http://a.test", "OIDC_CLIENT_ID": "d", "OIDC_CLIENT_SECRET": "s"}
        )

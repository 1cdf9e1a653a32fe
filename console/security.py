"""What holds for every answer of the console, whatever the page: headers, origin, size, TLS.

Same-origin check after OWASP's cross-site request forgery sheet: the browser's own statement
(Sec-Fetch-Site) decides; an older browser is judged by its Origin; neither means refusal.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.datastructures import URL, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
AWAY_SECONDS = 600
"""How long somebody may take at the provider's sign-in."""

BODY_LIMIT = 128 * 1024
"""Bytes a form may hold; the longest is a message of 4,000 characters."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class StrictHeaders:
    """Sets the headers above on every answer, errors and static files included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and complete the headers of what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, complete)


def private_line(request: Request) -> bool:
    """Tell whether the connection is encrypted, or never leaves this machine."""
    return request.url.scheme == "https" or request.url.hostname in LOOPBACK


def same_origin(method: str, headers: Mapping[str, str], url: URL) -> bool:
    """Tell whether an unsafe request comes from a page of this very console."""
    if method in SAFE:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == f"{url.scheme}://{url.netloc}"


def cookie_name(request: Request) -> str:
    """Return the session cookie's name; the `__Host-` form exists only over TLS."""
    return "__Host-firstday-desk" if request.url.scheme == "https" else "firstday-desk"


def away_name(request: Request) -> str:
    """Return the name of the cookie that ties a provider's answer to the browser that asked."""
    return f"{cookie_name(request)}-away"


def new_id() -> str:
    """Return a fresh 256-bit id."""
    return secrets.token_urlsafe(32)


def csrf_token(session_id: str) -> str:
    """Return the token that forms of this session carry.

    Derived from the secret id, so nothing is stored and a new session makes old forms useless.
    """
    digest = hmac.new(session_id.encode(), b"firstday console form", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()


def token_matches(session_id: str | None, given: str | None) -> bool:
    """Compare in constant time; no session or no token never matches."""
    if not session_id or not given:
        return False
    return hmac.compare_digest(csrf_token(session_id).encode(), given.encode())


def fields_of(body: bytes, content_type: str) -> dict[str, list[str]]:
    """Return the fields of a plain form; any other kind of body, files included, holds none."""
    if content_type.partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return {}
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError:  # Not UTF-8, or more fields than any form here has.
        return {}

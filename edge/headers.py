"""What every answer says to the browser: keep nothing, tell nobody, run only our own code."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
    ),
    "x-robots-tag": "noindex",
}
_TLS = "max-age=31536000; includeSubDomains"

_NOTHING = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
_OWN_CODE = {
    **_NOTHING,
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",  # The start page is a form that works before or without the script.
    "require-trusted-types-for": "'script'",
    "trusted-types": "lit-html",
}
_NO_CODE = {**_NOTHING, "style-src": "'self'", "img-src": "'self'", "form-action": "'self'"}


def _policy(directives: Mapping[str, str], ancestors: str = "'none'") -> str:
    named = {**directives, "frame-ancestors": ancestors}
    return "; ".join(f"{name} {value}" for name, value in named.items())


DATA_POLICY = _policy(_NOTHING)
PAGE_POLICY = _policy(_OWN_CODE)
PLAIN_POLICY = _policy(_NO_CODE)


def frame_policy(hosts: tuple[str, ...]) -> str:
    """Return the policy of the page that the listed origins may show in a frame."""
    return _policy(_OWN_CODE, " ".join(hosts) or "'none'")


class StrictHeaders:
    """Adds the headers to every answer; a page that needs another policy sets its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, with the headers added to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", DATA_POLICY)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", _TLS)
            await send(message)

        await self._app(scope, receive, send_strictly)

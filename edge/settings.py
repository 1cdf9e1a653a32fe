"""What the edge is told: the shared settings it needs, and four of its own.

`EMBED_HOSTS`    origins that may show the chat in a frame, separated by spaces; empty means nobody
`EXIT_URL`       where "Leave this page now" goes; an ordinary page that says nothing about a person
`EDGE_NOTICE`    who runs this service, in one line for the foot of every page; may be empty
`EDGE_METRICS_PORT` where Prometheus finds this process's measures; empty means nowhere
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from casedesk.domain.errors import SettingsError
from casedesk.settings import Settings

DEFAULT_EXIT_URL = "https://www.bbc.co.uk/weather"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class EdgeSettings:
    """The settings of this process; `assistant_wait` is in seconds and covers a whole turn."""

    database_url: str
    assistant_urls: tuple[str, ...]
    assistant_secret: str
    embed_hosts: tuple[str, ...] = ()
    exit_url: str = DEFAULT_EXIT_URL
    notice: str = ""
    metrics_port: int = 0
    assistant_wait: float = 10.0


def edge_settings(settings: Settings, environ: Mapping[str, str]) -> EdgeSettings:
    """Return the edge's settings; raise SettingsError listing every problem of its own four."""
    problems: list[str] = []
    hosts = tuple(environ.get("EMBED_HOSTS", "").split())
    exit_url = environ.get("EXIT_URL", "").strip() or DEFAULT_EXIT_URL
    problems += [
        f"EMBED_HOSTS: {host!r} is not an origin such as https://school.example"
        for host in hosts
        if not _is_origin(host)
    ]
    if not _is_web(exit_url):
        problems.append(f"EXIT_URL: {exit_url!r} is not a web address")
    port = environ.get("EDGE_METRICS_PORT", "").strip()
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        problems.append(f"EDGE_METRICS_PORT: {port!r} is not a port (1-65535)")
    if problems:
        raise SettingsError(problems)
    return EdgeSettings(
        database_url=settings.edge_database_url,
        assistant_urls=settings.assistant_urls,
        assistant_secret=settings.assistant_secret,
        embed_hosts=hosts,
        exit_url=exit_url,
        notice=environ.get("EDGE_NOTICE", "").strip(),
        metrics_port=int(port or 0),
    )


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    plain = not any(mark in url for mark in " ;,'\"<>")
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and plain


def _is_origin(host: str) -> bool:
    # A frame on a page without TLS could be read on the way; only this machine may do without.
    parts = urlsplit(host)
    safe = parts.scheme == "https" or parts.hostname in _LOOPBACK
    return _is_web(host) and safe and host == f"{parts.scheme}://{parts.netloc}"

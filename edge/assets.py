"""What the pages load: the sheets as one file, and everything packed for a slow network.

Only these files are packed. Packing a page that holds a token beside a person's words would let an
onlooker guess the token from the length.
"""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

STATIC = Path(__file__).parent / "static"
SHEETS = ("base", "sheets", "plain", "chat", "cards", "circumstances")
"""In the order in which they override each other."""


def assets() -> ASGIApp:
    """Return the application under `/static`."""
    look = "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)

    async def sheet(_: Request) -> Response:
        return Response(look, media_type="text/css")

    files = Mount("/", StaticFiles(directory=STATIC))
    return GZipMiddleware(Starlette(routes=[Route("/look.css", sheet), files]))

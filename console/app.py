"""The console's ASGI application."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Path
from starlette.staticfiles import StaticFiles

from casedesk.services.desk import Desk
from console.assistant import Line
from console.guard import Guard
from console.provider import Provider
from console.rendering import Renderer
from console.routes import ROUTES
from console.security import StrictHeaders
from console.table import Route
from console.templating import STATIC


def create_app(desk: Desk, line: Line | None = None, provider: Provider | None = None) -> Starlette:
    """Return the staff console of a desk.

    `line` leads to the assistant that calls go through, `provider` to the agency's own sign-in.
    """
    renderer = Renderer(desk)
    guard = Guard(desk, renderer)

    async def lost(request: Request, error: Exception) -> Response:
        del error  # "No such page" and "not with this method" look the same.
        return await guard.lost(request)

    served: list[BaseRoute] = [
        Path(route.path, _endpoint(guard, route), methods=[route.method], name=route.name)
        for route in ROUTES
    ]
    served.append(Mount("/static", StaticFiles(directory=STATIC), name="static"))
    handlers: Any = {404: lost, 405: lost}
    app = Starlette(
        routes=served, middleware=[Middleware(StrictHeaders)], exception_handlers=handlers
    )
    # Such a redirect would go to whatever host the caller claims this is.
    app.router.redirect_slashes = False
    app.state.environment = renderer.environment
    app.state.line = line or Line.of(desk.settings)
    app.state.provider = provider
    return app


def _endpoint(guard: Guard, route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await guard.serve(route, request)

    return endpoint

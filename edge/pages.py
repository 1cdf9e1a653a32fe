"""The full page, the page for a frame, the loader for other sites, and leaving."""

import json
from html import escape

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse

from edge.headers import DATA_POLICY, PAGE_POLICY, frame_policy
from edge.problems import Problem
from edge.settings import EdgeSettings
from edge.templating import BUILD, built, page

CLEAR = '"cache", "cookies", "storage"'


def router(settings: EdgeSettings) -> APIRouter:
    """Return the routes of the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def full() -> Response:
        return page("page.html", settings, PAGE_POLICY, framed=False)

    @routes.get("/frame")
    async def framed() -> Response:
        policy = frame_policy(settings.embed_hosts)
        response = page("page.html", settings, policy, framed=True)
        # A site that asks its frames for isolation may still show this one.
        response.headers["cross-origin-resource-policy"] = "cross-origin"
        return response

    @routes.get("/embed.js")
    async def loader() -> Response:
        if not built():
            raise Problem("not_here")
        script = (BUILD / "embed.js").read_text(encoding="utf-8")
        script = script.replace('"__EXIT_URL__"', json.dumps(settings.exit_url))
        headers = {"cross-origin-resource-policy": "cross-origin"}
        return Response(script, media_type="text/javascript", headers=headers)

    @routes.get("/leave")
    async def leave() -> Response:
        return leaving(settings)

    return routes


def leaving(settings: EdgeSettings) -> HTMLResponse:
    """Return a blank page that clears what the browser holds of us and goes on at once.

    A refresh puts the next page in the place of this one in the history; a redirect would leave
    the page before it there, and a strict form policy would stop it.
    """
    url = escape(settings.exit_url, quote=True)
    blank = f'<!doctype html><html lang="en"><title>&#8203;</title><a href="{url}">Go on</a></html>'
    headers = {
        "clear-site-data": CLEAR,
        "refresh": f"0; url={settings.exit_url}",
        "content-security-policy": DATA_POLICY,
    }
    return HTMLResponse(blank, headers=headers)

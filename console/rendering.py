"""Turning a page into a response: what every page shows beside its own content."""

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from casedesk.services import heartbeat
from casedesk.services.desk import Desk
from casedesk.services.staff import Person
from console import security, words
from console.asking import Ask, Page
from console.case_acts import ACTS
from console.templating import make_environment

STALE = timedelta(minutes=2)
"""Age of the worker's last sign of life at which every page warns (reliability goal R11)."""

NAV = (
    ("Queue", "/queue", {"call_handler", "caseworker", "supervisor", "auditor"}),
    ("Search", "/search", {"call_handler", "caseworker", "supervisor", "auditor"}),
    ("Calls", "/calls", {"call_handler", "caseworker", "supervisor"}),
    ("Supervision", "/supervision", {"supervisor", "auditor"}),
    ("Inspection", "/inspection", {"supervisor", "auditor"}),
    ("Lists", "/exports", {"supervisor"}),
    ("Audit", "/audit", {"supervisor", "auditor"}),
    ("Staff", "/staff", {"admin"}),
    ("Health", "/health", {"admin", "supervisor", "auditor"}),
)

DONE: dict[str, str] = {
    "signed-out": "You are signed out.",
    "saved": "Saved.",
    "bulk": "Done for all of them.",
    "call-ended": "The call has ended.",
    "sessions": "Your other sessions have ended.",
} | {act.form.name: act.done for act in ACTS}
"""Sentences a page may be asked to show on arrival; the address carries only their names."""


class Renderer:
    """Renders templates with what all pages share."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.environment = make_environment()

    def page(self, ask: Ask, page: Page) -> Response:
        """Render a page for whoever asked."""
        signed_in = ask.session is not None and ask.session.stage == "in"
        person = ask.person if signed_in else None
        shared = self._shared(ask.request, person, ask.now)
        shared["csrf_field"] = _csrf_field(ask.session_id)
        shared["done"] = DONE.get(ask.query("done"), "")
        text = self.environment.get_template(page.template).render(**shared, **page.shows)
        return HTMLResponse(text, page.status)

    def problem(self, request: Request, status: int, says: str) -> Response:
        """Render an error page; it says what to do and nothing of what was asked."""
        shared = self._shared(request, None, None)
        template = self.environment.get_template("problem.html")
        return HTMLResponse(template.render(**shared, says=says, status=status, done=""), status)

    def _shared(
        self, request: Request, person: Person | None, now: datetime | None
    ) -> dict[str, Any]:
        return {
            "person": person,
            "now": now,
            "nav": _nav(person, request.url.path) if person else (),
            "stale": self._stale(now) if person and now else "",
        }

    def _stale(self, now: datetime) -> str:
        with self.desk.reading() as work:
            beat = heartbeat.last_beat(work, "worker")
        if beat is None:
            return "never"
        return f"{words.span(now - beat)} ago" if now - beat > STALE else ""


def _nav(person: Person, path: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"label": label, "href": href, "here": path == href or path.startswith(href + "/")}
        for label, href, roles in NAV
        if person.role in roles
    )


def _csrf_field(session_id: str) -> Any:  # noqa: ANN401 - a callable for templates
    token = escape(security.csrf_token(session_id))
    field = Markup('<input type="hidden" name="csrf" value="{}">').format(token)
    return lambda: field

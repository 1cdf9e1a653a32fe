"""What a page is given (`Ask`) and what it gives back (`Page`, `Go`, `Away`, `Raw`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request

from casedesk.services.desk import Desk
from casedesk.services.sessions import Session
from casedesk.services.staff import Person
from console.forms import Filled, Form, read


@dataclass(frozen=True)
class Ask:
    """One request, already judged: its origin, session, role and form token are right.

    `sent` holds the form (name -> texts), `session_id` the raw cookie, `now` an aware UTC instant.
    """

    desk: Desk
    request: Request
    now: datetime
    session_id: str
    session: Session | None = None
    sent: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        """Return who is signed in; the guard has made sure somebody is."""
        return self.here.person

    @property
    def here(self) -> Session:
        """Return the session; the guard has made sure there is one."""
        if self.session is None:
            raise RuntimeError("this route is open to people without a session")
        return self.session

    @property
    def actor(self) -> str:
        """Return the name under which acts are recorded."""
        return self.person.username

    @property
    def reference(self) -> str:
        """Return the case reference in the path."""
        return str(self.request.path_params["reference"])

    @property
    def address(self) -> str:
        """Return the address of the other end, for limits on guessing."""
        return self.request.client.host if self.request.client else ""

    def query(self, name: str) -> str:
        """Return one value of the query string, stripped; "" when it holds control characters."""
        text = self.request.query_params.get(name, "").strip()[:200]
        return text if text.isprintable() else ""

    def filled(self, form: Form) -> Filled:
        """Read the form that was sent."""
        return read(form, self.sent, self.now)


@dataclass(frozen=True)
class Page:
    """A template and what it shows; `session_id` replaces the cookie, as in `Go`."""

    template: str
    shows: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    session_id: str | None = None


@dataclass(frozen=True)
class Go:
    """Go and look there; `done` names a sentence of `DONE` to show on arrival.

    `session_id` replaces the cookie; an empty string removes it.
    """

    path: str
    done: str = ""
    session_id: str | None = None


@dataclass(frozen=True)
class Away:
    """Go to another site's sign-in; the browser keeps `key` for the way back, and only for that."""

    address: str
    key: str


@dataclass(frozen=True)
class Raw:
    """Bytes to show or save; `name` makes the browser save them under it."""

    content: bytes
    media: str
    name: str = ""


type Answer = Page | Go | Away | Raw

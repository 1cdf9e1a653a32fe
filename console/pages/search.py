"""Searching by what is known of a suspect; what is typed travels in a form, never in an address."""

from casedesk.domain.errors import NotPossible
from casedesk.services import searching, staff
from casedesk.services.searching import Found
from console.asking import Answer, Ask, Page
from console.forms import Field, Filled, Form

SEARCH = Form(
    "search",
    "Search by what is known of a suspect",
    (
        Field(
            "what",
            "Name, handle, number, address or link",
            hint="The whole of it. It is hashed, not kept; that you searched is recorded.",
            longest=400,
        ),
    ),
    "Search",
)


def show(ask: Ask) -> Answer:
    """Show the form."""
    return _page(ask)


def search(ask: Ask) -> Answer:
    """Show the cases that name it; the search is recorded whatever it finds."""
    filled = ask.filled(SEARCH)
    if filled.errors:
        return _page(ask, filled)
    try:
        found = searching.by_identifier(ask.desk, ask.person, filled.text("what"))
    except NotPossible as problem:
        said = str(problem)
        return _page(ask, Filled("search", filled.raw, {}, {"what": said[0].upper() + said[1:]}))
    return _page(ask, filled, found)


def _page(ask: Ask, filled: Filled | None = None, found: tuple[Found, ...] | None = None) -> Answer:
    names = staff.names(ask.desk)
    shows = {"form": SEARCH, "filled": filled, "found": found, "names": names}
    return Page("search.html", shows, 422 if filled and filled.errors else 200)

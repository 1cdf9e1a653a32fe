"""Accounts, for administrators: adding, closing, resetting, changing a role."""

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.services import staff
from casedesk.services.staff import NewAccount
from console.asking import Answer, Ask, Page
from console.forms import Field, Filled, Form
from console.words import words

ROLES = tuple((role, words(role)) for role in staff.ROLES)

ADD = Form(
    "add",
    "Add somebody",
    (
        Field("username", "Username", hint="2 to 40 letters, digits, dots or hyphens.", longest=40),
        Field("name", "Name", hint="As colleagues will see it.", longest=80),
        Field("role", "Role", "select", options=ROLES),
    ),
    "Add account",
    note="They get a one-time password, choose their own and set up an authenticator.",
)
_WHO = Field("username", "Username", "hidden", longest=40)
CLOSE = Form("close", "Close account", (_WHO,), "Close account")
RESET = Form("reset", "Reset", (_WHO,), "Reset sign-in")
ROLE = Form("role", "Role", (_WHO, Field("role", "Role", "select", options=ROLES)), "Change role")


def show(ask: Ask) -> Answer:
    """List the accounts."""
    return _page(ask)


def add(ask: Ask) -> Answer:
    """Add an account and show its one-time password once."""
    filled = ask.filled(ADD)
    if filled.errors:
        return _page(ask, filled)
    try:
        made = staff.add(
            ask.desk,
            filled.text("username"),
            filled.text("name"),
            filled.text("role"),
            by=ask.actor,
        )
    except NotPossible as problem:
        return _page(ask, _refused(filled, "username", problem))
    return _page(ask, made=made)


def close(ask: Ask) -> Answer:
    """Close an account and end its sessions."""
    filled = ask.filled(CLOSE)
    if filled.errors:
        return _page(ask, filled)
    try:
        staff.disable(ask.desk, filled.text("username"), by=ask.actor)
    except (NotFound, NotPossible) as problem:
        return _page(ask, _refused(filled, "username", problem))
    return _page(ask)


def reset(ask: Ask) -> Answer:
    """Give a one-time password in place of a lost password or phone."""
    filled = ask.filled(RESET)
    if filled.errors:
        return _page(ask, filled)
    try:
        made = staff.reset(ask.desk, filled.text("username"), by=ask.actor)
    except NotFound as problem:
        return _page(ask, _refused(filled, "username", problem))
    return _page(ask, made=made)


def change_role(ask: Ask) -> Answer:
    """Give somebody another role."""
    filled = ask.filled(ROLE)
    if filled.errors:
        return _page(ask, filled)
    try:
        staff.change_role(ask.desk, filled.text("username"), filled.text("role"), by=ask.actor)
    except (NotFound, NotPossible) as problem:
        return _page(ask, _refused(filled, "role", problem))
    return _page(ask)


def _page(ask: Ask, filled: Filled | None = None, made: NewAccount | None = None) -> Answer:
    status = 422 if filled else 200
    shows = {"everyone": staff.everyone(ask.desk), "filled": filled, "made": made}
    return Page("staff.html", {**shows, "add": ADD, "roles": ROLES}, status)


def _refused(filled: Filled, name: str, problem: Exception) -> Filled:
    return Filled(filled.form, filled.raw, filled.values, {name: str(problem)})

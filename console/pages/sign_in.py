"""Signing in, step by step; each step leads to the one the session is at."""

import io

import segno

from casedesk.domain.errors import NotPossible
from casedesk.services import credentials, sessions, sign_in
from casedesk.services.attempts import SlowDown
from casedesk.services.sign_in import Refused
from console.asking import Answer, Ask, Go, Page, Raw
from console.forms import Field, Filled, Form
from console.table import PATH_OF_STAGE

SIGN_IN = Form(
    "sign-in",
    "Sign in",
    (
        Field("username", "Username", autocomplete="username", longest=40),
        Field("password", "Password", "password"),
    ),
    "Continue",
)
CODE = Form(
    "code",
    "Authenticator code",
    (
        Field(
            "code",
            "Code",
            hint="Six digits from your authenticator app, or one of your recovery codes.",
            autocomplete="one-time-code",
            longest=40,
        ),
    ),
    "Sign in",
)
ENROL = Form(
    "enrol",
    "Set up your authenticator",
    (
        Field(
            "code",
            "Code the app shows",
            hint="Six digits. They change every 30 seconds.",
            autocomplete="one-time-code",
            longest=40,
        ),
    ),
    "Confirm",
)
NEW_PASSWORD = Form(
    "new-password",
    "Choose a password",
    (
        Field("new", "New password", "password", hint="12 characters or more; words are fine."),
        Field("new-again", "The same again", "password"),
    ),
    "Save password",
)


def show(ask: Ask) -> Answer:
    """Show the sign-in form, and the way to the agency's own sign-in where there is one."""
    return _form(ask, SIGN_IN)


def send(ask: Ask) -> Answer:
    """Check username and password."""
    filled = ask.filled(SIGN_IN)
    if filled.errors:
        return _form(ask, SIGN_IN, filled)
    try:
        session_id, stage = sign_in.begin(
            ask.desk, filled.text("username"), filled.text("password"), ask.address
        )
    except (Refused, SlowDown) as problem:
        return _refusal(ask, SIGN_IN, problem)
    return Go(PATH_OF_STAGE[stage], session_id=session_id)


def show_new_password(ask: Ask) -> Answer:
    """Show the form that replaces a one-time password."""
    return _form(ask, NEW_PASSWORD)


def send_new_password(ask: Ask) -> Answer:
    """Replace the one-time password."""
    filled = ask.filled(NEW_PASSWORD)
    if filled.errors:
        return _form(ask, NEW_PASSWORD, filled)
    if filled.text("new") != filled.text("new-again"):
        return _form(ask, NEW_PASSWORD, _wrong(NEW_PASSWORD, "new-again", "The two do not match."))
    try:
        session_id, stage = sign_in.choose_password(ask.desk, ask.here, filled.text("new"))
    except NotPossible as problem:
        return _form(ask, NEW_PASSWORD, _wrong(NEW_PASSWORD, "new", str(problem)))
    return Go(PATH_OF_STAGE[stage], session_id=session_id)


def show_enrol(ask: Ask) -> Answer:
    """Show the secret as a picture and as text."""
    return _enrol_page(ask)


def enrol_picture(ask: Ask) -> Answer:
    """Return the QR picture of the secret being enrolled."""
    secret = sign_in.pending_secret(ask.desk, ask.here)
    picture = io.BytesIO()
    uri = credentials.totp_uri(secret, ask.actor)
    # No width or height and no inline style: the page's own style sheet decides.
    segno.make(uri, error="m").save(picture, kind="svg", omitsize=True, border=2, svgclass=None)
    return Raw(picture.getvalue(), "image/svg+xml")


def send_enrol(ask: Ask) -> Answer:
    """Confirm the authenticator and show the recovery codes, once."""
    filled = ask.filled(ENROL)
    if filled.errors:
        return _enrol_page(ask, filled)
    try:
        session_id, codes = sign_in.enrol(ask.desk, ask.here, filled.text("code"), ask.address)
    except Refused:
        wrong = "That code does not fit. Wait for the next one and check the phone's time."
        return _enrol_page(ask, _wrong(ENROL, "code", wrong))
    return Page("recovery_codes.html", {"codes": codes, "first": True}, session_id=session_id)


def show_code(ask: Ask) -> Answer:
    """Ask for the authenticator code."""
    return _form(ask, CODE)


def send_code(ask: Ask) -> Answer:
    """Check the code and sign in."""
    filled = ask.filled(CODE)
    if filled.errors:
        return _form(ask, CODE, filled)
    try:
        session_id = sign_in.confirm(ask.desk, ask.here, filled.text("code"), ask.address)
    except Refused:
        wrong = "That code is wrong or was used before. Wait for the next one."
        return _form(ask, CODE, _wrong(CODE, "code", wrong), status=401)
    except SlowDown as problem:
        return _refusal(ask, CODE, problem)
    return Go("/", session_id=session_id)


def sign_out(ask: Ask) -> Answer:
    """End the session, at whatever stage it is."""
    if ask.session is not None:
        sessions.sign_out(ask.desk, ask.session)
    return Go("/sign-in", done="signed-out", session_id="")


def _form(ask: Ask, form: Form, filled: Filled | None = None, status: int = 200) -> Answer:
    provider = ask.request.app.state.provider
    shown = {"form": form, "filled": filled, "provider": provider and provider.settings.name}
    return Page("sign_in.html", shown, status)


def _enrol_page(ask: Ask, filled: Filled | None = None) -> Answer:
    secret = sign_in.pending_secret(ask.desk, ask.here)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Page("enrol.html", {"form": ENROL, "filled": filled, "secret": grouped})


def _refusal(ask: Ask, form: Form, problem: Exception) -> Answer:
    status = 429 if isinstance(problem, SlowDown) else 401
    return _form(ask, form, _wrong(form, form.fields[0].name, str(problem)), status)


def _wrong(form: Form, name: str, problem: str) -> Filled:
    return Filled(form.name, errors={name: problem})

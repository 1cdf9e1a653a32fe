"""A person's own account: sessions, recovery codes; and where the desk's front door leads."""

from casedesk.services import sessions, sign_in
from console.asking import Answer, Ask, Go, Page


def home(ask: Ask) -> Answer:
    """Lead everybody to the page their work starts on."""
    return Go("/staff" if ask.person.role == "admin" else "/queue")


def show(ask: Ask) -> Answer:
    """Show who is signed in where, and how many recovery codes are left."""
    return Page(
        "account.html",
        {
            "sessions": sessions.sessions_of(ask.desk, ask.person),
            "this": ask.here.id_hash,
            "codes_left": sign_in.recovery_codes_left(ask.desk, ask.person),
        },
    )


def end_others(ask: Ask) -> Answer:
    """End every other session of this person."""
    sessions.end_others(ask.desk, ask.here)
    return Go("/account", done="sessions")


def new_codes(ask: Ask) -> Answer:
    """Replace the recovery codes and show the new ones once."""
    codes = sign_in.renew_recovery_codes(ask.desk, ask.here)
    return Page("recovery_codes.html", {"codes": codes})

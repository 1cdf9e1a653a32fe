"""Reading a phone number or an email address to reach the reporter by."""

from casedesk.interview.parsers.outcome import NotUnderstood


def parse_contact(text: str) -> str | NotUnderstood:
    """Return a number or address."""
    return text if "@" in text or any(c.isdigit() for c in text) else NotUnderstood("not_a_contact")

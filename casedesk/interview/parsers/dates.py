"""Reading dates."""

from datetime import date

from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.questions import Tense


def parse_date(text: str, today: date, tense: Tense) -> str | NotUnderstood:
    """Return an ISO date."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return NotUnderstood("not_a_date")

"""Reading amounts."""

import re

from casedesk.domain.values import Value
from casedesk.interview.parsers.outcome import NotUnderstood


def parse_amount(text: str) -> Value | NotUnderstood:
    """Return {"value", "currency"}."""
    found = re.search(r"\d{1,9}", text)
    return (
        {"value": f"{found[0]}.00", "currency": "GBP"} if found else NotUnderstood("not_an_amount")
    )

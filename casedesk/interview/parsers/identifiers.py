"""Reading identifiers."""

from casedesk.domain.values import Value
from casedesk.interview.parsers.outcome import NotUnderstood


def parse_identifiers(text: str) -> Value | NotUnderstood:
    """Return [{"kind", "platform", "value"}]."""
    if len(text.split()) > 4:
        return NotUnderstood("not_identifiers")
    return [{"kind": "handle", "platform": "", "value": text.strip()}]

"""Identifiers of rows: UUID version 7 (RFC 9562), in hexadecimal.

They begin with the time, so that rows written together stand together: one commit then touches a
few pages at the end of each index, not one page for each row anywhere in it.
"""

import secrets
from datetime import datetime

from casedesk.store.columns import to_microseconds

_RANDOM_BITS = 74


def new_id(now: datetime) -> str:
    """Return a new identifier; two made in the same millisecond stand in no order."""
    milliseconds = to_microseconds(now) // 1000
    random = secrets.randbits(_RANDOM_BITS)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return f"{milliseconds << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low:032x}"

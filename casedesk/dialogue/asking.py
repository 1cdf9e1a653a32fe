"""Telling a question back from what is told beside it.

"can i get in trouble? im 14 and its on snap" asks one thing and tells two. The classifier names the
whole after the question; what was told must not be lost for that.
"""

import re

_BREAKS = re.compile(r"(?<=[.!?\n])\s+|\s+(?=btw\b|(?:but )?also\b)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:(?:and|btw|but|er+m?|hey|hiya?|ok|okay|omg|pls|please|so|sorry|um+|wait|well|y[eh]a?h?)\W+)*"
    r"(?:am|are|can|can'?t|could|did|do|does|don'?t|ha[sv]e?|how'?s?|if|is|should|shud|shall"
    r"|what'?s?|when'?s?|where'?s?|which|who'?s?|whose|why|will|won'?t|would)\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Return whether a sentence asks: by its mark, or by how it begins."""
    return text.rstrip().endswith("?") or _ASKS.match(text.lstrip()) is not None


def told_beside(words: str) -> str:
    """Return the sentences of a message that tell something; empty when all of it asks."""
    return " ".join(part for part in _BREAKS.split(words) if part and not is_question(part)).strip()

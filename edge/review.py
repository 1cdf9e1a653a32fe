"""The review as lines: what was asked, what was said, and the choice that changes it.

The review comes as words for everybody ("label: what was said", a line each, after an empty line)
with one choice "change <question>" for each line. Here each line meets its choice again, as in the
widget's `review.js`.
"""

import re
from dataclasses import dataclass

from edge.schemas import Choice, Message

_CHANGE = "change "
_LABEL = re.compile(r"^change:?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One answer; `value` is what to send to change it."""

    label: str
    said: str
    value: str


@dataclass(frozen=True)
class Review:
    """What stands above the lines, and the lines."""

    lead: str
    lines: tuple[Line, ...]


def is_change(choice: Choice) -> bool:
    """Say whether a choice changes a line of the review."""
    return choice.value.startswith(_CHANGE)


def review_of(message: Message) -> Review | None:
    """Return the review in a message; None when its words are not one."""
    changes = [choice for choice in message.choices if is_change(choice)]
    labels = [_LABEL.sub("", choice.title) for choice in changes]
    starts = _starts(message.text, labels)
    if not starts:
        return None
    ends = [*starts[1:], len(message.text)]
    said = [
        message.text[start + len(label) + 2 : end].strip()
        for label, start, end in zip(labels, starts, ends, strict=True)
    ]
    values = [choice.value for choice in changes]
    lines = tuple(map(Line, labels, said, values))
    return Review(message.text[: starts[0]].strip(), lines)


def _starts(text: str, labels: list[str]) -> list[int]:
    """Return where each label's line begins, in order; nothing when one is missing."""
    found: list[int] = []
    for label in labels:
        # The newline put before the text makes its first line one like the others.
        at = f"\n{text}".find(f"\n{label}: ", found[-1] + 1 if found else 0)
        if at < 0:
            return []
        found.append(at)
    return found

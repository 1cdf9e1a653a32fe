"""A receipt in its parts, for the page without JavaScript, as in the widget's `messages.js`."""

from dataclasses import dataclass

from edge.schemas import Message


@dataclass(frozen=True)
class Receipt:
    """What stands above the reference and the code, what the code is for, and what comes next."""

    first: tuple[str, ...]
    keep: str
    next: tuple[str, ...]


def receipt_of(message: Message) -> Receipt | None:
    """Return the parts of a receipt; the line that spells out the code becomes two boxes."""
    if message.kind != "receipt":
        return None
    lines = tuple(line for line in message.text.split("\n") if line)
    at = next((n for n, line in enumerate(lines) if message.code and message.code in line), None)
    if at is None:
        return Receipt(lines[:1], "", lines[1:])
    return Receipt(lines[:at], "".join(lines[at + 1 : at + 2]), lines[at + 2 :])

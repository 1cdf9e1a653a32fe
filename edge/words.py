"""What a person typed, made safe to hand on, with nothing of its meaning changed."""

import re

from edge.problems import Problem

MAX_CHARACTERS = 4_000

# Controls, halves of characters, and the marks that turn the reading direction of what follows.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]"
)
_DATA_URI = re.compile(r"\bdata:[\w.+-]*(/[\w.+-]+)?(;[\w=.+-]+)*;base64,", re.IGNORECASE)
_LONG_RUN = re.compile(r"[A-Za-z0-9+/_-]{256,}")
_DISTINCT_IN_BASE64 = 24  # A held-down key repeats a few signs; an encoded file uses most of 64.


def clean(text: str) -> str:
    """Return the text without invisible characters and outer blanks; newlines and tabs stay.

    Raises Problem `picture` for an encoded file, `empty` when nothing is left, `too_long` above
    4,000 characters.
    """
    cleaned = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if holds_a_file(cleaned):
        raise Problem("picture")
    if not cleaned:
        raise Problem("empty")
    if len(cleaned) > MAX_CHARACTERS:
        raise Problem("too_long")
    return as_plain_words(cleaned)


def holds_a_file(text: str) -> bool:
    """Say whether a picture or another file was pasted as text."""
    if _DATA_URI.search(text):
        return True
    joined = text.replace("\n", "")  # Encoders break lines; ordinary lines hold blanks.
    return any(len(set(run)) >= _DISTINCT_IN_BASE64 for run in _LONG_RUN.findall(joined))


def as_plain_words(text: str) -> str:
    """Return text the assistant cannot take for one of its own commands.

    Rasa reads a message that starts with a slash as an intent with entities, whoever typed it.
    A division slash in its place reads the same to a person and means nothing to the parser.
    """
    return "\N{DIVISION SLASH}" + text[1:] if text.startswith("/") else text

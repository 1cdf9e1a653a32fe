"""Noticing that somebody does not write English, so that they are told kindly and given numbers."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from casedesk.data_files import DATA, read_yaml
from casedesk.guidance.plain_words import without_accents

_WORDS = re.compile(r"[^\W\d_]+")
_ENOUGH = 2
"""Foreign words from which a message counts; fewer may be a name or a slip."""


@dataclass(frozen=True)
class Languages:
    """Common English words, and those of other languages, without accents."""

    english: frozenset[str]
    others: frozenset[str]


def load_languages(path: Path = DATA / "language" / "other_languages.yml") -> Languages:
    """Read the word lists; raise DataError when the file cannot be read."""
    raw = read_yaml(path)
    others = frozenset(word for words in raw["words"].values() for word in words)
    return Languages(frozenset(raw["english"]), others)


def in_another_language(text: str, languages: Languages) -> bool:
    """Say whether the text is written in another alphabet, or mostly in another language."""
    words = _WORDS.findall(without_accents(text))
    letters = "".join(words)
    if len(letters) >= _ENOUGH and sum(map(_is_latin, letters)) * 2 < len(letters):
        return True
    foreign = sum(word in languages.others for word in words)
    english = sum(word in languages.english for word in words)
    return foreign > english and (foreign >= _ENOUGH or foreign == len(words))


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")

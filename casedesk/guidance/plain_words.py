"""Typed text as plain words: case, apostrophes, text-speak, stretched letters and typos undone.

Runs in both environments, so it keeps to Python 3.10.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

_SENTENCE_ENDS = re.compile(r"[.!?;\n]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe0f\u00ad]")
_SPELT_OUT = re.compile(r"(?<!\w)(?:\w[.\-*_]){2,}\w?(?!\w)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_STARRED = re.compile(r"(?<=[a-z])[*#@!1](?=[a-z])")
_WORDS = re.compile(r"[^\W_]+|\||[\U0001f300-\U0001faff\u2620]")
_NOT_COMPOSED = str.maketrans("\u0142\u0131", "li")
"""The Polish l and the Turkish i, which Unicode does not count as a letter with a sign."""
_ALIKE = 0.85
"""Share of letters in common from which a long word counts as a misspelling (difflib's ratio)."""


class Spelling:
    """How text-speak and typos are written out."""

    def __init__(self, written_out: Mapping[str, str], often_misspelt: tuple[str, ...]) -> None:
        self._written_out = dict(written_out)
        self._often_misspelt = often_misspelt
        longest_first = sorted((key for key in written_out if " " in key), key=len, reverse=True)
        choices = "|".join(re.escape(key) for key in longest_first)
        self._phrases = re.compile(rf"(?<!\S)(?:{choices})(?!\S)") if choices else None

    def write_out(self, words: list[str]) -> str:
        """Return the words written out and joined by single spaces."""
        text = " ".join(self._word(word) for word in words)
        if self._phrases is None:
            return text
        return self._phrases.sub(lambda found: self._written_out[found[0]], text)

    def _word(self, word: str) -> str:
        if word in self._written_out:
            return self._written_out[word]
        for known in self._often_misspelt:
            # The first letter is rarely wrong, and comparing only those keeps this fast.
            if word[0] == known[0] and abs(len(word) - len(known)) <= 2 and _alike(word, known):
                return known
        return word


def plain_words(text: str, spelling: Spelling) -> str:
    """Return lower-case words divided by single spaces, with `|` where a sentence ends."""
    text = _APOSTROPHES.sub("", _INVISIBLE.sub("", without_accents(text)))
    text = _SPELT_OUT.sub(lambda found: re.sub(r"[^\w]|_", "", found[0]), text)
    text = _STARRED.sub("i", text)
    text = _STRETCHED.sub(r"\1", text)
    return spelling.write_out(_WORDS.findall(_SENTENCE_ENDS.sub(" | ", text)))


def without_accents(text: str) -> str:
    """Return the text in lower case and every letter plain: "Chc\u0119" becomes "chce"."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_NOT_COMPOSED)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _alike(word: str, known: str) -> bool:
    return SequenceMatcher(None, word, known).ratio() >= _ALIKE

"""Typed text in a plain form, so that `YESSS!!`, `Yes.` and `yes` are the same words."""

import re
import unicodedata
from functools import lru_cache

_SIGNS = {
    "👍": " yes ",
    "✅": " yes ",
    "👎": " no ",
    "❌": " no ",
    "🤷": " dont know ",
    "&": " and ",
    "w/": " with ",
}
_SHORT_FORMS = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "n": "and",
    "ppl": "people",
    "sum1": "someone",
    "some1": "someone",
    "any1": "anyone",
    "every1": "everyone",
    "no1": "nobody",
    "bc": "because",
    "cuz": "because",
    "coz": "because",
    "cos": "because",
    "rn": "right now",
    "wanna": "want to",
    "gonna": "going to",
    "gunna": "going to",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmoz": "tomorrow",
    "2moro": "tomorrow",
    "tomoz": "tomorrow",
    "tomo": "tomorrow",
    "tonite": "tonight",
    "2nite": "tonight",
    "2day": "today",
    "yday": "yesterday",
    "pix": "pics",
    "pls": "please",
    "plz": "please",
    "abt": "about",
    "idrk": "idk",
    "idek": "idk",
    "rly": "really",
    "rlly": "really",
    "wen": "when",
    "wot": "what",
    "dnt": "dont",
    "cant": "cant",
    "bday": "birthday",
}
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_NOT_WORD = re.compile(r"[^\w£$€+]+|_")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return lower-case words one space apart: no punctuation, short forms written out.

    Letters repeated three times or more count once ("yesss"). Apostrophes vanish, so "don't" and
    "dont" are one word. Deterministic; never raises.
    """
    lowered = unicodedata.normalize("NFKC", text).casefold()
    for sign, word in _SIGNS.items():
        lowered = lowered.replace(sign, word)
    joined = re.sub(r"['’‘`]", "", lowered)  # noqa: RUF001 - typographic apostrophes are meant
    words = _NOT_WORD.sub(" ", _LONG_RUN.sub(r"\1", joined)).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)

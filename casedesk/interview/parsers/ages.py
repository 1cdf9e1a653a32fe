"""Reading ages: "13", "im thirteen", "nearly 14" (which is 13), "13yo", "my son is 15"."""

import re

from rapidfuzz import fuzz, process

from casedesk.interview.parsers import calendar
from casedesk.interview.parsers.numbers import NUMBER_WORDS
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.plain import plain

OLDEST = 25
_TO_FIVE = ("one", "two", "three", "four", "five")
_WORDS = NUMBER_WORDS | {f"twenty {word}": 20 + NUMBER_WORDS[word] for word in _TO_FIVE}
_TEENS = [word for word in NUMBER_WORDS if word.endswith("teen")]
_NOT_YET = (
    r"(?:nearly(?: turning)?|almost|about to (?:be|turn)|turning|not quite|not yet|soon to be"
    r"|going on|just under)"
)
_WHO = r"(?:im|i am|hes|he is|shes|she is|theyre|they are|is|was|age|aged|turned|just turned|am|be)"
_OTHER_UNITS = r"(?:pounds|quid|dollars|times|days|weeks|hours|pm|am|pics|people|%|k\b)"
_AGE = re.compile(
    rf"(?<!year )(?<!yr )(?<!grade )(?<!£)(?:\b(?P<early>{_NOT_YET}) )?\b(?P<age>\d{{1,3}})"
    rf"(?! ?{_OTHER_UNITS})(?P<months> ?months?)?"
)
_MONTHS = "|".join(calendar.MONTHS)
_LATER = re.compile(
    rf"^ ?(?:in (?:a |\d|two|three|{_MONTHS})|next (?:week|month|birthday)|tomorrow|soon)\b"
)
_SAID_OF = re.compile(rf"\b{_WHO} (?:(?:only|just|like|about|around|nearly|almost) )*$")


def parse_age(text: str) -> int | NotUnderstood:
    """Return whole years, 0 to 25. An age not yet reached counts as the year before."""
    words = _spelt_out(plain(re.sub(r"(?<=\d)\.\d\b", "", text)))
    if "-" in text and re.search(r"(?<![\w-])-\d", text):
        return NotUnderstood("age_out_of_range")
    found = [(match, _years(match, words)) for match in _AGE.finditer(words)]
    if not found:
        return NotUnderstood("not_an_age")
    if len({years for _, years in found}) > 1:
        found = [
            (match, years) for match, years in found if _SAID_OF.search(words[: match.start()])
        ]
    if not found:
        return NotUnderstood("which_one")
    # "I'm 40 and he's 15": the report is about the one who can be a child.
    young = [years for _, years in found if 0 <= years <= OLDEST]
    return young[0] if young else NotUnderstood("age_out_of_range")


def _years(match: re.Match[str], words: str) -> int:
    number = int(match["age"])
    if match["months"]:
        return number // 12
    not_yet = match["early"] or _LATER.match(words[match.end() :])
    return number - 1 if not_yet else number


def _spelt_out(words: str) -> str:
    """Return the text with number words, also misspelt ones, as digits, and "13yo" as "13 yo"."""
    words = re.sub(r"\band (?:a half|half|a quarter|three quarters|a bit)\b", "", words)
    digits = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", words)
    for word in sorted(_WORDS, key=len, reverse=True):
        digits = re.sub(rf"\b{word}\b", str(_WORDS[word]), digits)
    return " ".join(_teen(word) for word in digits.split())


def _teen(word: str) -> str:
    if len(word) < 6 or not word.isalpha():
        return word
    alike = process.extractOne(word, _TEENS, scorer=fuzz.ratio, score_cutoff=86)
    return str(_WORDS[alike[0]]) if alike else word

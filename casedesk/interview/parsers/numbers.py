"""Numbers written as words."""

_UP_TO_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen twenty"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}

NUMBER_WORDS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split())}
"""The words for 0 to 20."""

_SINGLE = NUMBER_WORDS | {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
SINGLE_WORDS = frozenset(_SINGLE)
SCALE_WORDS = frozenset(_SCALES)

SMALL_NUMBERS = {word: number for word, number in NUMBER_WORDS.items() if 0 < number <= 12} | {
    "a": 1,
    "an": 1,
    "a couple": 2,
    "couple": 2,
    "a few": 3,
    "few": 3,
    "several": 3,
}
"""Counts of days, weeks and months, with the usual reading of "a couple" and "a few"."""


def spelt_number(words: list[str]) -> int | None:
    """Return the number that the words spell ("two hundred and fifty"), or None if they do not."""
    total, group, seen = 0, 0, False
    for word in words:
        if word in {"and", "a"}:
            continue
        if word in _SINGLE:
            group += _SINGLE[word]
        elif word in _SCALES:
            group = (group or 1) * _SCALES[word]
            if _SCALES[word] > 100:
                total, group = total + group, 0
        else:
            return None
        seen = True
    return total + group if seen else None

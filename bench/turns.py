"""How long a turn takes, and how many a second there are."""

import time
from collections.abc import Iterator

from bench.rows import Row
from bench.running import Both, at_once, starter_talk
from bench.talk import Begin, by_button, in_words

ALONE_ROUNDS = 12
MANY = 16
TURNS = 40
BUTTONS = 8
"""How many of a report's questions are answered by buttons before it asks to be sent."""

LIMITS = {3: 1.0, TURNS: 0.8}
BUTTON_LIMIT = 0.6
PER_SECOND_LIMIT = 1.5


def measure(both: Both) -> Iterator[Row]:
    """Yield a row for each kind of turn, for one person at a time and for many at once."""
    ours, starter = both.ours.url("edge"), both.starter.url
    for address, begin in ((starter, starter_talk), (ours, in_words), (ours, by_button)):
        at_once(address, begin, people=2, turns=BUTTONS)  # Nobody's first turns are measured.
    yield from _alone(ours, starter)
    yield from _many(ours, starter)


def _alone(ours: str, starter: str) -> Iterator[Row]:
    # One of each in turn, so that what else the machine does falls on all alike.
    theirs, words, buttons = [], [], []
    for _ in range(ALONE_ROUNDS):
        theirs += at_once(starter, starter_talk, people=1, turns=TURNS)
        words += at_once(ours, in_words, people=1, turns=TURNS)
        buttons += at_once(ours, by_button, people=1, turns=BUTTONS)
    yield from _rows("one conversation", words, buttons, theirs)


def _many(ours: str, starter: str) -> Iterator[Row]:
    theirs, their_rate = _flood(starter, starter_talk, TURNS)
    words, rate = _flood(ours, in_words, TURNS)
    buttons, button_rate = _flood(ours, by_button, BUTTONS)
    yield from _rows(f"{MANY} at once", words, buttons, theirs)
    named = {"words": rate, "buttons": button_rate}
    for kind, ours_a_second in named.items():
        what = f"turns a second, {MANY} at once, {kind}"
        samples, beside = (ours_a_second,), (their_rate,)
        yield Row(what, "/s", samples, beside, PER_SECOND_LIMIT, better="more")


def _flood(address: str, begin: Begin, turns: int) -> tuple[list[list[float]], float]:
    begun = time.monotonic()
    took = at_once(address, begin, people=MANY, turns=turns)
    return took, MANY * turns / (time.monotonic() - begun)


def _rows(
    who: str, words: list[list[float]], buttons: list[list[float]], theirs: list[list[float]]
) -> Iterator[Row]:
    for turn, limit in LIMITS.items():
        what = f"turn {turn} in words, {who}"
        yield Row(what, "ms", _at(words, turn), _at(theirs, turn), limit)
    # A button's turn beside the starter's turn of the same number, all of them taken together.
    pressed = tuple(ms for one in buttons for number, ms in enumerate(one, 1) if number in _PRESSED)
    beside = tuple(ms for one in theirs for number, ms in enumerate(one, 1) if number in _PRESSED)
    yield Row(f"a button, {who}", "ms", pressed, beside, BUTTON_LIMIT)


_PRESSED = (1, 2, 3, 7)
"""Turns of `by_button` whose answer is one of the offered choices, not words."""


def _at(talks: list[list[float]], turn: int) -> tuple[float, ...]:
    return tuple(talk[turn - 1] for talk in talks)

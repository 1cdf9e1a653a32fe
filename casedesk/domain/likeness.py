"""Reports that look alike or come fast: marks that let others of the same level go first.

A mark never changes a level or a clock and refuses nobody: several children may well be sent the
same threat and quote it. Words are compared by sketches (MinHash, Broder 1997): eight minima over
keyed digests of each three words in a row. The share of equal minima estimates the share of such
triples that two accounts have in common, and nothing can be read back from them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

SLOTS, _WIDTH, _RUN = 8, 4, 3
FEWEST_WORDS, _MOST_WORDS = 8, 400
"""Short accounts are alike by chance; of long ones the beginning is enough."""


@dataclass(frozen=True)
class Told:
    """How a report came: when (aware UTC), from which conversation, how fast, in which words."""

    at: datetime
    conversation: str
    took: timedelta
    answers: int
    sketch: bytes


@dataclass(frozen=True)
class Likeness:
    """What `data/triage/likeness.yml` says: the text of each mark and when it is given."""

    alike: str
    alike_reports: int
    alike_within: timedelta
    alike_slots: int
    repeated: str
    repeated_reports: int
    repeated_within: timedelta
    hurried: str
    hurried_answers: int
    hurried_within: timedelta

    @property
    def window(self) -> timedelta:
        """How far back earlier reports are looked at."""
        return max(self.alike_within, self.repeated_within)


def triples(words: str) -> tuple[str, ...]:
    """Return each three words in a row, once; none for an account that is too short to compare."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    found = list(islice((one[0] for one in re.finditer(r"\w+", plain)), _MOST_WORDS))
    if len(found) < FEWEST_WORDS:
        return ()
    runs = (" ".join(found[at : at + _RUN]) for at in range(len(found) - _RUN + 1))
    return tuple(dict.fromkeys(runs))


def sketch(digests: Iterable[bytes]) -> bytes:
    """Return the sketch of an account from a digest, of 32 bytes, of each of its triples."""
    known = list(digests)
    slots = (slice(at * _WIDTH, (at + 1) * _WIDTH) for at in range(SLOTS))
    return b"".join(min(digest[slot] for digest in known) for slot in slots) if known else b""


def equal_slots(one: bytes, other: bytes) -> int:
    """Return in how many of their slots two sketches are equal; 0 when one of them is empty."""
    pairs = zip(_slots(one), _slots(other), strict=False)
    return sum(mine == theirs for mine, theirs in pairs)


def marks(told: Told, earlier: Sequence[Told], policy: Likeness) -> tuple[str, ...]:
    """Return in plain words why others of its level go first; mostly nothing."""
    found = (
        (policy.alike, _alike(told, earlier, policy) >= policy.alike_reports),
        (policy.repeated, _repeated(told, earlier, policy) >= policy.repeated_reports),
        (policy.hurried, _hurried(told, policy)),
    )
    return tuple(text for text, holds in found if holds)


def _alike(told: Told, earlier: Sequence[Told], policy: Likeness) -> int:
    return sum(
        told.at - one.at <= policy.alike_within
        and equal_slots(told.sketch, one.sketch) >= policy.alike_slots
        for one in earlier
    )


def _repeated(told: Told, earlier: Sequence[Told], policy: Likeness) -> int:
    return sum(
        told.at - one.at <= policy.repeated_within and one.conversation == told.conversation
        for one in earlier
    )


def _hurried(told: Told, policy: Likeness) -> bool:
    # Less than no time is a clock that was set back.
    quick = timedelta(0) <= told.took <= policy.hurried_within
    return quick and told.answers >= policy.hurried_answers


def _slots(one: bytes) -> list[bytes]:
    return [one[at : at + _WIDTH] for at in range(0, len(one), _WIDTH)]

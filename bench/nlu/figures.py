"""The figures of the report, computed from what was said and what was understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from sklearn.metrics import f1_score

CRISIS = ("crisis_danger", "crisis_self_harm")
OUT_OF_SCOPE = "out_of_scope"
REFUSED = (OUT_OF_SCOPE, "nlu_fallback")


@dataclass(frozen=True)
class Reading:
    """One message: what it is, what the assistant made of it, and its best guesses unrefused."""

    text: str
    truth: str
    intent: str
    guess: str
    confidence: float
    certainty: str | None
    """Of a crisis: "sure", "ask" or None if the message was not raised."""
    why: str | None
    """Who raised it: "lexicon" first, else "classifier"; None if nobody did."""
    score: float
    """What the crisis model makes of a raised message, 0 to 1."""

    @property
    def in_scope(self) -> bool:
        """Whether the message is one the assistant has an answer to."""
        return self.truth != OUT_OF_SCOPE

    @property
    def is_crisis(self) -> bool:
        """Whether it speaks of self-harm or danger."""
        return self.truth in CRISIS


@dataclass(frozen=True)
class Share:
    """`hits` of `total`, with the 95 % interval of Wilson (1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The plain share, 0 to 1; 0 of 0 is 0."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence."""
        if not self.total:
            return 0.0, 1.0
        z, n = 1.96, self.total
        centre = (self.value + z * z / (2 * n)) / (1 + z * z / n)
        spread = z / (1 + z * z / n) * sqrt(self.value * (1 - self.value) / n + z * z / (4 * n * n))
        return max(0.0, centre - spread), min(1.0, centre + spread)

    def __str__(self) -> str:
        """For example `97.5 % (39 of 40; 87.1-99.6)`."""
        low, high = self.interval
        counts = f"{self.hits} of {self.total}; {100 * low:.1f}-{100 * high:.1f}"
        return f"{100 * self.value:.1f} % ({counts})"


def share(
    readings: Sequence[Reading],
    among: Callable[[Reading], bool],
    hit: Callable[[Reading], bool],
) -> Share:
    """Count the hits among the readings that qualify."""
    chosen = [reading for reading in readings if among(reading)]
    return Share(sum(map(hit, chosen)), len(chosen))


def accuracy(readings: Sequence[Reading]) -> Share:
    """Of in-scope messages, the share whose best guess is right (before any refusal)."""
    return share(readings, lambda r: r.in_scope, lambda r: r.guess == r.truth)


def answered_right(readings: Sequence[Reading]) -> Share:
    """Of in-scope messages, the share that got the right intent in the end."""
    return share(readings, lambda r: r.in_scope, lambda r: r.intent == r.truth)


def refused(readings: Sequence[Reading]) -> Share:
    """Of in-scope messages, the share that was asked to say it again."""
    return share(readings, lambda r: r.in_scope, lambda r: r.intent in REFUSED)


def precision(readings: Sequence[Reading]) -> Share:
    """Of all messages that got an answer, the share that got the right one."""
    return share(readings, lambda r: r.intent not in REFUSED, lambda r: r.intent == r.truth)


def out_of_scope_recall(readings: Sequence[Reading]) -> Share:
    """Of out-of-scope messages, the share that was not taken for something else."""
    return share(readings, lambda r: not r.in_scope, lambda r: r.intent in REFUSED)


def crisis_recall(readings: Sequence[Reading]) -> Share:
    """Of crisis messages, the share raised to either crisis act, asked or sure."""
    return share(readings, lambda r: r.is_crisis, lambda r: r.certainty is not None)


def right_crisis_act(readings: Sequence[Reading]) -> Share:
    """Of crisis messages, the share raised to the very act."""
    return share(readings, lambda r: r.is_crisis, lambda r: r.intent == r.truth)


def false_alarms(readings: Sequence[Reading]) -> Share:
    """Of all other messages, the share raised all the same."""
    return share(readings, lambda r: not r.is_crisis, lambda r: r.certainty is not None)


def sure_false_alarms(readings: Sequence[Reading]) -> Share:
    """Of all other messages, the share that got the crisis reply without being asked."""
    return share(readings, lambda r: not r.is_crisis, lambda r: r.certainty == "sure")


def macro_f1(readings: Sequence[Reading]) -> float:
    """Mean F1 over the in-scope intents, from the best guesses."""
    truths = [reading.truth for reading in readings]
    labels = sorted(set(truths) - {OUT_OF_SCOPE})
    guesses = [reading.guess for reading in readings]
    return float(f1_score(truths, guesses, labels=labels, average="macro", zero_division=0))

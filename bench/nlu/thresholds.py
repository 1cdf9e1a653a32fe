"""Which fallback threshold: below it we ask again instead of answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.nlu.figures import REFUSED, Reading, Share, out_of_scope_recall, share

STEPS = [step / 50 for step in range(46)]


@dataclass(frozen=True)
class Point:
    """What becomes of messages at one threshold: in-scope shares, and out-of-scope recall."""

    threshold: float
    right: Share
    wrong: Share
    refused: Share
    out_of_scope: Share


def at(readings: Sequence[Reading], threshold: float) -> Point:
    """Return the shares if this were the threshold; a crisis is never refused."""
    moved = [_refused_below(reading, threshold) for reading in readings]
    in_scope = [reading for reading in moved if reading.in_scope]
    return Point(
        threshold=threshold,
        right=share(in_scope, _any, lambda r: r.intent == r.truth),
        wrong=share(in_scope, _any, lambda r: r.intent not in (r.truth, *REFUSED)),
        refused=share(in_scope, _any, lambda r: r.intent in REFUSED),
        out_of_scope=out_of_scope_recall(moved),
    )


def best(points: Sequence[Point]) -> float:
    """Return the threshold at which right answers, less wrong ones, are worth most.

    To answer wrongly costs as much as answering rightly gains, and asking again costs nothing: so
    a message is refused exactly when the answer would more likely be wrong. Out-of-scope
    messages count as the others do: an answer to one of them is a wrong one.
    """
    return max(points, key=_worth).threshold


def _worth(point: Point) -> int:
    astray = point.out_of_scope.total - point.out_of_scope.hits
    return point.right.hits - point.wrong.hits - astray


def _refused_below(reading: Reading, threshold: float) -> Reading:
    if reading.certainty:
        return reading
    refuse = reading.confidence < threshold
    return replace(reading, intent="nlu_fallback" if refuse else reading.guess)


def _any(_reading: Reading) -> bool:
    return True

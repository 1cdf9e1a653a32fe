"""The text of docs/nlu.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from os import cpu_count
from pathlib import Path
from typing import Any

from bench.nlu import figures, thresholds
from bench.nlu.examples import FOLDS, Example
from bench.nlu.figures import Reading
from bench.nlu.pipelines import CLASSIFIER, CRISIS, ENCODER, OURS, ours
from bench.nlu.thresholds import Point
from bot.crisis_model import own_examples

_PAGE = (Path(__file__).parent / "page.md").read_text()


def written(
    training: Sequence[Example],
    held_out: Sequence[Example],
    readings: Sequence[Reading],
    measured: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return the whole page, from our cross-validated readings and every variant's figures."""
    points = [thresholds.at(readings, step) for step in thresholds.STEPS]
    unseen = measured[OURS]["readings"]
    return _PAGE.format(
        folds=FOLDS,
        sizes=_sizes(training, held_out),
        rows=_rows(readings, unseen),
        crisis=_crisis(unseen),
        missed=_missed(unseen),
        own=f"{len(own_examples()):,}",
        ask_from=f"{_setting(CRISIS, 'ask_from'):.2f}",
        best=f"{thresholds.best(points):.2f}",
        chosen=f"{threshold():.2f}",
        curve="\n".join(_point(point) for point in points[::5]),
        confusions=_confusions(readings),
        cores=cpu_count(),
        pipelines="\n".join(_pipeline(name, one) for name, one in measured.items()),
        word=_verdict(measured),
        length=f"{_setting(ENCODER, 'length'):.0f}",
        counts=f"{_setting(CLASSIFIER, 'counts_length'):.0f}",
    )


def threshold() -> float:
    """Return the fallback threshold of config.yml."""
    return _setting("FallbackClassifier", "threshold")


def _setting(component: str, key: str) -> float:
    """Return a number that config.yml gives a component."""
    return float(next(part[key] for part in ours() if part["name"] == component))


def _sizes(training: Sequence[Example], held_out: Sequence[Example]) -> str:
    intents = {example.intent for example in training}
    counts = Counter(example.intent for example in training)
    return (
        f"{len(training)} training sentences, {len(held_out)} held out, {len(intents)} intents; "
        f"the smallest has {min(counts.values())} training sentences."
    )


_FIGURES = (
    ("In scope: best guess right", figures.accuracy),
    ("In scope: macro F1", lambda readings: f"{100 * figures.macro_f1(readings):.1f}"),
    ("In scope: answered right", figures.answered_right),
    ("In scope: asked again", figures.refused),
    ("Answered messages answered right", figures.precision),
    ("Out of scope: recognised", figures.out_of_scope_recall),
    ("Crisis: raised", figures.crisis_recall),
    ("Crisis: raised to the right act", figures.right_crisis_act),
    ("Others: false alarms", figures.false_alarms),
    ('Others: false alarms that are "sure"', figures.sure_false_alarms),
)


def _rows(readings: Sequence[Reading], unseen: Sequence[Reading]) -> str:
    return "\n".join(f"| {name} | {of(readings)} | {of(unseen)} |" for name, of in _FIGURES)


def _crisis(unseen: Sequence[Reading]) -> str:
    ask_from = _setting(CRISIS, "ask_from")
    readers = {
        "lexicon alone": lambda one: one.why == "lexicon",
        "classifier alone": lambda one: one.why == "classifier" or one.score >= ask_from,
        "both": lambda one: one.why is not None,
    }
    return "\n".join(
        f"| {name} | {figures.share(unseen, lambda one: one.is_crisis, raised)} "
        f"| {figures.share(unseen, lambda one: not one.is_crisis, raised)} |"
        for name, raised in readers.items()
    )


def _missed(unseen: Sequence[Reading]) -> str:
    texts = [f"\u201c{one.text}\u201d" for one in unseen if one.is_crisis and not one.certainty]
    return "; ".join(texts) or "none"


def _point(point: Point) -> str:
    shares = (point.right, point.wrong, point.refused, point.out_of_scope)
    cells = " | ".join(f"{100 * share.value:.1f} %" for share in shares)
    return f"| {point.threshold:.2f} | {cells} |"


def _confusions(readings: Sequence[Reading]) -> str:
    totals = Counter(one.truth for one in readings)
    pairs = Counter((one.truth, one.guess) for one in readings if one.truth != one.guess)
    return "\n".join(
        f"| {truth} | {guess} | {count} of {totals[truth]} |"
        for (truth, guess), count in pairs.most_common(15)
    )


def _pipeline(name: str, one: Mapping[str, Any]) -> str:
    unseen = one["readings"]
    cells = (
        name,
        str(figures.accuracy(unseen)),
        f"{100 * figures.macro_f1(unseen):.1f}",
        f"{100 * figures.crisis_recall(unseen).value:.1f} %",
        f"{100 * figures.false_alarms(unseen).value:.1f} %",
        f"{one['train_seconds']:.0f} s",
        f"{one['load_seconds']:.1f} s",
        f"{one['ms_median']:.0f}, {one['ms_p95']:.0f} ms",
        f"{one['serve_mb']:.0f} ({one['train_mb']:.0f}) MB",
        f"{one['model_mb']:.1f} MB",
    )
    return f"| {' | '.join(cells)} |"


def _verdict(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the pipeline with the most right best guesses, whichever it is."""
    best = max(measured, key=lambda name: figures.accuracy(measured[name]["readings"]).value)
    return f"Most best guesses were right with: {best}."

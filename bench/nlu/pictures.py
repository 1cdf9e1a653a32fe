"""The two pictures of the report, as plain SVG that a browser can scale and a reader can search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from bench.nlu.figures import Reading
from bench.nlu.thresholds import Point

mpl.use("svg")
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "firstday", "font.size": 8})


def confusions(readings: Sequence[Reading], file: Path) -> None:
    """Draw what was said (down) against what was understood (across); the area is the share."""
    labels = sorted({reading.truth for reading in readings})
    totals = Counter(reading.truth for reading in readings)
    pairs = Counter((reading.truth, reading.guess) for reading in readings)
    figure, axes = plt.subplots(figsize=(11, 11))
    for right, colour in ((True, "#1b6b52"), (False, "#b3261e")):
        chosen = [pair for pair in pairs if (pair[0] == pair[1]) is right and pair[1] in labels]
        axes.scatter(
            [labels.index(guess) for _, guess in chosen],
            [labels.index(truth) for truth, _ in chosen],
            s=[90 * pairs[pair] / totals[pair[0]] for pair in chosen],
            color=colour,
        )
    axes.set_xticks(range(len(labels)), labels, rotation=90)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.grid(alpha=0.2)
    axes.set(xlabel="understood as", ylabel="said")
    _save(figure, file)


def curve(points: Sequence[Point], chosen: float, file: Path) -> None:
    """Draw what becomes of messages as the fallback threshold rises, and where ours lies."""
    figure, axes = plt.subplots(figsize=(7, 4))
    thresholds = [point.threshold for point in points]
    for name, colour in (("right", "#1b6b52"), ("wrong", "#b3261e"), ("refused", "#5f5f5f")):
        shares = [100 * getattr(point, name).value for point in points]
        axes.plot(thresholds, shares, label=f"in scope: {name}", color=colour)
    caught = [100 * point.out_of_scope.value for point in points]
    axes.plot(thresholds, caught, label="out of scope: recognised", color="#1d4e89", ls="--")
    axes.axvline(chosen, color="black", lw=0.8, ls=":")
    axes.set(xlabel="fallback threshold", ylabel="% of messages", ylim=(0, 100), xlim=(0, 0.9))
    axes.legend(loc="center right")
    axes.grid(alpha=0.2)
    _save(figure, file)


def _save(figure: Figure, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})  # The same figures give the same file.
    plt.close(figure)

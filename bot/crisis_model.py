"""How likely a text speaks of self-harm or of danger: a small model over its sentences.

It is separate from the intent classifier for two reasons. An intent describes a whole message, and
the line that matters may be the last of forty: so a long message is read part by part, and the
worst part counts. And what counts as ordinary is far wider than what the intents' examples show:
so it has examples of its own (`data/crisis`).

For each act it holds the known examples that matter, each with a weight, and asks how close a text
comes to them in meaning: a support vector machine with a Gaussian kernel (measured: docs/nlu.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

import numpy as np
from scipy.special import expit
from sklearn.svm import SVC

from bot.sentence_vectors import windows
from casedesk.data_files import DATA, read_yaml

ACTS = ("crisis_danger", "crisis_self_harm")
ORDINARY = "ordinary"
PART_WORDS = 24
"""People who are frightened rarely use full stops; a run of words this long is a part."""
PART_OVERLAP = 12
SHARPNESS = 1.5
"""How fast an example's say fades with distance: at a right angle 5 % of it is left."""
FIRMNESS = 4.0
"""How much an example on the wrong side of the border counts in training (`C`)."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_KINDS = {"danger": "crisis_danger", "self_harm": "crisis_self_harm", "ordinary": ORDINARY}


def parts(text: str) -> list[str]:
    """Return the whole text, and its sentences or runs of words if it has several."""
    pieces = [part for sentence in _SENTENCE_ENDS.split(text) for part in _runs(sentence.split())]
    return [text] if len(pieces) < 2 else [text, *pieces]


def _runs(words: Sequence[str]) -> Iterable[str]:
    if words:
        for run in windows(words, PART_WORDS, PART_OVERLAP):
            yield " ".join(run)


def own_examples(folder: Path = DATA / "crisis") -> list[tuple[str, str]]:
    """Return (text, act or "ordinary") of the examples that only this model learns from.

    Raises DataError if a file cannot be read.
    """
    cases = read_yaml(folder / "cases.yml")
    return [
        (text, label)
        for kind, label in _KINDS.items()
        for text in [*cases[kind], *read_yaml(folder / "examples" / f"{kind}.yml")]
    ]


@dataclass(frozen=True, eq=False)  # Arrays have no single answer to "equal".
class CrisisModel:
    """Known examples as vectors (n, 384), their weight for each act (n, acts), and the borders."""

    known: np.ndarray
    weights: np.ndarray
    borders: np.ndarray

    def scores(self, vectors: np.ndarray) -> Mapping[str, np.ndarray]:
        """Return for each act one score per vector, 0 to 1; 0.5 is the border it drew itself."""
        closeness = np.exp(2 * SHARPNESS * (vectors @ self.known.T - 1))
        scores = expit(2 * (closeness @ self.weights + self.borders))
        return {act: scores[:, column] for column, act in enumerate(ACTS)}

    def save(self, file: Path) -> None:
        """Write plain arrays, which can be read back without running any code."""
        np.savez(file, known=self.known, weights=self.weights, borders=self.borders)

    @classmethod
    def load(cls, file: Path) -> CrisisModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(stored["known"], stored["weights"], stored["borders"])


def train(vectors: np.ndarray, intents: Sequence[str]) -> CrisisModel:
    """Fit on vectors of length one; every intent that is not a crisis act counts as ordinary.

    Raises ValueError naming a crisis act that has no example.
    """
    labels = np.array([intent if intent in ACTS else ORDINARY for intent in intents])
    weights, borders = np.zeros((len(vectors), len(ACTS)), np.float32), []
    for column, act in enumerate(ACTS):
        if act not in labels:
            raise ValueError(f"No training example has the intent {act}.")
        chosen = np.flatnonzero(np.isin(labels, (act, ORDINARY)))
        # Balanced: a missed crisis is the worst error, and most examples are ordinary.
        machine = SVC(C=FIRMNESS, gamma=SHARPNESS, class_weight="balanced")
        machine.fit(vectors[chosen], labels[chosen] == act)
        weights[chosen[machine.support_], column] = machine.dual_coef_[0]
        borders.append(machine.intercept_[0])
    counts = weights.any(axis=1)
    known = vectors[counts].astype(np.float32)
    return CrisisModel(known, weights[counts], np.array(borders, np.float32))

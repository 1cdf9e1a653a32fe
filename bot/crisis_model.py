"""How likely a text speaks of self-harm or of danger: a small model over its sentences.

It is separate from the intent classifier for two reasons. An intent describes a whole message, and
the line that matters may be the last of forty: so a long message is read part by part, and the
worst part counts. And what counts as ordinary is far wider than what the intents' examples show:
so it has examples of its own (`data/crisis`).

Two readings are added up (measured: docs/nlu.md). By meaning: it holds for each act the known
examples that matter, each with a weight, and asks how close a text comes to them, which is a
support vector machine with a Gaussian kernel. By spelling: each word and each run of letters has a
weight (`bot/crisis_spelling.py`), which hears what the vectors blur: slang, misspellings, "not".
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.svm import SVC, LinearSVC

from bot import crisis_spelling
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
REASSURANCE = 1.2
"""What a part loses whose words of danger the lexicon explains away ("im not suicidal"): a border's
width and a fifth. It is not silenced, since "im not suicidal but" may be said on a bridge."""

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
    """Both readings as arrays.

    The known examples as vectors (n, 384) and their weights (n, acts); the weights of the features
    of the spelling (features, acts); the borders (acts).
    """

    known: np.ndarray
    weights: np.ndarray
    spelling: np.ndarray
    borders: np.ndarray

    def scores(
        self, texts: Sequence[str], vectors: np.ndarray, reassuring: Sequence[bool]
    ) -> Mapping[str, np.ndarray]:
        """Return for each act one score per text, 0 to 1; 0.5 is the border it drew itself.

        `reassuring` tells of each text whether the lexicon explains its words of danger away.
        """
        closeness = np.exp(2 * SHARPNESS * (vectors @ self.known.T - 1))
        heard = closeness @ self.weights + crisis_spelling.features(texts) @ self.spelling
        scores = expit(heard + self.borders - REASSURANCE * np.array(reassuring)[:, None])
        return {act: scores[:, column] for column, act in enumerate(ACTS)}

    def save(self, file: Path) -> None:
        """Write plain arrays, which can be read back without running any code."""
        np.savez(file, **vars(self))

    @classmethod
    def load(cls, file: Path) -> CrisisModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(**stored)


def train(texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str]) -> CrisisModel:
    """Fit on texts and their vectors; every intent that is not a crisis act counts as ordinary.

    Raises ValueError naming a crisis act that has no example.
    """
    labels = np.array([intent if intent in ACTS else ORDINARY for intent in intents])
    for act in ACTS:
        if act not in labels:
            raise ValueError(f"No training example has the intent {act}.")
    spelling = crisis_spelling.features(texts)
    with ThreadPoolExecutor() as threads:  # The arithmetic of both lets other threads run.
        by_meaning = threads.map(lambda act: _by_meaning(act, vectors, labels), ACTS)
        by_spelling = threads.map(lambda act: _by_spelling(act, spelling, labels), ACTS)
    weights, borders = (np.stack(all_acts, axis=-1) for all_acts in zip(*by_meaning, strict=True))
    features, further = (np.stack(all_acts, axis=-1) for all_acts in zip(*by_spelling, strict=True))
    counts = weights.any(axis=1)
    return CrisisModel(
        vectors[counts].astype(np.float32), weights[counts], features, borders + further
    )


def _by_meaning(act: str, vectors: np.ndarray, labels: np.ndarray) -> Tuple[np.ndarray, float]:
    """Return the weight of each example and the border."""
    chosen = _for_or_against(act, labels)
    # Balanced: a missed crisis is the worst error, and most examples are ordinary.
    machine = SVC(C=FIRMNESS, gamma=SHARPNESS, class_weight="balanced", cache_size=500)
    machine.fit(vectors[chosen], labels[chosen] == act)
    weights = np.zeros(len(vectors), np.float32)
    weights[chosen[machine.support_]] = machine.dual_coef_[0]
    return weights, np.float32(machine.intercept_[0])


def _by_spelling(act: str, spelling: csr_matrix, labels: np.ndarray) -> Tuple[np.ndarray, float]:
    """Return the weight of each feature and the border."""
    chosen = _for_or_against(act, labels)
    machine = LinearSVC(class_weight="balanced", random_state=0)
    machine.fit(spelling[chosen], labels[chosen] == act)
    return machine.coef_[0].astype(np.float32), np.float32(machine.intercept_[0])


def _for_or_against(act: str, labels: np.ndarray) -> np.ndarray:
    # An example of the other act says nothing about this one: many are both.
    return np.flatnonzero(np.isin(labels, (act, ORDINARY)))

"""How likely a text speaks of self-harm or of danger: a small model over its sentences.

It is separate from the intent classifier for one reason: an intent describes a whole message, and
the line that matters may be the last of forty. So a long message is read part by part, and the
worst part counts. It sees the sentence vector (what is meant), character n-grams (how young people
spell it) and pairs of words (what is denied).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from bot.sentence_vectors import windows

ACTS = ("crisis_danger", "crisis_self_harm")
ORDINARY = "ordinary"
PART_WORDS = 24
"""People who are frightened rarely use full stops; a run of words this long is a part."""
PART_OVERLAP = 12

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
# Stateless, so nothing about the training texts needs to be stored or loaded.
_hashed = partial(HashingVectorizer, alternate_sign=False, dtype=np.float32)
_SPELLING = _hashed(analyzer="char_wb", ngram_range=(2, 4), n_features=2**14)
# Pairs of words, because "not safe" and "i never" are not the sum of their words.
_WORDS = r"(?u)\b\w+\b"
_WORDING = _hashed(token_pattern=_WORDS, ngram_range=(1, 2), n_features=2**15)


def parts(text: str) -> list[str]:
    """Return the whole text, and its sentences or runs of words if it has several."""
    pieces = [part for sentence in _SENTENCE_ENDS.split(text) for part in _runs(sentence.split())]
    return [text] if len(pieces) < 2 else [text, *pieces]


def _runs(words: Sequence[str]) -> Iterable[str]:
    if words:
        for run in windows(words, PART_WORDS, PART_OVERLAP):
            yield " ".join(run)


@dataclass(frozen=True, eq=False)  # Arrays have no single answer to "equal".
class CrisisModel:
    """A trained linear model: coefficients of shape (3, features), one row per class."""

    classes: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> Mapping[str, np.ndarray]:
        """Return for each act one probability per text; `vectors` has shape (texts, 384)."""
        scores = _features(texts, vectors) @ self._rows + self.intercepts
        shares = softmax(scores, axis=1)
        return {act: shares[:, self.classes.index(act)] for act in ACTS}

    @cached_property
    def _rows(self) -> np.ndarray:
        # SciPy would copy the coefficients into this order at each multiplication.
        return np.ascontiguousarray(self.coefficients.T)

    def save(self, file: Path) -> None:
        """Write plain arrays, which can be read back without running any code."""
        np.savez(
            file,
            classes=np.array(self.classes),
            coefficients=self.coefficients.astype(np.float32),
            intercepts=self.intercepts.astype(np.float32),
        )

    @classmethod
    def load(cls, file: Path) -> CrisisModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            classes = tuple(str(name) for name in stored["classes"])
            return cls(classes, stored["coefficients"], stored["intercepts"])


def train(texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str]) -> CrisisModel:
    """Fit on all examples; every intent that is not a crisis act counts as ordinary.

    Raises ValueError naming a crisis act that has no example.
    """
    labels = [intent if intent in ACTS else ORDINARY for intent in intents]
    for act in ACTS:
        if act not in labels:
            raise ValueError(f"No training example has the intent {act}.")
    # Balanced: the crisis acts are two intents of sixty, and a missed one is the worst error.
    fitted = LogisticRegression(class_weight="balanced", C=16.0, max_iter=300)
    fitted.fit(_features(texts, vectors), labels)
    return CrisisModel(tuple(fitted.classes_), fitted.coef_, fitted.intercept_)


def _features(texts: Sequence[str], vectors: np.ndarray) -> csr_matrix:
    # All blocks have rows of length one, so none drowns the others.
    blocks = [csr_matrix(vectors), _SPELLING.transform(texts), _WORDING.transform(texts)]
    return hstack(blocks, format="csr")

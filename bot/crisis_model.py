"""How likely a text speaks of self-harm or of danger: a small model over its sentences.

It is separate from the intent classifier for two reasons. An intent describes a whole message, and
the line that matters may be the last of forty: so a long message is read part by part, and the
worst part counts. And what counts as ordinary is far wider than what the intents' examples show:
so it has examples of its own (`data/crisis`).

Three readings are added up (measured: docs/nlu.md). By meaning: it asks how close a text comes to
some thousands of known ones, each of which has a weight for each act; that is ridge regression with
a Gaussian kernel, where a part of the examples stands for all (Nyström's method). By spelling: each
word and each run of letters has a weight, in a linear support vector machine
(`bot/crisis_spelling.py`); it hears what the vectors blur: slang, misspellings, "not". And as the
encoder hears it once it is tuned to crises (`bot/tuning.py`), which this model does not train and
which costs a second reading: so it is asked only where it can still turn the matter.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence, Tuple

import numpy as np
from scipy.linalg import cholesky, solve, solve_triangular
from scipy.sparse import csr_matrix
from scipy.special import logit
from sklearn.svm import LinearSVC

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
KNOWN_AT_MOST = 4000
"""So many examples, drawn by lot, are kept to be compared with; all of them teach the weights."""
STEADYING = 1e-4
"""Added to an example's closeness to itself, since two examples may be all but the same."""
PLACED_AT_MOST = 75_000
"""So many examples, drawn by lot, teach the reading by meaning, since each needs a vector, which is
most of the training's time; with twice as many it heard no better (measured: docs/nlu.md)."""
AT_ONCE = 4000
"""So many examples are placed at a time, which keeps the training's memory small."""

REASSURANCE = 1.2
"""What a part loses whose words of danger the lexicon explains away ("im not suicidal"): a border's
width and a fifth. It is not silenced, since "im not suicidal but" may be said on a bridge."""
OUT_OF_CONTEXT = 0.4
"""What a part loses beside the whole message: a letter has ten, and one of them may sound bad."""

LOUDNESS = 0.25
"""The share of the tuned encoder's say (`bot/tuning.py`), whose scores are wide: measured."""
LOUDEST = 3.2
"""Nothing it hears counts for more: it was taught to be sure of nothing, and stays below."""

Moments = Tuple[np.ndarray, np.ndarray, int]
"""Mean (n), mean of the products (n, n), and of how many."""

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
        for group in (cases[kind], *map(read_yaml, sorted((folder / "examples" / kind).iterdir())))
        for text in group
    ]


def with_parts(examples: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the examples and the parts of the ordinary ones, which are ordinary as well.

    Which part of a crisis is the crisis, nobody has written down.
    """
    labels = dict(examples)
    ordinary = [text for text, label in labels.items() if label == ORDINARY]
    return list(({part: ORDINARY for text in ordinary for part in parts(text)} | labels).items())


def doubts(reassuring: Sequence[bool]) -> np.ndarray:
    """Return what each part loses; the first is the whole, and the list says which reassure."""
    lost: np.ndarray = REASSURANCE * np.array(reassuring) + OUT_OF_CONTEXT
    lost[0] -= OUT_OF_CONTEXT
    return lost


def undecided(evidence: np.ndarray, ask_from: float) -> np.ndarray:
    """Return which texts the tuned encoder may still raise or calm: their indices.

    `ask_from` is a score, 0 to 1. Once one part is raised whatever it says, the others are settled.
    """
    loudest = evidence.max(axis=1) - logit(ask_from)
    say = LOUDNESS * LOUDEST
    return np.flatnonzero((loudest >= -say) & (loudest.max() < say))


def further(loudness: np.ndarray) -> np.ndarray:
    """Return what the tuned encoder adds to the evidence for what it hears: (texts, acts)."""
    added: np.ndarray = LOUDNESS * np.clip(loudness, -LOUDEST, LOUDEST)
    return added


@dataclass(frozen=True, eq=False)  # Arrays have no single answer to "equal".
class CrisisModel:
    """The two readings that are trained here, as arrays.

    The known examples as vectors (n, 384) and their weights (n, acts); the weights of the features
    of the spelling (features, acts); the borders (acts).
    """

    known: np.ndarray
    weights: np.ndarray
    spelling: np.ndarray
    borders: np.ndarray

    def evidence(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Return what both say of each act, shape (texts, acts); above nought is a crisis."""
        by_meaning = _closeness(vectors, self.known) @ self.weights
        by_spelling = crisis_spelling.features(texts) @ self.spelling
        evidence: np.ndarray = by_meaning + by_spelling + self.borders
        return evidence

    def save(self, file: Path) -> None:
        """Write plain arrays, which can be read back without running any code."""
        np.savez(file, **vars(self))

    @classmethod
    def load(cls, file: Path) -> CrisisModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(**stored)


def drawn(texts: Sequence[str]) -> list[str]:
    """Return the texts that need a vector, drawn by lot, the same ones each time."""
    lot = np.random.default_rng(0).permutation(len(texts))[:PLACED_AT_MOST]
    return [texts[at] for at in lot]


def train(
    texts: Sequence[str], vectors: Mapping[str, np.ndarray], intents: Sequence[str]
) -> CrisisModel:
    """Fit on texts, and on the vectors there are of them, by text.

    Every intent that is not a crisis act counts as ordinary. Raises ValueError naming a crisis act
    that has no example.
    """
    labels = np.array([intent if intent in ACTS else ORDINARY for intent in intents])
    for act in ACTS:
        if act not in labels:
            raise ValueError(f"No training example has the intent {act}.")
    placed = [at for at, text in enumerate(texts) if text in vectors]
    places = np.stack([vectors[texts[at]] for at in placed]).astype(np.float32)
    known, weights, borders = _by_meaning(places, labels[placed])
    spelling, more = _by_spelling(crisis_spelling.features(texts), labels)
    return CrisisModel(known, weights, spelling, (borders + more).astype(np.float32))


def _closeness(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how close each vector comes to each other, 1 for the same direction."""
    closeness: np.ndarray = np.exp(2 * SHARPNESS * (vectors @ others.T - 1))
    return closeness


def _by_meaning(vectors: np.ndarray, labels: np.ndarray) -> Tuple[np.ndarray, ...]:
    """Return the known examples, their weights for each act, and the borders.

    Each act is told from the ordinary by ridge regression on 1 and -1, where both sides weigh the
    same; since their sums and products add up, no example need be kept in memory for it.
    """
    lot = np.random.default_rng(0).permutation(len(vectors))[:KNOWN_AT_MOST]
    known = vectors[lot]
    root = cholesky(_closeness(known, known) + STEADYING * np.eye(len(known)), lower=True)
    seen = {label: _moments(vectors[labels == label], known, root) for label in (*ACTS, ORDINARY)}
    fitted = [_ridge(seen[act], seen[ORDINARY]) for act in ACTS]
    columns, borders = (np.stack(part, axis=-1) for part in zip(*fitted, strict=True))
    return known, solve_triangular(root.T, columns).astype(np.float32), borders


def _moments(vectors: np.ndarray, known: np.ndarray, root: np.ndarray) -> Moments:
    """Return the means of the vectors' places, and of the products of these with each other.

    In the coordinates of a place, the kernel among the known examples is a plain product.
    """
    root = root.astype(np.float32)
    total, products = np.zeros(len(known)), np.zeros((len(known), len(known)), np.float32)
    for start in range(0, len(vectors), AT_ONCE):
        closeness = _closeness(known, vectors[start : start + AT_ONCE])
        places = solve_triangular(root, closeness, lower=True, check_finite=False)
        total += places.sum(axis=1)
        products += places @ places.T
    return total / max(len(vectors), 1), products / max(len(vectors), 1), len(vectors)


def _ridge(crisis: Moments, ordinary: Moments) -> Tuple[np.ndarray, float]:
    """Return the weight of each coordinate and the border, both sides counting the same."""
    (of_crisis, crises, many), (of_ordinary, others, more) = crisis, ordinary
    middle = (of_crisis + of_ordinary) / 2
    spread = (crises + others) / 2 - np.outer(middle, middle)
    spread += np.eye(len(middle)) / (many + more)
    weights = solve(spread, (of_crisis - of_ordinary) / 2, assume_a="pos")
    return weights, -float(middle @ weights)


def _by_spelling(features: csr_matrix, labels: np.ndarray) -> Tuple[np.ndarray, ...]:
    """Return the weight of each feature for each act, and the borders.

    The machines are balanced: a missed crisis is the worst error, and most examples are ordinary.
    An example of the other act says nothing about this one: many are both.
    """

    def fitted(act: str) -> LinearSVC:
        chosen = np.flatnonzero(np.isin(labels, (act, ORDINARY)))
        machine = LinearSVC(class_weight="balanced", random_state=0)
        return machine.fit(features[chosen], labels[chosen] == act)

    with ThreadPoolExecutor() as threads:  # Neither needs Python while it learns.
        machines = list(threads.map(fitted, ACTS))
    columns = np.stack([machine.coef_[0] for machine in machines], axis=-1)
    borders = np.array([machine.intercept_[0] for machine in machines])
    return columns.astype(np.float32), borders

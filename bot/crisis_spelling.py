"""A text as its words and runs of letters, each counted in a place of its own.

The place is a hash of the word or run, so there is no vocabulary to learn, to store or to keep in
step with the weights. Two that meet in one place share its weight; with so many places few do.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

PLACES = 2**18

_SHARED = {"n_features": PLACES, "alternate_sign": False, "dtype": np.float32}
_WORDS = HashingVectorizer(ngram_range=(1, 3), token_pattern=r"\S+", **_SHARED)  # noqa: S106
_LETTERS = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **_SHARED)


def features(texts: Sequence[str]) -> csr_matrix:
    """Return words, also by twos and threes, and runs of two to five letters within words.

    The shape is (texts, 2 * PLACES), float32; each half of a row has length one.
    """
    both: csr_matrix = hstack([_LETTERS.transform(texts), _WORDS.transform(texts)], format="csr")
    return both

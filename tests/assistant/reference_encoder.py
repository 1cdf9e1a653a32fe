"""An independent all-MiniLM-L6-v2 in NumPy, written from the BERT paper's equations.

It shares no code with the encoder it checks: own forward pass, own weights reader.
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf

LAYERS, HEADS, WIDTH = 6, 12, 384


class ReferenceEncoder:
    """One vector for one list of token ids, special tokens included."""

    def __init__(self, folder: Path) -> None:
        weights = load_file(str(folder / "model.safetensors"))
        self._weights = {name: value.astype(np.float64) for name, value in weights.items()}

    def __call__(self, tokens: Sequence[int]) -> np.ndarray:
        table = self._weights
        states = (
            table["embeddings.word_embeddings.weight"][list(tokens)]
            + table["embeddings.position_embeddings.weight"][: len(tokens)]
            + table["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._normed(states, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}.")
        mean = states.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, states: np.ndarray, name: str) -> np.ndarray:
        attended = self._linear(self._attention(states, name), name + "attention.output.dense")
        states = self._normed(states + attended, name + "attention.output.LayerNorm")
        inner = self._linear(states, name + "intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        outer = self._linear(inner, name + "output.dense")
        return self._normed(states + outer, name + "output.LayerNorm")

    def _attention(self, states: np.ndarray, name: str) -> np.ndarray:
        query, key, value = (
            self._linear(states, f"{name}attention.self.{part}")
            .reshape(len(states), HEADS, WIDTH // HEADS)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH // HEADS)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return (shares @ value).transpose(1, 0, 2).reshape(len(states), WIDTH)

    def _linear(self, states: np.ndarray, name: str) -> np.ndarray:
        return states @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _normed(self, states: np.ndarray, name: str) -> np.ndarray:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"]

"""The forward pass of BERT as all-MiniLM-L6-v2 needs it, in as few operations as it takes.

A message has ten word pieces, so the arithmetic is small and what TensorFlow spends on starting
each operation counts: transformers' own TFBertModel starts three times as many, and takes nearly
twice as long for the same numbers (`tests/assistant` compares the two). Here all word pieces stand
in one matrix whatever message they belong to, and query, key and value are one product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

LAYERS = 6
HEADS = 12
HEAD_SIZE = 32
SIZE = HEADS * HEAD_SIZE
EPSILON = 1e-12
PADDING = 0
_UNSEEN = -1e9
"""Added to the score of padding, which nobody may attend to."""

Weights = Dict[str, np.ndarray]


def compiled(weights_file: Path) -> Any:
    """Return one function for every batch and length, so that no message waits for a new trace.

    It takes the tokens of shape (texts, tokens), int32, the shorter ones padded, and returns the
    mean state of each text's tokens scaled to length one: float32, shape (texts, 384).
    """
    model = _Bert(load_file(str(weights_file)))

    # Nothing here branches on tensor values, and without autograph tracing is four times faster.
    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, None), tf.int32)])
    def forward(tokens: tf.Tensor) -> tf.Tensor:
        real = tf.cast(tokens != PADDING, tf.float32)[:, :, None]
        states = model(tokens, real)
        mean = tf.reduce_sum(states * real, axis=1) / tf.reduce_sum(real, axis=1)
        return tf.math.l2_normalize(mean, axis=-1)

    return forward.get_concrete_function()  # Called so, it need not look for itself each time.


class _Bert:
    """The embeddings and the layers, with the names the weights have in their file."""

    def __init__(self, weights: Weights) -> None:
        table = weights["embeddings.word_embeddings.weight"]
        places = weights["embeddings.position_embeddings.weight"]
        first_sentence = weights["embeddings.token_type_embeddings.weight"][0]
        # What is only looked up; as constants of the graph they would stand in memory twice.
        self._table = tf.Variable(table, trainable=False)
        self._places = tf.Variable(places + first_sentence, trainable=False)
        self._norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = [_layer(weights, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def __call__(self, tokens: tf.Tensor, real: tf.Tensor) -> tf.Tensor:
        """Return the last state of each token: (texts, tokens, 384)."""
        texts, length = tf.unstack(tf.shape(tokens))
        states = self._norm(tf.gather(self._table, tokens) + self._places[:length])
        states = tf.reshape(states, (-1, SIZE))
        unseen = (1.0 - tf.transpose(real, (0, 2, 1)))[:, None] * _UNSEEN
        for layer in self._layers:
            states = layer(states, texts, length, unseen)
        return tf.reshape(states, (texts, length, SIZE))


def _layer(weights: Weights, prefix: str) -> Callable[..., tf.Tensor]:
    attention = prefix + "attention.self."
    # The scores are divided by the root of a head's size; so is the query, once and for all.
    scale = np.array([HEAD_SIZE**-0.5, 1, 1], np.float32)
    kernels, biases = zip(
        *(
            (weights[f"{attention}{name}.weight"].T * by, weights[f"{attention}{name}.bias"] * by)
            for name, by in zip(("query", "key", "value"), scale, strict=True)
        ),
        strict=True,
    )
    heard = _product(np.concatenate(kernels, axis=1), np.concatenate(biases))
    mixed = _dense(weights, prefix + "attention.output.dense")
    after_hearing = _norm(weights, prefix + "attention.output.LayerNorm")
    widened = _dense(weights, prefix + "intermediate.dense")
    narrowed = _dense(weights, prefix + "output.dense")
    after_thinking = _norm(weights, prefix + "output.LayerNorm")

    def layer(
        states: tf.Tensor, texts: tf.Tensor, length: tf.Tensor, unseen: tf.Tensor
    ) -> tf.Tensor:
        parts = tf.reshape(heard(states), (texts, length, 3, HEADS, HEAD_SIZE))
        query, key, value = tf.unstack(tf.transpose(parts, (2, 0, 3, 1, 4)))
        shares = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) + unseen)
        found = tf.transpose(tf.matmul(shares, value), (0, 2, 1, 3))
        states = after_hearing(states + mixed(tf.reshape(found, (-1, SIZE))))
        wide = tf.nn.gelu(widened(states), approximate=False)
        return after_thinking(states + narrowed(wide))

    return layer


def _dense(weights: Weights, name: str) -> Callable[[tf.Tensor], tf.Tensor]:
    return _product(weights[f"{name}.weight"].T, weights[f"{name}.bias"])


def _product(kernel: np.ndarray, bias: np.ndarray) -> Callable[[tf.Tensor], tf.Tensor]:
    # As a batch of one, TensorFlow multiplies faster than as a plain matrix. As a constant of the
    # graph the kernel would be faster still, and stand in memory eight times.
    kernel = tf.constant(kernel[None])
    return lambda states: tf.nn.bias_add(tf.matmul(states[None], kernel)[0], bias)


def _norm(weights: Weights, name: str) -> Callable[[tf.Tensor], tf.Tensor]:
    gain, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]

    def norm(states: tf.Tensor) -> tf.Tensor:
        apart = states - tf.reduce_mean(states, axis=-1, keepdims=True)
        spread = tf.reduce_mean(apart * apart, axis=-1, keepdims=True)
        return apart * (tf.math.rsqrt(spread + EPSILON) * gain) + shift

    return norm

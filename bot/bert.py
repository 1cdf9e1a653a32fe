"""The forward pass of BERT as all-MiniLM-L6-v2 needs it, in as few operations as it takes.

A message has ten word pieces, so the arithmetic is small and what TensorFlow spends on starting
each operation counts: transformers' own TFBertModel starts three times as many, and takes nearly
twice as long for the same numbers (`tests/assistant` compares the two). Here all word pieces stand
in one matrix whatever message they belong to, and query, key and value are one product.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
import tensorflow as tf

LAYERS = 6
HEADS = 12
HEAD_SIZE = 32
SIZE = HEADS * HEAD_SIZE
EPSILON = 1e-12
PADDING = 0
ACTS = 2
"""What an adapter's head tells apart: danger and self-harm, in this order."""
_UNSEEN = -1e9
"""Added to the score of padding, which nobody may attend to."""

Weights = Dict[str, np.ndarray]
Part = Callable[[tf.Tensor], tf.Tensor]
Layer = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]
MakePart = Callable[[str, np.ndarray, np.ndarray], Part]
"""Makes what multiplies by a kernel and adds a bias; the name is its place in the model."""


class Compiled(NamedTuple):
    """Functions for every batch and length, so that no message waits for a new trace.

    Both take the tokens of shape (texts, tokens), int32, the shorter ones padded. `vectors` returns
    the mean state of each text's tokens scaled to length one: float32, shape (texts, 384). `heard`
    returns how loudly each crisis act is heard, shape (texts, 2): see `bot/tuning.py`.
    """

    vectors: Any
    heard: Any


def compiled(weights: Weights, adapter: Weights) -> Compiled:
    """Compile the model as it came, and beside it the one that an adapter has tuned."""
    model = Bert(weights)
    plain, tuned = layers(weights, _product), layers(weights, _adapted(adapter))
    head, bias = tf.constant(adapter["head.weight"]), tf.constant(adapter["head.bias"])

    # Nothing here branches on tensor values, and without autograph tracing is four times faster.
    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, None), tf.int32)])
    def vectors(tokens: tf.Tensor) -> tf.Tensor:
        return model.mean_state(tokens, plain)

    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, None), tf.int32)])
    def heard(tokens: tf.Tensor) -> tf.Tensor:
        return tf.matmul(model.mean_state(tokens, tuned), head) + bias

    # Called as a concrete function, it need not look for itself each time.
    return Compiled(vectors.get_concrete_function(), heard.get_concrete_function())


class Bert:
    """The embeddings, under whatever layers a text is read with."""

    def __init__(self, weights: Weights) -> None:
        """Take weights by the names they have in their file."""
        table = weights["embeddings.word_embeddings.weight"]
        places = weights["embeddings.position_embeddings.weight"]
        first_sentence = weights["embeddings.token_type_embeddings.weight"][0]
        # What is only looked up; as constants of the graph they would stand in memory twice.
        self._table = tf.Variable(table, trainable=False)
        self._places = tf.Variable(places + first_sentence, trainable=False)
        self._norm = _norm(weights, "embeddings.LayerNorm")

    def mean_state(self, tokens: tf.Tensor, layers: Sequence[Layer]) -> tf.Tensor:
        """Return the mean of the last states of each text, scaled to length one: (texts, 384)."""
        real = tf.cast(tokens != PADDING, tf.float32)[:, :, None]
        texts, length = tf.unstack(tf.shape(tokens))
        states = self._norm(tf.gather(self._table, tokens) + self._places[:length])
        states = tf.reshape(states, (-1, SIZE))
        unseen = (1.0 - tf.transpose(real, (0, 2, 1)))[:, None] * _UNSEEN
        for layer in layers:
            states = layer(states, texts, length, unseen)
        states = tf.reshape(states, (texts, length, SIZE))
        mean = tf.reduce_sum(states * real, axis=1) / tf.reduce_sum(real, axis=1)
        return tf.math.l2_normalize(mean, axis=-1)


def layers(weights: Weights, product: MakePart) -> List[Layer]:
    """Return the layers, their products made by the function given."""
    return [_layer(weights, number, product) for number in range(LAYERS)]


def _layer(weights: Weights, number: int, product: MakePart) -> Layer:
    prefix = f"encoder.layer.{number}."

    def dense(name: str, stored: str) -> Part:
        kernel = weights[f"{prefix}{stored}.weight"].T
        return product(f"{number}.{name}", kernel, weights[f"{prefix}{stored}.bias"])

    heard = product(f"{number}.heard", *_hearing(weights, f"{prefix}attention.self."))
    mixed = dense("mixed", "attention.output.dense")
    after_hearing = _norm(weights, prefix + "attention.output.LayerNorm")
    widened = dense("widened", "intermediate.dense")
    narrowed = dense("narrowed", "output.dense")
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


def _hearing(weights: Weights, attention: str) -> Tuple[np.ndarray, np.ndarray]:
    """Return kernel and bias of query, key and value as one."""
    # The scores are divided by the root of a head's size; so is the query, once and for all.
    by = {"query": np.float32(HEAD_SIZE**-0.5), "key": np.float32(1), "value": np.float32(1)}
    kernels = [weights[f"{attention}{name}.weight"].T * scale for name, scale in by.items()]
    biases = [weights[f"{attention}{name}.bias"] * scale for name, scale in by.items()]
    return np.concatenate(kernels, axis=1), np.concatenate(biases)


def _adapted(adapter: Weights) -> MakePart:
    """Return products whose kernels are changed by the adapter's: down to a few numbers, and up."""

    def make(name: str, kernel: np.ndarray, bias: np.ndarray) -> Part:
        return _product(name, kernel + adapter[f"{name}.down"] @ adapter[f"{name}.up"], bias)

    return make


def _product(_name: str, kernel: np.ndarray, bias: np.ndarray) -> Part:
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

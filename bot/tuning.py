"""`make tune`: teach the sentence encoder what a crisis sounds like, and write the adapter.

The encoder was made to tell subjects apart; that somebody "gave the cat away" and says goodbye is
no subject. A low-rank adapter (LoRA: Hu and others, 2021) changes each product of its layers by a
few numbers, so that the change is a small file kept beside the code, and training the assistant
stays a matter of minutes. What it hears is one of three readings: see `bot/crisis_model.py`.

Write it again when `data/crisis/examples` has grown by much; it takes half an hour on two cores.
"""

from __future__ import annotations

import sys
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import numpy as np
import tensorflow as tf
from rasa.shared.nlu.training_data.loading import load_data
from safetensors.numpy import load_file, save_file
from tqdm import tqdm

from bot import bert
from bot.crisis_model import ACTS, own_examples, with_parts
from bot.sentence_vectors import ADAPTER, TokenRows, model_folder, padded
from casedesk.data_files import DATA

RANK = 16
EPOCHS = 2
BATCH = 32
RATE = 1e-3
"""The highest learning rate; it rises for the first steps and falls to nothing at the last."""
WARM_UP = 0.06
SCALE = 8.0
"""The length of the vectors the head reads."""
FORGOTTEN = 0.1
"""The share of a vector that is left out at random, so that the head relies on no single number."""
SURE = 0.95
"""What the head should say at most; the examples hold mistakes as well."""
CRISIS_WEIGHT = 2.0
STRENGTH = 2.0
"""By how much the adapter's changes count while it learns; it learns the faster for it."""
ALIKE = 20
"""Batches whose texts are sorted by length together, to need little padding."""

_FOLDED = {"up": STRENGTH, "weight": SCALE}
"""What is multiplied in while learning, and once and for all afterwards."""

Example = Tuple[str, str]
Targets = Tuple[np.ndarray, np.ndarray]


def main() -> None:
    """Tune on everything there is to learn from, and write the adapter."""
    known = [(one.get("text"), one.get("intent")) for one in _intents()]
    adapter = tune(with_parts([*own_examples(), *known]))
    save_file({name: part.astype(np.float16) for name, part in adapter.items()}, ADAPTER)
    sys.stdout.write(f"{ADAPTER.name} written\n")


def tune(examples: Sequence[Example], epochs: float = EPOCHS) -> bert.Weights:
    """Return the adapter that the examples teach; every label but a crisis act is ordinary."""
    student = Student()
    steps = int(epochs * len(examples) / BATCH)
    for number, batch in enumerate(tqdm(_batches(examples, steps), total=steps, desc="Tuning")):
        student.learn(RATE * _pace(number / steps), *batch)
    return student.adapter()


class Student:
    """The encoder with an adapter that can learn, and a head over it for each crisis act."""

    def __init__(self) -> None:
        """Begin with an adapter that changes nothing and a head that hears nothing."""
        weights = load_file(str(model_folder() / "model.safetensors"))
        self._parts: Dict[str, tf.Variable] = {
            "head.weight": tf.Variable(np.zeros((bert.SIZE, len(ACTS)), np.float32)),
            "head.bias": tf.Variable(np.full(len(ACTS), -1.0, np.float32)),
        }
        self._lot = np.random.default_rng(0)
        self._model, self._layers = bert.Bert(weights), bert.layers(weights, self._product)
        self._optimizer = tf.keras.optimizers.legacy.Adam(beta_2=0.99)
        anything = tf.TensorSpec((None, len(ACTS)))
        signature = [tf.TensorSpec((None, None), tf.int32), anything, anything]
        self._step = tf.function(self._stepped, autograph=False, input_signature=signature)

    def learn(
        self, rate: float, tokens: np.ndarray, labels: np.ndarray, weights: np.ndarray
    ) -> None:
        """Take one step on a batch; labels and weights have the shape (texts, acts)."""
        self._optimizer.learning_rate = rate
        self._step(tf.constant(tokens), tf.constant(labels), tf.constant(weights))

    def adapter(self) -> bert.Weights:
        """Return what was learned, by name."""
        return {
            name: part.numpy() * _FOLDED.get(name.split(".")[-1], 1)
            for name, part in self._parts.items()
        }

    def _product(self, name: str, kernel: np.ndarray, bias: np.ndarray) -> bert.Part:
        rows, columns = kernel.shape
        drawn = self._lot.normal(size=(rows, RANK)) / np.sqrt(rows)
        down = tf.Variable(drawn.astype(np.float32))
        up = tf.Variable(np.zeros((RANK, columns), np.float32))
        self._parts |= {f"{name}.down": down, f"{name}.up": up}
        fixed = tf.constant(kernel)
        return lambda states: tf.nn.bias_add(
            tf.matmul(states, fixed) + STRENGTH * tf.matmul(tf.matmul(states, down), up), bias
        )

    def _stepped(self, tokens: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor) -> None:
        learning = list(self._parts.values())
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(learning)
            vectors = SCALE * self._model.mean_state(tokens, self._layers)
            vectors = tf.nn.dropout(vectors, FORGOTTEN)
            heard = tf.matmul(vectors, self._parts["head.weight"]) + self._parts["head.bias"]
            wanted = labels * (2 * SURE - 1) + (1 - SURE)
            loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=heard)
            loss = tf.reduce_mean(weights * loss)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, learning), 1.0)
        self._optimizer.apply_gradients(zip(gradients, learning, strict=True))


def _batches(
    examples: Sequence[Example], steps: int
) -> Iterator[Tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield tokens, labels and weights of so many batches, each of texts of about one length."""
    read = TokenRows(model_folder())
    rows = [next(iter(read(text))) for text, _ in examples]
    labels, weights = targets([label for _, label in examples])
    lot, left = np.random.default_rng(0), steps
    while left > 0:
        order = lot.permutation(len(rows))
        batches = [batch for some in _cut(order, BATCH * ALIKE) for batch in _sorted(some, rows)]
        lot.shuffle(batches)
        for batch in batches[:left]:
            yield padded([rows[index] for index in batch]), labels[batch], weights[batch]
        left -= len(batches)


def targets(intents: Sequence[str]) -> Targets:
    """Return what should be heard and how much it counts, both of shape (texts, acts).

    An example of one act says nothing about the other: many are both.
    """
    labels = np.array([[intent == act for act in ACTS] for intent in intents], np.float32)
    other = labels[:, ::-1] > labels
    weights = np.where(labels > 0, np.float32(CRISIS_WEIGHT), np.float32(1))
    return labels, np.where(other, np.float32(0), weights)


def _sorted(some: np.ndarray, rows: Sequence[Sequence[int]]) -> List[np.ndarray]:
    by_length = np.array(sorted(some, key=lambda index: len(rows[index])))
    return _cut(by_length, BATCH)


def _cut(order: np.ndarray, size: int) -> List[np.ndarray]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def _pace(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _intents() -> List[Any]:
    return list(load_data(str(DATA / "nlu")).intent_examples)


if __name__ == "__main__":
    main()

"""The adapter learns what a crisis sounds like, and changes nothing before it has."""

from __future__ import annotations

import unittest

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from bot.bert import compiled
from bot.crisis_model import ACTS
from bot.sentence_vectors import TokenRows, load_adapter, model_folder, padded
from bot.tuning import Student, targets, tune

WEIGHTS = load_file(str(model_folder() / "model.safetensors"))
GOODBYES = ["feed my cat for me please", "tell mum it wasnt her fault", "i gave my stuff away"]
ORDINARY = ["it was on snap", "he wants 50 quid", "my mum knows", "im 14", "can you delete it"]
EXAMPLES = [(text, "crisis_self_harm") for text in GOODBYES] + [
    (text, "thanks") for text in ORDINARY
]


def heard(adapter: dict[str, np.ndarray], texts: list[str]) -> np.ndarray:
    rows = TokenRows(model_folder())
    tokens = padded([next(rows(text)) for text in texts])
    return compiled(WEIGHTS, adapter).heard(tf.constant(tokens)).numpy()


class Tuning(unittest.TestCase):
    def test_begins_with_an_adapter_that_hears_the_same_in_every_text(self) -> None:
        loudness = heard(Student().adapter(), [*GOODBYES, *ORDINARY])
        self.assertEqual(0, np.ptp(loudness))

    def test_learns_to_tell_its_examples_apart(self) -> None:
        adapter = tune(EXAMPLES * 20, epochs=6)
        goodbyes, ordinary = heard(adapter, GOODBYES), heard(adapter, ORDINARY)
        self_harm = ACTS.index("crisis_self_harm")
        self.assertGreater(goodbyes[:, self_harm].min(), ordinary[:, self_harm].max())

    def test_lets_an_example_of_one_act_say_nothing_about_the_other(self) -> None:
        labels, weights = targets(["crisis_danger", "crisis_self_harm", "thanks"])
        np.testing.assert_array_equal(labels, [[1, 0], [0, 1], [0, 0]])
        np.testing.assert_array_equal(weights, [[2, 0], [0, 2], [1, 1]])


class TheAdapter(unittest.TestCase):
    def test_fits_the_encoder_and_the_acts(self) -> None:
        kept, new = load_adapter(), Student().adapter()
        self.assertEqual(
            {name: part.shape for name, part in new.items()},
            {name: part.shape for name, part in kept.items()},
        )

    def test_hears_a_veiled_goodbye_and_not_an_answer(self) -> None:
        goodbye, answer = heard(load_adapter(), ["you wont hear from me after tonight", "on snap"])
        self.assertGreater(goodbye.max(), 0)
        self.assertLess(answer.max(), 0)


if __name__ == "__main__":
    unittest.main()

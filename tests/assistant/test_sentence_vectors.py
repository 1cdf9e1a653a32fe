"""The sentence vectors are the right ones, whatever the length of the message."""

from __future__ import annotations

import tempfile
import unittest
from itertools import pairwise
from pathlib import Path

import numpy as np
import tensorflow as tf
from reference_encoder import ReferenceEncoder
from safetensors.numpy import load_file
from tokenizers import BertWordPieceTokenizer
from transformers import TFBertModel, logging

from bot.bert import PADDING, compiled
from bot.sentence_vectors import (
    OVERLAP,
    WINDOW,
    WeightsError,
    check_weights,
    load_adapter,
    model_folder,
    shared_encoder,
    windows,
)

logging.set_verbosity_error()  # It reports the unused buffer `position_ids` as if a fault.

SENTENCES = (
    "someone is threatening to share a picture of me",
    "im 14 and this guy off snap says hell tell my mum if i dont pay £200 by friday 😭",
    "ok",
    "Café, naïve -- 'what do i do???' http://example.org",
    "help " * 100,
)
LONG = " ".join(f"on day {day} he wrote again and i did not answer." for day in range(60))


class TheEncoder(unittest.TestCase):
    def setUp(self) -> None:
        self.encode = shared_encoder().encode

    def test_agrees_with_an_independent_implementation(self) -> None:
        folder = model_folder()
        reference = ReferenceEncoder(folder)
        pieces = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
        for sentence, vector in zip(SENTENCES, self.encode(SENTENCES), strict=True):
            with self.subTest(sentence[:40]):
                expected = reference(pieces.encode(sentence).ids)
                np.testing.assert_allclose(vector, expected, atol=1e-5)

    def test_says_what_the_library_says_that_the_model_was_made_for(self) -> None:
        bert = TFBertModel.from_pretrained(str(model_folder()), local_files_only=True).bert
        tokens = np.array([[101, 2000, 3000, 102, PADDING], [101, 2500, 2600, 2700, 102]], np.int32)
        real = (tokens != PADDING)[:, :, None]
        states = bert(input_ids=tokens, attention_mask=real[:, :, 0]).last_hidden_state.numpy()
        mean = (states * real).sum(axis=1) / real.sum(axis=1)
        expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)

        weights = load_file(str(model_folder() / "model.safetensors"))
        found = compiled(weights, load_adapter()).vectors(tf.constant(tokens)).numpy()
        np.testing.assert_allclose(found, expected, atol=1e-6)

    def test_gives_each_text_the_same_vector_alone_and_in_a_batch(self) -> None:
        together = self.encode([*SENTENCES, LONG])
        for text, vector in zip([*SENTENCES, LONG], together, strict=True):
            np.testing.assert_allclose(self.encode([text])[0], vector, atol=1e-5)

    def test_gives_vectors_of_length_one_even_for_nothing(self) -> None:
        lengths = np.linalg.norm(self.encode(["", " ", "😭", LONG]), axis=1)
        np.testing.assert_allclose(lengths, 1, atol=1e-5)

    def test_reads_a_long_account_to_its_last_line(self) -> None:
        calm, alarming = self.encode([LONG, LONG + " he is outside my house now."])
        self.assertGreater(float(np.abs(calm - alarming).max()), 1e-3)

    def test_is_compiled_once_for_every_number_and_length_of_texts(self) -> None:
        for function in shared_encoder()._compiled:  # noqa: SLF001
            self.assertEqual([None, None], function.inputs[0].shape.as_list())

    def test_hears_the_loudest_window_of_a_long_account(self) -> None:
        cry = "i want to die tonight"
        calm, last = shared_encoder().heard([LONG, f"{LONG} {cry}"])
        self.assertGreater(last[1], calm[1])

    def test_puts_related_sentences_closer_than_unrelated_ones(self) -> None:
        asked, alike, other = self.encode(
            ["can you take the picture down", "how do i get the image removed", "i like pizza"]
        )
        self.assertGreater(float(asked @ alike), float(asked @ other) + 0.2)


class Windows(unittest.TestCase):
    def test_cover_every_piece_and_overlap(self) -> None:
        size = WINDOW - 2
        for length in (0, 1, size, size + 1, 2 * size, 1000):
            cut = windows(range(length), size, OVERLAP)
            self.assertEqual(
                sorted({piece for window in cut for piece in window}), [*range(length)]
            )
            for before, after in pairwise(cut):
                self.assertGreaterEqual(len(set(before) & set(after)), OVERLAP)


class TheWeights(unittest.TestCase):
    def test_are_refused_when_they_are_not_the_known_ones(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            fake = Path(folder) / "model.safetensors"
            fake.write_bytes(b"other weights")
            with self.assertRaisesRegex(
                WeightsError, r"model\.safetensors .* has SHA-256 .* expected"
            ):
                check_weights(fake)

    def test_of_an_absent_package_are_missed_by_name(self) -> None:
        with self.assertRaisesRegex(WeightsError, "no-such-package is not installed"):
            model_folder("no-such-package")


if __name__ == "__main__":
    unittest.main()

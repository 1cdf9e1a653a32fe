"""What may be a cry for help is raised, wherever in the message it stands."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import numpy as np
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import logit
from sklearn.linear_model import RidgeClassifier

from bot import crisis_model
from bot.crisis import CrisisScreen
from bot.crisis_model import (
    ACTS,
    LOUDEST,
    LOUDNESS,
    ORDINARY,
    OUT_OF_CONTEXT,
    PART_WORDS,
    REASSURANCE,
    STEADYING,
    CrisisModel,
    doubts,
    further,
    parts,
    undecided,
    with_parts,
)
from bot.crisis_spelling import features
from bot.encoder import ALIAS
from bot.sentence_vectors import shared_encoder

# The sentence about goldfish is a cry for help that no lexicon knows.
EXAMPLES = {
    "crisis_self_harm": ["my goldfish swims backwards", "a goldfish that swims"],
    "crisis_danger": ["he followed me and i am cornered", "a man has trapped me in a room"],
    "inform": [
        "we talked on a game for a week",
        "it was last tuesday",
        "he wants two hundred pounds",
    ],
    "greet": ["hello", "good morning"],
}
# What only the crisis model learns from.
OWN = [("the kettle sang to me", "crisis_danger"), ("it was last tuesday", "ordinary")]
RAMBLING = " and then we talked about school and football and what was on telly " * 8


def spoken(text: str, intent: str) -> Message:
    message = Message({TEXT: text, "intent": {"name": intent, "confidence": 0.9}})
    vector = 8 * shared_encoder().encode([text])
    message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, ALIAS))
    return message


def training_data(examples: dict[str, list[str]]) -> TrainingData:
    messages = [spoken(text, intent) for intent, texts in examples.items() for text in texts]
    for message in messages:
        message.set("intent", message.get("intent")["name"])
    return TrainingData(messages)


class Screen(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.storage = LocalModelStorage(Path(cls.folder.name))
        cls.resource = Resource("crisis")
        trained = CrisisScreen({"ask_from": 0.6}, cls.storage, cls.resource)
        with patch("bot.crisis.own_examples", return_value=OWN):
            trained.train(training_data(EXAMPLES))
        cls.screen = CrisisScreen.load({"ask_from": 0.6}, cls.storage, cls.resource, None)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def read(self, text: str, intent: str = "inform") -> Message:
        return self.screen.process([spoken(text, intent)])[0]

    def test_is_sure_of_the_lexicons_plain_words(self) -> None:
        crisis = self.read("i want to kill myself").get("crisis")
        self.assertEqual(crisis["act"], "crisis_self_harm")
        self.assertEqual((crisis["certainty"], crisis["why"]), ("sure", "lexicon"))

    def test_asks_when_only_the_model_hears_it(self) -> None:
        message = self.read("my goldfish swims backwards")
        self.assertEqual(message.get("intent")["name"], "crisis_self_harm")
        self.assertEqual(message.get("crisis")["certainty"], "ask")
        self.assertEqual(message.get("crisis")["why"], "classifier")

    def test_leaves_an_ordinary_message_alone(self) -> None:
        message = self.read("it was last tuesday")
        self.assertIsNone(message.get("crisis"))
        self.assertEqual(message.get("intent"), {"name": "inform", "confidence": 0.9})

    def test_never_lowers_what_the_classifier_heard(self) -> None:
        message = self.read("hello", intent="crisis_danger")
        self.assertEqual(message.get("intent")["name"], "crisis_danger")
        self.assertEqual(message.get("crisis")["certainty"], "ask")

    def test_does_not_raise_what_the_lexicon_explains_away(self) -> None:
        self.assertIsNone(self.read("im not going to kill myself").get("crisis"))

    def test_learns_from_examples_that_are_no_intents(self) -> None:
        crisis = self.read("the kettle sang to me").get("crisis")
        self.assertEqual((crisis["act"], crisis["why"]), ("crisis_danger", "classifier"))

    def test_places_some_of_its_own_examples_and_spells_all(self) -> None:
        own = [*OWN, ("on the bus", ORDINARY), ("after lunch", ORDINARY)]
        component = CrisisScreen({"ask_from": 0.6}, self.storage, Resource("some"))
        with (
            patch("bot.crisis.own_examples", return_value=own),
            patch("bot.crisis_model.PLACED_AT_MOST", 2),
            patch("bot.crisis_model.crisis_spelling.features", wraps=features) as spelt,
            patch.object(shared_encoder(), "encode", wraps=shared_encoder().encode) as placed,
        ):
            data = training_data(EXAMPLES)
            placed.reset_mock()
            component.train(data)
        self.assertEqual(2, len(placed.call_args.args[0]))
        self.assertLessEqual({text for text, _ in own}, set(spelt.call_args.args[0]))

    def test_is_trained_again_when_those_examples_change(self) -> None:
        before = CrisisScreen.fingerprint_addon({})
        self.assertEqual(before, CrisisScreen.fingerprint_addon({}))
        with patch("bot.crisis.own_examples", return_value=OWN):
            self.assertNotEqual(before, CrisisScreen.fingerprint_addon({}))

    def test_asks_the_tuned_encoder_where_the_other_readings_are_in_doubt(self) -> None:
        for loudness, raised in ((9, True), (-9, False)):
            with (
                self.subTest(loudness),
                patch.object(CrisisModel, "evidence", return_value=np.full((1, 2), logit(0.6))),
                patch.object(shared_encoder(), "heard", return_value=np.full((1, 2), loudness)),
            ):
                self.assertEqual(raised, self.read("any words").get("crisis") is not None)

    def test_hears_a_denial_and_then_the_truth(self) -> None:
        text = "im not going to kill myself. a man has trapped me in a room"
        self.assertIsNotNone(self.read(text).get("crisis"))

    def test_reads_the_last_line_of_a_long_account(self) -> None:
        for line in ("i want to kill myself", "a man has trapped me in a room"):
            with self.subTest(line):
                self.assertIsNotNone(self.read(f"{RAMBLING}\n{line}").get("crisis"))

    def test_adds_its_finding_to_what_the_dialogue_is_told(self) -> None:
        output = self.read("i want to kill myself").as_dict(only_output_properties=True)
        self.assertIn("crisis", output)

    def test_cannot_be_trained_without_examples_of_each_act(self) -> None:
        ordinary = {"greet": ["hello"], "inform": ["on tuesday"]}
        component = CrisisScreen({"ask_from": 0.6}, self.storage, Resource("other"))
        none = patch("bot.crisis.own_examples", return_value=[])
        with none, self.assertRaisesRegex(InvalidConfigException, "crisis_danger"):
            component.train(training_data(ordinary))

    def test_refuses_a_threshold_that_would_silence_it(self) -> None:
        with self.assertRaisesRegex(InvalidConfigException, "ask_from"):
            CrisisScreen({"ask_from": 1.0}, self.storage, self.resource)


class Parts(unittest.TestCase):
    def test_of_a_short_message_are_the_message(self) -> None:
        self.assertEqual(parts("help me"), ["help me"])

    def test_are_the_whole_and_each_sentence(self) -> None:
        self.assertEqual(parts("Hi. He is here!"), ["Hi. He is here!", "Hi.", "He is here!"])

    def test_of_words_without_full_stops_overlap(self) -> None:
        words = [str(number) for number in range(60)]
        _whole, *runs = parts(" ".join(words))
        self.assertTrue(all(len(run.split()) == PART_WORDS for run in runs))
        self.assertEqual(sorted({word for run in runs for word in run.split()}), sorted(words))

    def test_of_nothing_are_nothing(self) -> None:
        self.assertEqual(parts(""), [""])
        self.assertEqual(np.shape(shared_encoder().encode(parts(""))), (1, 384))

    def test_of_an_ordinary_example_are_ordinary_too_and_of_a_crisis_nobody_knows(self) -> None:
        calm, cry = ("Hi. My mum knows.", "ordinary"), ("Hi. He is here!", "crisis_danger")
        taught = with_parts([calm, cry])
        ordinary = {("Hi.", "ordinary"), ("My mum knows.", "ordinary")}
        self.assertEqual(set(taught), {calm, cry} | ordinary)
        self.assertEqual(len(taught), len(set(taught)))

    def test_count_for_less_than_the_whole_and_for_less_still_when_explained_away(self) -> None:
        lost = doubts([False, False, True])
        np.testing.assert_allclose(lost, [0, OUT_OF_CONTEXT, OUT_OF_CONTEXT + REASSURANCE])


class TheRidge(unittest.TestCase):
    def test_is_the_librarys_and_the_same_taken_piece_by_piece(self) -> None:
        lot = np.random.default_rng(0)
        vectors = lot.normal(size=(90, 5)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        labels = np.repeat([*ACTS, ORDINARY], [20, 10, 60])

        known, weights, borders = crisis_model._by_meaning(vectors, labels)  # noqa: SLF001
        with patch("bot.crisis_model.AT_ONCE", 7):
            _, pieces, _ = crisis_model._by_meaning(vectors, labels)  # noqa: SLF001

        closeness = crisis_model._closeness  # noqa: SLF001
        root = np.linalg.cholesky(closeness(known, known) + STEADYING * np.eye(len(known)))
        places = np.linalg.solve(root, closeness(known, vectors)).T
        for column, act in enumerate(ACTS):
            chosen = np.isin(labels, (act, ORDINARY))
            library = RidgeClassifier(class_weight="balanced")
            library.fit(places[chosen], labels[chosen] == act)
            ours = closeness(vectors, known) @ weights[:, column] + borders[column]
            np.testing.assert_allclose(ours, library.decision_function(places), atol=1e-2)
        np.testing.assert_allclose(
            closeness(vectors, known) @ pieces, closeness(vectors, known) @ weights, atol=1e-2
        )


class TheTunedEncoder(unittest.TestCase):
    MOST = LOUDNESS * LOUDEST

    def test_never_adds_more_than_its_share(self) -> None:
        np.testing.assert_allclose(further(np.array([[-99, 99]])), [[-self.MOST, self.MOST]])

    def test_is_asked_only_where_it_can_turn_the_matter(self) -> None:
        near = 0.9 * self.MOST
        evidence = np.array([[-near, -9], [-9, near], [-1.1 * self.MOST, -9]])
        self.assertEqual([0, 1], undecided(evidence, ask_from=0.5).tolist())

    def test_is_not_asked_of_the_rest_once_one_part_is_raised_whatever_it_says(self) -> None:
        evidence = np.array([[0, 0], [1.1 * self.MOST, -9]])
        self.assertEqual([], undecided(evidence, ask_from=0.5).tolist())

    def test_leaves_every_decision_as_it_would_be_if_it_were_always_asked(self) -> None:
        lot = np.random.default_rng(0)
        for _ in range(200):
            evidence, loudness = lot.normal(size=(3, 2)), 4 * lot.normal(size=(3, 2))
            unsure = undecided(evidence, ask_from=0.44)
            asked = evidence.copy()
            asked[unsure] += further(loudness[unsure])
            always = evidence + further(loudness)
            border = logit(0.44)
            self.assertEqual(asked.max() >= border, always.max() >= border)


if __name__ == "__main__":
    unittest.main()

# ruff: noqa: SLF001 - what is replaced is looked at from inside.
"""What is made faster inside Rasa answers exactly as Rasa's own code does."""

from __future__ import annotations

import gc
import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine import loader
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.utils.common import all_subclasses

from bot import patches, settings
from bot.bert import SIZE
from bot.graph_runner import InOrderRunner
from bot.intent_classifier import NumbersOnlyClassifier
from bot.settling import settle

SAID = (
    "hi",
    "no i am safe at home",
    "he says hell send my pic to my school if i dont pay 200 by friday",
    "kms",
    "?",
    "l'école 😂 " * 60,
)


def vector_length() -> float:
    pipeline = yaml.safe_load((settings.ROOT / "config.yml").read_text())["pipeline"]
    return next(one["length"] for one in pipeline if "length" in one)


class TrainedModel(unittest.TestCase):
    runner: Any
    target: str

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        metadata, cls.runner = loader.load_predict_graph_runner(
            Path(folder.name), settings.newest_model(), LocalModelStorage, InOrderRunner
        )
        cls.target = metadata.nlu_target

    def read(self, text: str, run: Any) -> Any:
        tracker = DialogueStateTracker("somebody", [])
        inputs = {"__message__": [UserMessage(text, message_id="one")], "__tracker__": tracker}
        return run(self.runner, inputs=inputs, targets=[self.target])[self.target][0]

    def test_its_graph_run_in_order_gives_what_rasa_s_runner_gives(self) -> None:
        for text in SAID:
            with self.subTest(text[:30]):
                ours = self.read(text, InOrderRunner.run)
                theirs = self.read(text, DaskGraphRunner.run)
                self.assertEqual(theirs.as_dict(), ours.as_dict())

    def classifier(self) -> NumbersOnlyClassifier:
        nodes = self.runner._instantiated_nodes.values()
        found = [one._component for one in nodes if one._component_class is NumbersOnlyClassifier]
        return found[0]

    def test_counts_have_one_length_however_long_the_message_is(self) -> None:
        classifier = self.classifier()
        wanted = [classifier.config["counts_length"], vector_length()]
        for text in SAID:
            with self.subTest(text[:30]):
                row = classifier._row(self.read(text, InOrderRunner.run)).toarray()[0]
                lengths = [np.linalg.norm(row[:-SIZE]), np.linalg.norm(row[-SIZE:])]
                np.testing.assert_allclose(lengths, wanted, rtol=1e-5)

    def test_its_classifier_gives_what_rasa_s_own_gives(self) -> None:
        classifier = self.classifier()
        for text in SAID:
            with self.subTest(text[:30]):
                message = self.read(text, InOrderRunner.run)
                classifier.process([message])
                ours = message.get("intent_ranking")
                LogisticRegressionClassifier.process(classifier, [message])
                theirs = message.get("intent_ranking")
                self.assertEqual([one["name"] for one in theirs], [one["name"] for one in ours])
                np.testing.assert_allclose(
                    [one["confidence"] for one in theirs], [one["confidence"] for one in ours]
                )

    def test_none_of_its_rules_stands_on_what_was_said_word_for_word(self) -> None:
        nodes = self.runner._instantiated_nodes.values()
        found = [one._component for one in nodes if isinstance(one._component, RulePolicy)]
        keys = [key for rules in found[0].lookup.values() if rules for key in rules]
        self.assertGreater(len(keys), 20)
        self.assertEqual([], [key for key in keys if f'"{TEXT}"' in str(key)])


class Shortcuts(unittest.TestCase):
    def test_every_kind_of_event_is_found_under_its_name(self) -> None:
        for one in all_subclasses(Event):
            with self.subTest(one.type_name):
                self.assertIs(
                    Event.resolve_by_type(one.type_name), patches._event_type(one.type_name)
                )
        self.assertIsNone(patches._event_type("topic"))
        self.assertRaises(ValueError, patches._event_type, "nonsense")

    def test_a_copied_slot_is_a_slot_of_its_own(self) -> None:
        slot = AnySlot("wishes", [], initial_value="none")
        copied = patches._slot_copy(slot)
        copied.value = "stop"
        self.assertEqual(("none", "stop"), (slot.value, copied.value))
        self.assertIs(AnySlot, type(copied))

    def test_only_an_empty_domain_is_empty(self) -> None:
        for domain in (Domain.empty(), Domain.from_dict({"intents": ["greet"]})):
            self.assertEqual(domain.is_empty(), patches._is_empty(domain))
            self.assertEqual(domain.is_empty(), patches._is_empty(domain))

    def test_what_was_loaded_is_left_out_of_garbage_collection(self) -> None:
        self.addCleanup(gc.unfreeze)
        settle()
        self.assertGreater(gc.get_freeze_count(), 100_000)


if __name__ == "__main__":
    unittest.main()

"""Rasa's logistic regression, kept as plain numbers and asked without detours.

Rasa stores the trained classifier with skops, which on loading imports every estimator of
scikit-learn, about a third of the assistant's start, and whose loader has had type-confusion
weaknesses of its own. The model is three arrays; NumPy reads them without running anything.

A message has a few dozen of some ten thousand features. Rasa joins them into one sparse row and
multiplies that by all coefficients, in an order of memory that makes SciPy copy them first; here
the few that count are added up.
"""

from __future__ import annotations

import math
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import softmax

FILE = "intents.npz"
_FITTED = ("coef_", "intercept_", "classes_")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NumbersOnlyClassifier(LogisticRegressionClassifier):
    """Trains and predicts as Rasa's does, and stores coefficients, intercepts and labels."""

    _rows: np.ndarray
    """The coefficients, a row for each feature: shape (features, intents)."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return Rasa's settings, the intents that are not learnt, and the length of the counts.

        The counts of a message's words and n-grams grow with it, and drown its sentence vector the
        more the longer it is; so they are all given one length, unless that is None.
        """
        ours: Dict[str, Any] = {"untaught": [], "counts_length": None}
        return {**LogisticRegressionClassifier.get_default_config(), **ours}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents, but for those that another component decides on."""
        untaught = self.config["untaught"]
        return super().train(
            training_data.filter_training_examples(lambda one: one.get(INTENT) not in untaught)
        )

    def persist(self) -> None:
        """Write what was fitted."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / FILE, **{name: getattr(self.clf, name) for name in _FITTED})

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NumbersOnlyClassifier:
        """Read the trained classifier; an assistant without one does not start.

        Rasa's own goes on untrained, with a line at debug level.
        """
        component = cls(config, execution_context.node_name, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / FILE, allow_pickle=False) as fitted,
        ):
            for name in _FITTED:
                setattr(component.clf, name, fitted[name])
        component._rows = np.ascontiguousarray(component.clf.coef_.T)
        return component

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the most likely intent and the ranking of each message."""
        for message in messages:
            shares = softmax(self._scores(message))
            ranking = [
                {"name": str(self.clf.classes_[at]), "confidence": float(shares[at])}
                for at in np.argsort(-shares, kind="stable")
            ]
            message.set("intent", dict(ranking[0]), add_to_output=True)
            kept = ranking[: self.config["ranking_length"] or None]
            message.set("intent_ranking", kept, add_to_output=True)
        return messages

    def _create_X(self, messages: List[Message]) -> csr_matrix:  # noqa: N802 - Rasa's name
        """Return the features to learn from, a row for each message."""
        return vstack([self._row(message) for message in messages]).tocsr()

    def _row(self, message: Message) -> csr_matrix:
        whole = _sentence_features(message)
        share = self._share(whole)
        return hstack(
            [share * one.features if one.is_sparse() else csr_matrix(one.features) for one in whole]
        )

    def _share(self, whole: List[Features]) -> float:
        """Return what the counts are multiplied by to have their length."""
        wanted = self.config["counts_length"]
        length = math.sqrt(sum((one.features.data**2).sum() for one in whole if one.is_sparse()))
        return wanted / length if wanted and length else 1.0

    def _scores(self, message: Message) -> np.ndarray:
        """Return a score for each intent; the features stand in the order they were trained in."""
        scores, first = self.clf.intercept_.copy(), 0
        whole = _sentence_features(message)
        share = self._share(whole)
        for one in whole:
            features = one.features
            if one.is_sparse():
                row = features.tocsr()
                scores += share * row.data @ self._rows[first + row.indices]
            else:
                scores += features[0] @ self._rows[first : first + features.shape[1]]
            first += features.shape[1]
        return scores


def _sentence_features(message: Message) -> List[Features]:
    """Return what describes the whole text: sparse features before dense ones, as in training."""
    whole = [
        one
        for one in message.features
        if one.attribute == TEXT and one.type == FEATURE_TYPE_SENTENCE
    ]
    return sorted(whole, key=lambda one: one.is_dense())

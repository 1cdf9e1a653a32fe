"""Rasa's logistic regression, kept as plain numbers.

Rasa stores the trained classifier with skops, which on loading imports every estimator of
scikit-learn, about a third of the assistant's start, and whose loader has had type-confusion
weaknesses of its own. The model is three arrays; NumPy reads them without running anything.
"""

from __future__ import annotations

from typing import Any, Dict

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

FILE = "intents.npz"
_FITTED = ("coef_", "intercept_", "classes_")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NumbersOnlyClassifier(LogisticRegressionClassifier):
    """Trains and predicts as Rasa's does, and stores coefficients, intercepts and labels."""

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
        return component

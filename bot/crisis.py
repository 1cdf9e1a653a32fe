"""The Rasa component that raises a message to a crisis act. It never lowers one.

Two independent readers look at every message and at every part of a long one: the reviewed lexicon
of `casedesk.guidance.crisis` and the model of `bot.crisis_model`. Either may raise. Being asked
once too often is a nuisance; not being heard may be a death, so recall comes first.
"""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.crisis_model import ACTS, CrisisModel, parts, train
from bot.encoder import ALIAS, SentenceVectorFeaturizer
from bot.sentence_vectors import shared_encoder
from casedesk.guidance.crisis import load_lexicon, screen

OUTPUT = "crisis"
MODEL_FILE = "crisis.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisScreen(GraphComponent, IntentClassifier):
    """Sets `crisis` to {act, certainty, why, probability} and the intent to the act.

    `certainty` is "sure" (the crisis reply comes first) or "ask" (it asks gently). `why` is
    "lexicon" or "classifier". The ranking of the classifier stays as it was.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the probabilities from which to ask and to be sure (measured: docs/nlu.md)."""
        return {"ask_from": 0.3, "sure_from": 0.7}

    @classmethod
    def required_components(cls) -> List[type]:
        """Need the sentence vectors and a classifier whose intent can be raised."""
        return [SentenceVectorFeaturizer, IntentClassifier]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisScreen:
        """Build an untrained component."""
        return cls(config, model_storage, resource)

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        if not 0 < config["ask_from"] <= config["sure_from"] <= 1:
            raise InvalidConfigException("config.yml needs 0 < ask_from <= sure_from <= 1.")
        self._ask_from, self._sure_from = config["ask_from"], config["sure_from"]
        self._model_storage, self._resource = model_storage, resource
        self._lexicon = load_lexicon()
        self._model: CrisisModel

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all intent examples.

        Raises InvalidConfigException if a crisis act has no example.
        """
        examples = training_data.intent_examples
        texts = [example.get(TEXT) for example in examples]
        vectors = np.vstack([_vector(example) for example in examples])
        try:
            self._model = train(texts, vectors, [example.get(INTENT) for example in examples])
        except ValueError as problem:
            raise InvalidConfigException(f"data/nlu: {problem}") from problem
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / MODEL_FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CrisisScreen:
        """Read the trained model; an assistant without one does not start."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = CrisisModel.load(folder / MODEL_FILE)
        return component

    def process(self, messages: List[Message]) -> List[Message]:
        """Raise what must be raised."""
        for message in messages:
            finding = self._find(message)
            if finding:
                message.set(OUTPUT, finding, add_to_output=True)
                confidence = finding["probability"]
                intent = {INTENT_NAME_KEY: finding["act"], PREDICTED_CONFIDENCE_KEY: confidence}
                message.set(INTENT, intent, add_to_output=True)
        return messages

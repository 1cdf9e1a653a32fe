"""The Rasa component that gives every message its sentence vector."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.reading_ahead import vectors_of
from bot.sentence_vectors import shared_encoder

ALIAS = "sentence_vectors"
"""The name under which other components find these features on a message."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a dense sentence feature of shape (1, 384) to each message with text."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the name of the features, and the length their vectors are given.

        A regularised classifier reads long features before short ones; beside counts of words and
        n-grams a vector of length one is barely heard (measured: docs/nlu.md).
        """
        return {FEATURIZER_CLASS_ALIAS: ALIAS, "length": 1.0}

    @staticmethod
    def required_packages() -> List[str]:
        """Name what must be importable before this component is built."""
        return ["tensorflow", "safetensors", "tokenizers"]

    @classmethod
    def required_components(cls) -> List[type]:
        """Need no component before this one: the encoder cuts the text into pieces itself."""
        return []

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Accept any configuration; there is nothing to get wrong."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectorFeaturizer:
        """Build the component; loading the encoder here warms it before the first message.

        Raises WeightsError if the weights are missing or not the known ones.
        """
        shared_encoder()
        return cls(execution_context.node_name, config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the vectors to live messages; their words are not kept."""
        spoken = _spoken(messages)
        if spoken:
            self._add(spoken, vectors_of([message.get(TEXT) for message in spoken]))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to all training examples, in batches, under a progress bar."""
        spoken = _spoken(training_data.training_examples)
        texts = [message.get(TEXT) for message in spoken]
        self._add(spoken, shared_encoder().encode(texts, progress=True))
        return training_data

    def _add(self, messages: List[Message], vectors: Iterable[np.ndarray]) -> None:
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(self._features(vector))

    def _features(self, vector: np.ndarray) -> Features:
        scaled = vector[None, :] * self._config["length"]
        return Features(scaled, FEATURE_TYPE_SENTENCE, TEXT, self._identifier)


def _spoken(messages: List[Message]) -> List[Message]:
    return [message for message in messages if message.get(TEXT) is not None]

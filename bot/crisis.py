"""The Rasa component that raises a message to a crisis act. It never lowers one.

Two independent readers look at every message and at every part of a long one: the reviewed lexicon
of `casedesk.guidance.crisis` and the model of `bot.crisis_model`. Either may raise. Being asked
once too often is a nuisance; not being heard may be a death, so recall comes first.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

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
from bot.reading_ahead import vectors_of
from casedesk.guidance.crisis import explained_away, load_lexicon, screen

OUTPUT = "crisis"
MODEL_FILE = "crisis.npz"

Finding = Dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisScreen(GraphComponent, IntentClassifier):
    """Sets `crisis` to {act, certainty, why, probability, denied} and the intent to the act.

    `certainty` is "sure" (the crisis reply comes first) or "ask" (it asks gently). `why` is
    "lexicon" or "classifier"; `probability` is the model's, whoever raised. A classifier alone is
    never sure: it hears "I would never hurt myself" much as it hears the opposite. `denied` says
    that the intent classifier alone heard a crisis, in words that the lexicon explains away: it is
    still not lowered, but the dialogue may take "im not suicidal" for the answer it is.
    The ranking stays as it was.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the probability from which the model raises (measured: docs/nlu.md)."""
        return {"ask_from": 0.9}

    @classmethod
    def required_components(cls) -> List[type]:
        """Need the sentence vectors.

        It must stand after all classifiers as well, so that none of them can lower what it raised.
        Rasa cannot check that here: while training it runs classifiers in no order.
        """
        return [SentenceVectorFeaturizer]

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
        self._ask_from = config["ask_from"]
        if not 0 < self._ask_from < 1:
            raise InvalidConfigException("config.yml: ask_from must be between 0 and 1.")
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
            finding = self._finding(message)
            if finding:
                message.set(OUTPUT, finding, add_to_output=True)
                if finding["act"] != _intent(message):
                    message.set(INTENT, _raised(finding), add_to_output=True)
        return messages

    def _finding(self, message: Message) -> Optional[Finding]:
        """Return what must be raised and why, or None for an ordinary message."""
        text = message.get(TEXT) or ""
        likely = self._probabilities(message)
        hit = screen(text, self._lexicon)
        if hit:
            return _found(hit.act, hit.certainty, "lexicon", likely)
        act = max(ACTS, key=lambda one: likely[one])
        if likely[act] >= self._ask_from:
            return _found(act, "ask", "classifier", likely)
        heard = _intent(message)
        if heard in ACTS:
            denied = explained_away(text, self._lexicon)
            return _found(heard, "ask", "classifier", likely, denied=denied)
        return None

    def _probabilities(self, message: Message) -> Dict[str, float]:
        """Return the probability of each act in the worst part of the message.

        Parts whose words of danger the lexicon explains away are left out: the model does not
        understand "not", so it is not asked about "i would never hurt myself".
        """
        texts = parts(message.get(TEXT) or "")
        vectors = _vector(message)
        if len(texts) > 1:
            vectors = np.vstack([vectors, vectors_of(texts[1:])])
        heeded = [not explained_away(text, self._lexicon) for text in texts]
        found = self._model.probabilities(texts, vectors)
        return {act: float((found[act] * heeded).max()) for act in ACTS}


def _intent(message: Message) -> Optional[str]:
    return (message.get(INTENT) or {}).get(INTENT_NAME_KEY)


def _found(
    act: str, certainty: str, why: str, likely: Dict[str, float], *, denied: bool = False
) -> Finding:
    return {
        "act": act,
        "certainty": certainty,
        "why": why,
        "probability": likely[act],
        "denied": denied,
    }


def _raised(finding: Finding) -> Dict[str, Any]:
    # The lexicon has no degrees: its word stands even where the model thinks otherwise.
    confidence = 1.0 if finding["why"] == "lexicon" else finding["probability"]
    return {INTENT_NAME_KEY: finding["act"], PREDICTED_CONFIDENCE_KEY: confidence}


def _vector(message: Message) -> np.ndarray:
    """Return the message's sentence vector, whatever weight the featurizer gave it: (1, 384)."""
    _, sentence = message.get_dense_features(TEXT, [ALIAS])
    return sentence.features / np.linalg.norm(sentence.features)

"""The Rasa component that raises a message to a crisis act. It never lowers one.

Two independent readers look at every message and at every part of a long one: the reviewed lexicon
of `casedesk.guidance.crisis` and the model of `bot.crisis_model`. Either may raise. Being asked
once too often is a nuisance; not being heard may be a death, so recall comes first. The intent
classifier is not taught the crisis acts (config.yml), so that all that decides stands here.
"""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Optional, Tuple

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
from scipy.special import expit

from bot.crisis_model import (
    ACTS,
    CrisisModel,
    doubts,
    drawn,
    further,
    own_examples,
    parts,
    train,
    undecided,
    with_parts,
)
from bot.encoder import ALIAS, SentenceVectorFeaturizer
from bot.reading_ahead import vectors_of
from bot.sentence_vectors import shared_encoder
from casedesk.guidance.crisis import explained_away, load_lexicon, screen

OUTPUT = "crisis"
MODEL_FILE = "crisis.npz"
ASK_FROM = 0.44

Finding = Dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisScreen(GraphComponent, IntentClassifier):
    """Sets `crisis` to {act, certainty, why, score} and the intent to the act.

    `certainty` is "sure" (the crisis reply comes first) or "ask" (it asks gently). `why` is
    "lexicon" or "classifier"; `score` is the model's, whoever raised. The model alone is never
    sure: it hears "I would never hurt myself" much as it hears the opposite.
    The ranking stays as it was.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the score from which the model raises (measured: docs/nlu.md)."""
        return {"ask_from": ASK_FROM}

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

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Tell Rasa what else it is trained on, so that a change there trains it again."""
        return hashlib.sha256(repr(own_examples()).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all intent examples and on those of its own.

        Raises InvalidConfigException if a crisis act has no example.
        """
        examples = training_data.intent_examples
        texts, labels = _not_among(examples, with_parts(own_examples()))
        intents = [example.get(INTENT) for example in examples]
        vectors = {example.get(TEXT): _vector(example) for example in examples}
        if some := drawn(texts):
            vectors.update(zip(some, shared_encoder().encode(some, progress=True), strict=True))
        try:
            every = [example.get(TEXT) for example in examples] + texts
            self._model = train(every, vectors, intents + labels)
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
        scores = self._scores(message)
        hit = screen(message.get(TEXT) or "", self._lexicon)
        if hit:
            return _found(hit.act, hit.certainty, "lexicon", scores)
        act = max(ACTS, key=lambda one: scores[one])
        if scores[act] >= self._ask_from:
            return _found(act, "ask", "classifier", scores)
        heard = _intent(message)
        return _found(heard, "ask", "classifier", scores) if heard in ACTS else None

    def _scores(self, message: Message) -> Dict[str, float]:
        """Return the score of each act in the worst part of the message.

        A part counts for less than the whole, and for less still if the lexicon explains its words
        of danger away: the model hears "i would never hurt myself" much as the opposite.
        """
        texts = parts(message.get(TEXT) or "")
        reassuring = [explained_away(text, self._lexicon) for text in texts]
        evidence = self._model.evidence(texts, vectors_of(texts)) - doubts(reassuring)[:, None]
        unsure = undecided(evidence, self._ask_from)
        if unsure.size:
            evidence[unsure] += further(shared_encoder().heard([texts[one] for one in unsure]))
        return dict(zip(ACTS, map(float, expit(evidence.max(axis=0))), strict=True))


def _not_among(examples: List[Message], own: List[Tuple[str, str]]) -> Tuple[List[str], List[str]]:
    """Return the own examples, as texts and labels, that are not examples of an intent as well."""
    known = {example.get(TEXT) for example in examples}
    new = [(text, label) for text, label in own if text not in known]
    return [text for text, _ in new], [label for _, label in new]


def _intent(message: Message) -> Optional[str]:
    return (message.get(INTENT) or {}).get(INTENT_NAME_KEY)


def _found(act: str, certainty: str, why: str, scores: Dict[str, float]) -> Finding:
    return {"act": act, "certainty": certainty, "why": why, "score": scores[act]}


def _raised(finding: Finding) -> Dict[str, Any]:
    # The lexicon has no degrees: its word stands even where the model thinks otherwise.
    confidence = 1.0 if finding["why"] == "lexicon" else finding["score"]
    return {INTENT_NAME_KEY: finding["act"], PREDICTED_CONFIDENCE_KEY: confidence}


def _vector(message: Message) -> np.ndarray:
    """Return the message's sentence vector, whatever weight the featurizer gave it: (384,)."""
    _, sentence = message.get_dense_features(TEXT, [ALIAS])
    vector: np.ndarray = sentence.features[0] / np.linalg.norm(sentence.features)
    return vector

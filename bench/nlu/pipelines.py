"""The pipelines compared: ours, ours with parts taken out, and the one Rasa's examples use."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from bench.nlu.examples import ROOT

ENCODER = "bot.encoder.SentenceVectorFeaturizer"
CRISIS = "bot.crisis.CrisisScreen"
NGRAMS = "CountVectorsFeaturizer"
LEXICAL = "LexicalSyntacticFeaturizer"
CLASSIFIER = "bot.intent_classifier.NumbersOnlyClassifier"
DIET = {
    # As in the starter bot of `rasa init`, but for intents alone (entities are parsed elsewhere)
    # and for a fifth of its 100 epochs: by then it knows 99 % of the training sentences.
    "name": "DIETClassifier",
    "epochs": 20,
    "constrain_similarities": True,
    "entity_recognition": False,
    "random_seed": 42,
}

OURS = "both, logistic regression, crisis screen (ours)"

Pipeline = list[dict[str, Any]]


def ours() -> Pipeline:
    """Return the pipeline of config.yml."""
    pipeline: Pipeline = yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
    return pipeline


def intents_only() -> Pipeline:
    """Return our pipeline without what knows our own subject, for sentences about others."""
    return _without(ours(), CRISIS)


def variants() -> dict[str, Pipeline]:
    """Return every pipeline to compare, by the name the report gives it."""
    sparse = _without(ours(), ENCODER, CRISIS)
    return {
        "n-grams, logistic regression": sparse,
        "encoder, logistic regression": _without(ours(), NGRAMS, LEXICAL, CRISIS),
        OURS: ours(),
        "n-grams, DIET (as in Rasa's starter bot; 20 epochs)": _replaced(_lexical(sparse), DIET),
    }


def _without(pipeline: Pipeline, *names: str) -> Pipeline:
    rest = [deepcopy(part) for part in pipeline if part["name"] not in names]
    if CRISIS in names:  # Then the classifier has to learn the crisis acts too.
        for part in rest:
            part.pop("untaught", None)
    return rest


def _lexical(pipeline: Pipeline) -> Pipeline:
    """Put back the featurizer of the starter bot, which helps DIET alone."""
    rest = _without(pipeline, LEXICAL)
    return [rest[0], {"name": LEXICAL}, *rest[1:]]


def _replaced(pipeline: Pipeline, classifier: dict[str, Any]) -> Pipeline:
    if CLASSIFIER not in [part["name"] for part in pipeline]:
        raise ValueError(f"config.yml has no {CLASSIFIER}: what should DIET be compared with?")
    return [classifier if part["name"] == CLASSIFIER else part for part in pipeline]

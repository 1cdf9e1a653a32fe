"""Training and asking an assistant exactly as Rasa does, in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Before Rasa is imported: a cache would make training look faster than it is.
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ["RASA_TELEMETRY_ENABLED"] = "false"

import structlog
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from bench.nlu.examples import Example, write
from bench.nlu.figures import CRISIS, Reading
from bench.nlu.pipelines import Pipeline


def quiet() -> None:
    """Keep Rasa from printing every sentence; its command line would have set this."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))


def train(pipeline: Pipeline, examples: Sequence[Example], folder: Path) -> Path:
    """Train on the examples and return the model's archive, which lies in the folder."""
    config = folder / "config.yml"
    recipe = {"recipe": "default.v1", "language": "en", "assistant_id": "bench"}
    config.write_text(json.dumps({**recipe, "pipeline": pipeline}))
    data = write(examples, folder / "nlu.yml")
    model = train_nlu(str(config), str(data), str(folder), fixed_model_name="bench")
    return Path(str(model))


class Assistant:
    """A loaded model, asked one sentence at a time, as people do."""

    def __init__(self, model: Path) -> None:
        self._agent = Agent.load(str(model))

    def read(self, example: Example) -> Reading:
        """Ask it the sentence."""
        return reading(example, asyncio.run(self._agent.parse_message(example.text)))


def reading(example: Example, parsed: dict[str, Any]) -> Reading:
    """Take from Rasa's answer what the figures need."""
    best = next(one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback")
    intent = parsed["intent"]["name"]
    # Without a crisis screen the classifier's word is all there is.
    heard = {"certainty": "sure", "why": "classifier"} if intent in CRISIS else {}
    crisis = parsed.get("crisis") or heard
    return Reading(
        text=example.text,
        truth=example.intent,
        intent=intent,
        # The ranking is the classifier's, which does not know the crisis acts where a screen does.
        guess=crisis.get("act", best["name"]),
        confidence=best["confidence"],
        certainty=crisis.get("certainty"),
        why=crisis.get("why"),
        score=crisis.get("score", 0.0),
    )

"""The measurements of the report, each kept until the data, the lexicon or the code changes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench.nlu import examples, probe
from bench.nlu.assistant import Assistant, train
from bench.nlu.figures import Reading
from bench.nlu.pipelines import ours
from bot.sentence_vectors import SentenceEncoder

KEPT = examples.ROOT / "var/nlu"
Json = TypeVar("Json")
Encode = Callable[..., np.ndarray]
_SOURCES = (
    "config.yml",
    "data/nlu/*",
    "data/nlu_test/*",
    "data/crisis/*.yml",
    "data/crisis/examples/*/*",
    "bot/encoder.py",
    "bot/bert.py",
    "bot/sentence_vectors.py",
    "bot/crisis*",
    "bot/intent_classifier.py",
    "casedesk/guidance/crisis.py",
    "casedesk/guidance/plain_words.py",
)


def cross_validated(*, reuse: bool) -> list[Reading]:
    """Train our pipeline five times; read each training example with the model that lacks it."""
    kept = _kept("cross-validation", _cross_validate, reuse=reuse)
    return [Reading(**reading) for reading in kept]


def compared(name: str, *, reuse: bool) -> dict[str, Any]:
    """Train one variant on all training examples and ask it the held-out ones."""

    def measure() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            return probe.measure(name, Path(folder))

    measured = _kept(name, measure, reuse=reuse)
    return {**measured, "readings": [Reading(**reading) for reading in measured["readings"]]}


def _cross_validate() -> list[dict[str, Any]]:
    readings = []
    SentenceEncoder.encode = _remembering(SentenceEncoder.encode)  # type: ignore[method-assign]
    for trained_on, tested_on in examples.folds(examples.load(examples.TRAINING)):
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant(train(ours(), trained_on, Path(folder)))
            readings += [asdict(assistant.read(example)) for example in tested_on]
    return readings


def _remembering(encode: Encode) -> Encode:
    """Return an encoder that reads each text once: the five trainings see the same sentences."""
    known: dict[str, np.ndarray] = {}

    def remembered(self: SentenceEncoder, texts: Sequence[str], **options: bool) -> np.ndarray:
        if new := list(dict.fromkeys(text for text in texts if text not in known)):
            known.update(zip(new, encode(self, new, **options), strict=True))
        return np.stack([known[text] for text in texts])

    return remembered


def _kept(name: str, measure: Callable[[], Json], *, reuse: bool) -> Json:
    file = KEPT / f"{hashlib.sha256(name.encode()).hexdigest()[:12]}-{_digest()}.json"
    if not (reuse and file.exists()):
        print(f"measuring: {name}", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(measure()))
    kept: Json = json.loads(file.read_text())
    return kept


def _digest() -> str:
    """Identify everything that decides a measurement."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for file in sorted(examples.ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]

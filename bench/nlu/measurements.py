"""The measurements of the report, each kept until the data, the lexicon or the code changes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from bench.nlu import examples, probe
from bench.nlu.assistant import Assistant, train
from bench.nlu.figures import Reading
from bench.nlu.pipelines import ours

KEPT = examples.ROOT / "var/nlu"
Json = TypeVar("Json")
_SOURCES = (
    "config.yml",
    "data/nlu/*",
    "data/nlu_test/*",
    "data/crisis/*",
    "bot/encoder.py",
    "bot/sentence_vectors.py",
    "bot/crisis*.py",
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
    for trained_on, tested_on in examples.folds(examples.load(examples.TRAINING)):
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant(train(ours(), trained_on, Path(folder)))
            readings += [asdict(assistant.read(example)) for example in tested_on]
    return readings


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

"""The labelled sentences: those trained on, and those training never sees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from sklearn.model_selection import StratifiedKFold

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data/nlu"
HELD_OUT = ROOT / "data/nlu_test"
FOLDS = 5
SEED = 20180209


@dataclass(frozen=True)
class Example:
    """A sentence and the intent a person would give it."""

    text: str
    intent: str


def load(folder: Path) -> list[Example]:
    """Read all intent examples of a folder of Rasa training files."""
    return [
        Example(message.get("text"), message.get("intent"))
        for message in load_data(str(folder)).intent_examples
    ]


def folds(examples: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """Yield (trained on, tested on) five times; every intent is spread evenly over the folds."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for train, test in splitter.split(examples, [example.intent for example in examples]):
        yield [examples[index] for index in train], [examples[index] for index in test]


def shared(first: Sequence[Example], second: Sequence[Example]) -> set[str]:
    """Return the texts both hold, compared without case and space: there should be none."""
    return {_plain(example.text) for example in first} & {
        _plain(example.text) for example in second
    }


def write(examples: Sequence[Example], file: Path) -> Path:
    """Write a Rasa training file; JSON is YAML too, and needs no escaping rules of our own."""
    intents = sorted({example.intent for example in examples})
    blocks = [
        {
            "intent": intent,
            "examples": [
                {"text": example.text} for example in examples if example.intent == intent
            ],
        }
        for intent in intents
    ]
    # Rasa recognises the file by a line that starts with "nlu:".
    file.write_text(f'version: "3.1"\nnlu: {json.dumps(blocks, ensure_ascii=False)}\n')
    return file


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

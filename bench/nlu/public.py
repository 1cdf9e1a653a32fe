"""`make nlu ARGS="--public FOLDER"`: our pipeline on a public set, as its papers measure.

The folder holds `train.csv` and `test.csv` with the columns `text` and `category`, the form in
which BANKING77 and the DialoGLUE copy of HWU64 are published. They are nobody's words in trouble,
so they say how well the pipeline learns intents, not how well it understands those it is for. The
crisis screen takes no part, and nothing is refused.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.nlu.assistant import Assistant, train
from bench.nlu.examples import SEED, Example
from bench.nlu.figures import Share
from bench.nlu.pipelines import intents_only

SIZES = (10, 20, None)
"""Examples an intent; None is all of them."""


def lines(folder: Path) -> Iterator[str]:
    """Train on so many examples an intent, ask the whole test set, and return a line for each.

    Raises SystemExit, saying which, if a file is missing or has other columns.
    """
    known, asked = (_read(folder / name) for name in ("train.csv", "test.csv"))
    for size in SIZES:
        chosen = sample(known, size)
        with tempfile.TemporaryDirectory() as place:
            assistant = Assistant(train(intents_only(), chosen, Path(place)))
            hits = sum(assistant.read(one).guess == one.intent for one in asked)
        each = f"{size} an intent" if size else "all examples"
        right = Share(hits, len(asked))
        yield f"{folder.name}, {each} ({len(chosen)}): best guess right {right}"


def sample(examples: Sequence[Example], size: int | None) -> list[Example]:
    """Return at most so many examples of each intent, the same ones each time."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by_intent[one.intent].append(one)
    draw = random.Random(SEED)  # noqa: S311 - nothing is kept secret with it
    return [
        one
        for group in by_intent.values()
        for one in (draw.sample(group, min(size, len(group))) if size else group)
    ]


def _read(file: Path) -> list[Example]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return [Example(row["text"], row["category"]) for row in csv.DictReader(opened)]
    except (OSError, KeyError) as problem:
        raise SystemExit(f"{file}: needs the columns text and category ({problem})") from problem

"""How long training takes, beside the starter bot's configuration on the same data."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row
from bench.starter import made, rasa
from tests.conversation.system import ROOT


def measure() -> Iterator[Row]:
    """Yield seconds from the command to the finished model, the start of Python included."""
    ours, theirs = _seconds(ROOT / "config.yml"), _seconds(made() / "config.yml")
    yield Row("training on our data", "s", (ours,), (theirs,))


def _seconds(config: Path) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Copied, because Rasa writes what it chose into the configuration it was given.
        copied = shutil.copy(config, folder / "config.yml")
        begun = time.monotonic()
        data = ("--data", "data/nlu", "data/rules", "--config", str(copied), "--out", name)
        log = folder / "training.log"
        # By force, because Rasa keeps what it trained before and would not train it again.
        if rasa("train", "--force", *data, folder=ROOT, log=log).wait():
            raise RuntimeError(f"{config} could not be trained: {log.read_text()[-2000:]}")
        return time.monotonic() - begun

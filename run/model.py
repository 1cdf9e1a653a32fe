"""The trained assistant, named after the content it was trained from."""

from __future__ import annotations

from pathlib import Path

from run import progress, stamps
from run.paths import ASSISTANT, ROOT, VAR

TRAINED = (
    "encoder.py",
    "bert.py",
    "sentence_vectors.py",
    "intent_classifier.py",
    "crisis.py",
    "crisis_model.py",
    "crisis_spelling.py",
)
"""The modules of bot/ that take part in training; the others can change without it."""


def path(root: Path = ROOT) -> Path:
    """Return where the model for the present content is, or will be."""
    files = [root / "config.yml", root / "domain.yml"]
    files += stamps.files_in(root / "data" / "nlu") + stamps.files_in(root / "data" / "rules")
    files += [root / "data" / "crisis" / "cases.yml"]
    files += stamps.files_in(root / "data" / "crisis" / "examples")
    files += [root / "bot" / name for name in TRAINED]
    return root / "models" / f"firstday-{stamps.digest(files, root=root)[:12]}.tar.gz"


def ensure() -> Path:
    """Return the model for the present content, trained now unless there is one."""
    model = path()
    if model.is_file():
        # The assistant loads the newest; after a change is taken back that must be this one.
        model.touch()
        progress.already(f"assistant {model.name}")
        return model
    with progress.step(f"assistant {model.name}: training"):
        _train(model)
    return model


def _train(model: Path) -> None:
    # Trained aside and moved when whole: a stopped training must not leave half a model.
    aside = VAR / "training"
    name = model.name[: -len(".tar.gz")]
    train = ["-m", "rasa", "train", "--data", "data/nlu", "data/rules"]
    out = ["--fixed-model-name", name, "--out", str(aside)]
    failed = "The assistant could not be trained."
    progress.call([ASSISTANT, *train, *out], log="training", failed=failed)
    model.parent.mkdir(exist_ok=True)
    (aside / model.name).replace(model)

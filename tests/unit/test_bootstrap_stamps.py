"""A step is skipped exactly when what it depends on has not changed."""

import re
from pathlib import Path

import pytest

from run import model, stamps


@pytest.fixture
def var(tmp_path: Path) -> Path:
    (tmp_path / "stamps").mkdir()
    return tmp_path


BOT = [f"bot/{name}" for name in model.TRAINED]
CRISIS = ["data/crisis/cases.yml", "data/crisis/examples/danger/1.yml"]


def write(root: Path, **files: str) -> list[Path]:
    paths = [root / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_text(content)
    return paths


def test_the_digest_does_not_depend_on_the_order_of_the_files(tmp_path: Path):
    one, two = write(tmp_path, one="1", two="2")

    assert stamps.digest([one, two], root=tmp_path) == stamps.digest([two, one], root=tmp_path)


def test_the_digest_changes_with_content_name_and_existence(tmp_path: Path):
    one, two = write(tmp_path, one="1", two="1")
    before = stamps.digest([one], root=tmp_path)

    renamed = stamps.digest([two], root=tmp_path)
    one.write_text("2")
    changed = stamps.digest([one], root=tmp_path)
    one.unlink()
    gone = stamps.digest([one], root=tmp_path)

    assert len({before, renamed, changed, gone}) == 4


def test_two_files_that_exchange_their_content_change_the_digest(tmp_path: Path):
    files = write(tmp_path, one="1", two="2")
    before = stamps.digest(files, root=tmp_path)

    write(tmp_path, one="2", two="1")

    assert stamps.digest(files, root=tmp_path) != before


def test_a_step_is_current_only_for_the_digest_it_finished_for(var: Path):
    assert not stamps.is_current("step", "a", var)

    stamps.mark("step", "a", var)

    assert stamps.is_current("step", "a", var)
    assert not stamps.is_current("step", "b", var)


def test_a_forgotten_step_runs_again(var: Path):
    stamps.mark("step", "a", var)

    stamps.forget("step", var)
    stamps.forget("never ran", var)

    assert not stamps.is_current("step", "a", var)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    names = ("config.yml", "domain.yml", "data/nlu/a.yml", "data/rules/a.yml", *BOT, *CRISIS)
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("first")
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/nlu/a.yml", "data/rules/a.yml", *BOT, *CRISIS]
)
def test_a_model_is_named_after_everything_it_is_trained_from(project: Path, changed: str):
    before = model.path(project)

    (project / changed).write_text("second")

    assert model.path(project) != before


def test_every_component_of_ours_in_the_pipeline_asks_for_a_new_training():
    config = (model.ROOT / "config.yml").read_text()

    ours = set(re.findall(r"name: bot\.(\w+)\.", config))

    assert {f"{module}.py" for module in ours} <= set(model.TRAINED)


@pytest.mark.parametrize(
    "other", ["README.md", "data/crisis/lexicon.yml", "bot/__pycache__/a.pyc", "bot/channel.py"]
)
def test_nothing_else_asks_for_a_new_training(project: Path, other: str):
    before = model.path(project)

    (project / other).parent.mkdir(parents=True, exist_ok=True)
    (project / other).write_text("something")

    assert model.path(project) == before
    assert before.parent == project / "models"

"""`make test` runs what is asked for, fast folders first, and sets up only what that needs."""

import pytest

from run import script, tests
from run.paths import ROOT


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Note what would be trained and run, instead of doing it."""
    seen: dict[str, list[str]] = {"set up": [], "pytest": []}
    monkeypatch.setattr(tests.lock, "hold", lambda _: 0)
    monkeypatch.setattr(tests.os, "close", lambda _: None)
    monkeypatch.setattr(tests.os, "chdir", lambda _: None)
    monkeypatch.setattr(tests.os, "execv", lambda _, words: seen["pytest"].extend(words[3:]))
    monkeypatch.setattr(tests.model, "ensure", lambda: seen["set up"].append("model"))
    monkeypatch.setattr(tests.widget, "ensure", lambda: seen["set up"].append("widget"))
    return seen


def test_without_arguments_every_folder_runs_and_the_fast_ones_first(
    became: dict[str, list[str]],
):
    tests.main([])

    workers, folders = became["pytest"][:2], became["pytest"][2:]
    assert workers == [*tests.WORKERS]
    assert folders[:2] == ["tests/architecture", "tests/unit"]
    assert {f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if path.is_dir()} >= set(
        folders
    )
    assert became["set up"] == ["model", "widget"]


def test_no_folder_with_tests_is_forgotten():
    apart = ROOT / "tests" / tests.OF_THE_ASSISTANT
    every = (ROOT / "tests").rglob("test_*.py")
    files = [path for path in every if not path.is_relative_to(apart)]

    covered = [
        path for path in files if any(path.is_relative_to(ROOT / one) for one in tests.present())
    ]

    assert covered == files


def test_an_option_alone_still_runs_every_folder(became: dict[str, list[str]]):
    tests.main(["-k", "clock"])

    assert became["pytest"] == [*tests.WORKERS, "-k", "clock", *tests.present()]


@pytest.mark.parametrize("path", ["tests/unit", "tests/unit/test_bootstrap_stamps.py::test_x"])
def test_pure_tests_train_nothing(became: dict[str, list[str]], path: str):
    tests.main([path])

    assert became == {"set up": [], "pytest": [path]}


def test_a_folder_without_tests_is_named_before_anything_is_set_up(
    became: dict[str, list[str]],
):
    with pytest.raises(SystemExit, match="data/advice holds no test"):
        tests.main(["data/advice"])

    assert became == {"set up": [], "pytest": []}


def test_a_conversation_needs_the_model(became: dict[str, list[str]]):
    tests.main(["tests/conversation"])

    assert became["set up"] == ["model", "widget"]


@pytest.mark.parametrize(
    ("module", "runs"),
    [
        ("casedesk.clock", True),
        ("json.tool", True),
        ("casedesk.domain", False),
        ("casedesk.nothing", False),
        ("nothing.at.all", False),
    ],
)
def test_a_script_that_is_not_there_is_known_before_anything_is_set_up(module: str, *, runs: bool):
    assert script.exists(module) is runs

"""The documents name everything that a person can run or set."""

import re
from pathlib import Path

import pytest

from casedesk.__main__ import COMMANDS
from casedesk.settings import DEFAULTS, SECRETS_OF
from tests.architecture.sources import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE)
EXAMPLE = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
SETTINGS = sorted({*DEFAULTS, *EXAMPLE, *(name for names in SECRETS_OF.values() for name in names)})


@pytest.mark.parametrize("target", TARGETS)
def test_the_readme_names_every_make_target(target: str):
    assert f"`make {target}`" in (ROOT / "README.md").read_text()


def test_every_make_target_explains_itself():
    declared = re.findall(r"^\.PHONY: ([a-z ]+)$", MAKEFILE, re.MULTILINE)[0].split()

    assert sorted(declared) == sorted(TARGETS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_settings_page_names_every_setting(setting: str):
    assert f"`{setting}`" in (ROOT / "docs" / "settings.md").read_text()


def test_the_example_file_shows_every_setting_the_desk_reads():
    assert set(EXAMPLE) >= set(DEFAULTS)


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_the_commands_page_names_every_command_of_the_operator(command: str):
    assert f"`{command}" in (ROOT / "docs" / "commands.md").read_text()


DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TESTS = {
    name
    for file in (ROOT / "tests").rglob("*.py")
    for name in re.findall(r"^ *def (\w+)", file.read_text(), re.MULTILINE)
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_a_document_names_exists(document: Path):
    named = set(re.findall(r"`((?:test|at)_\w+)`", document.read_text()))

    assert named <= TESTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_a_document_names_exists(document: Path):
    top = "|".join(one.name for one in ROOT.iterdir() if one.is_dir() and one.name != "var")
    named = re.findall(rf"`((?:{top})/[\w./@-]+)`", document.read_text())
    links = re.findall(r"\]\((?!https?:|#)([\w./-]+)", document.read_text())

    missing = [one for one in named if not (ROOT / one).exists()]
    missing += [one for one in links if not (document.parent / one).exists()]

    assert missing == []


def test_each_goal_of_security_is_named_with_what_proves_it():
    rows = re.findall(
        r"^\| (S\d+) \|.*\| (.+) \|$", (ROOT / "docs" / "security.md").read_text(), re.MULTILINE
    )

    assert [name for name, _ in rows] == [f"S{number}" for number in range(1, 22)]
    assert all("`test_" in proofs for _, proofs in rows)

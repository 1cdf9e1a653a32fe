"""The documents name everything that a person can run or set."""

import re

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

"""The documents name everything that a person can run or set."""

import ast
import contextlib
import importlib.util
import io
import re
import shlex
from pathlib import Path

import pytest

from casedesk.__main__ import COMMANDS
from casedesk.__main__ import parser as operators_parser
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


READ_BY_LIBRARIES = {"RASA_TELEMETRY_ENABLED", "SANIC_HOST", "OPENBLAS_NUM_THREADS"}
NOT_IN_A_FILE = {"FIRSTDAY_HOME"}


def test_the_settings_page_names_no_setting_that_nothing_reads():
    page = (ROOT / "docs" / "settings.md").read_text()
    named = {
        name
        for first in re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
        for name in re.findall(r"`([A-Z_]+)`", first)
    }

    assert named == {*SETTINGS, *NOT_IN_A_FILE}


def test_every_setting_that_the_code_reads_is_on_the_page():
    read = {
        name
        for part in ("casedesk", "edge", "console", "bot", "actions")
        for file in (ROOT / part).rglob("*.py")
        for name in _read_from_the_environment(file)
    }

    assert {"ACTIONS_URLS", "EXIT_URL", "DATABASE_URL"} <= read
    assert read - READ_BY_LIBRARIES <= {*SETTINGS, *NOT_IN_A_FILE}


def _read_from_the_environment(file: Path) -> set[str]:
    """Return the names looked up in anything called environ: `environ["X"]`, `environ.get("X")`."""
    looked_up = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            looked_up.append(node.slice)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("environ.get"):
            looked_up += node.args[:1]
    names = {one.value for one in looked_up if isinstance(one, ast.Constant)}
    return {name for name in names if isinstance(name, str)}


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_the_commands_page_names_every_command_of_the_operator(command: str):
    assert f"`{command}" in (ROOT / "docs" / "commands.md").read_text()


WAIVERS = ROOT / "requirements" / "waivers.yml"
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


def _commands(document: Path) -> set[str]:
    """Return what a document tells a person to type: whole blocks of code, and code in a line."""
    text = document.read_text().replace("\\\n", " ")
    blocks = re.findall(r"^```(?:|sh|bash)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE) + re.findall(r"`([^`\n]+)`", text)
    return {line.split(" #")[0].strip() for line in lines}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_and_module_a_document_tells_to_run_exists(document: Path):
    said = "\n".join(_commands(document))

    targets = set(re.findall(r"^make ([a-z]+)", said, re.MULTILINE))
    modules = set(re.findall(r"^(?:\S*/)?python -m (\S+)", said, re.MULTILINE))

    assert targets <= set(TARGETS)
    assert [one for one in modules if importlib.util.find_spec(one) is None] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_the_operator_a_document_tells_to_run_can_be_run(document: Path):
    names = "|".join(command.name for command in COMMANDS)
    begun = re.compile(rf"^(?:(?:\S*/)?python -m casedesk )?((?:{names})(?: [-\w /]+)?)$")
    wholly = [begun.match(line) for line in _commands(document)]

    refused = [found[1] for found in wholly if found and not _parses(found[1])]

    assert refused == []


def _parses(line: str) -> bool:
    """Say whether the operator's commands take this line, or the beginning of one."""
    words = ["8" if word == "N" else word for word in shlex.split(line)]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            operators_parser().parse_args(words)
    except SystemExit:
        # A command that is only named may lack what comes after it.
        return "required" in said.getvalue()
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_a_document_names_beside_a_command_is_one_of_its_options(document: Path):
    known = {
        option
        for command in COMMANDS
        for option in re.findall(r"--[a-z-]+", _help_of(command.name))
    } | set(re.findall(r"--[a-z-]+", OTHER_OPTIONS))

    named = {
        option
        for line in _commands(document)
        if document.name == "commands.md" or "casedesk" in line
        for option in re.findall(r"(?<!\S)--[a-z-]+", line)
    }

    assert named <= known


OTHER_OPTIONS = "--help"


def _help_of(command: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        operators_parser().parse_args([command, "--help"])
    return said.getvalue()


def test_every_unit_the_operators_guide_starts_is_in_deploy():
    told = [one for one in _commands(ROOT / "docs" / "operating.md") if one.startswith("systemctl")]
    units = {
        unit if "." in unit else f"{unit.partition('@')[0]}{'@' if '@' in unit else ''}.service"
        for line in told
        for unit in re.findall(r"firstday\S*", line)
    }

    assert {"firstday@.service", "firstday-backup.timer"} <= units
    assert units <= {one.name for one in (ROOT / "deploy" / "systemd").iterdir()}


def test_the_walk_through_the_code_names_what_is_in_the_file_it_names():
    walk = (ROOT / "docs" / "how-it-works.md").read_text()
    steps = re.findall(r"^\d\. (.*?)(?=^\d\. |^The console)", walk, re.DOTALL | re.MULTILINE)

    assert len(steps) == 8
    for step in steps:
        files = re.findall(r"`([\w/]+\.py)`", step)
        defined = {
            name
            for file in files
            for name in re.findall(r"(?:def|class) (\w+)", (ROOT / file).read_text())
        }
        named = set(re.findall(r"\(`(\w+)`\)|`(\w+)` in\s", step))
        named = {one for pair in named for one in pair if one}
        assert named, step
        assert named <= defined, (named - defined, files)


def test_every_weakness_that_is_waived_is_among_the_accepted_risks():
    waived = re.findall(r"^ +id: (\S+)$", WAIVERS.read_text(), re.MULTILINE)
    page = (ROOT / "docs" / "accepted-risks.md").read_text()

    assert waived
    assert [one for one in waived if one not in page] == []


def test_each_goal_of_security_is_named_with_what_proves_it():
    rows = re.findall(
        r"^\| (S\d+) \|.*\| (.+) \|$", (ROOT / "docs" / "security.md").read_text(), re.MULTILINE
    )

    assert [name for name, _ in rows] == [f"S{number}" for number in range(1, 22)]
    assert all("`test_" in proofs for _, proofs in rows)

"""Whoever makes a mistake in data/ is told in a line, with its file, without a stack trace."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("casedesk", "data", "edge", "run")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what reads data/, and of data/ itself, for mistakes to be made in."""
    folder = tmp_path_factory.mktemp("project")
    for name in PARTS:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    return folder


def said(project: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "run.data"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == (1 if done.stderr else 0)
    return done.stderr.splitlines()


def test_data_as_it_is_has_no_mistake(project: Path):
    assert said(project) == []


ROUNDS: list[dict[str, tuple[str, str, str]]] = [
    {
        "questions/contact.yml": (
            "    why: A person can help",
            "    whi: A person can help",
            "data/questions/contact.yml: contact_ok: why is missing",
        ),
        "triage/rules.yml": ("floor: P1", "floor: P9", "danger_now: `floor` must be one of P1, P2"),
        "triage/clocks.yml": ("P1: 15m", "P1: 15", "first_action"),
        "services.yml": (
            "ages: [0, 120]",
            "ages: [0]",
            "data/services.yml: emergency: ages must be the youngest and the oldest served",
        ),
        "advice/pay.yml": (
            "young_person:\n  text",
            "young_person:\n  txt",
            "pay.yml: lacks 'text'",
        ),
        "replies.yml": ("young_person:", "young_persn:", "lacks 'young_person'"),
        "retention.yml": ("days:", "day:", "needs `days`"),
        "labels.yml": ("means:", "mean:", "needs id, label and means"),
        "edge.yml": ("problems:", "problem:", "data/edge.yml: has not the shape it needs: lacks"),
        "inspection.yml": ("cases:", "case:", "data/inspection.yml: has not the shape it needs"),
        "crisis/signs_danger.yml": ("certainty:", "certanty:", "in_danger: lacks 'certainty'"),
        "nlu/acts.yml": ("examples: |", "example: |", "greet: has no examples"),
    },
    {
        "questions/contact.yml": (
            "      contact_ok: yes",
            "      contact_ok: maybe",
            "contact_method: ask_when waits for contact_ok: maybe, which is none of yes, no",
        ),
        "triage/rules.yml": ("id: danger_now", "id: danger_new", "danger_new: needs an example"),
        "services.yml": ("verified_on: 2026-11-23", "verified_on: Monday", "must be a day such as"),
    },
    {
        "questions/contact.yml": (
            "  - id: contact_method",
            " - id: contact_method",
            "indented like its neighbours",
        ),
        "triage/rules.yml": (
            "{in_danger_now: yes}",
            "{in_danger: yes}",
            "`in_danger` is neither a question nor a fact",
        ),
        "services.yml": ("- id: emergency", "- id: emergencies", "there is no service emergency"),
    },
    {
        "triage/rules.yml": (
            "{in_danger_now: yes}",
            "{in_danger_now: no}",
            "data/triage/examples.yml: danger_now: fires: the rule does not fire here",
        ),
        "services.yml": ("expires_on: 2027-11-23", "expires_on: 2026-11-24", "no longer offered"),
    },
    {
        "questions/contact.yml": (
            "Is it okay to contact you?",
            "Why did you not call?",
            "data/questions/contact.yml contact_ok: blames a child: 'why did you'",
        ),
        "advice/pay.yml": (
            "even a little",
            "even a modicum of cryptocurrency",
            "data/advice/pay.yml: reading age",
        ),
    },
]
"""Mistakes made together: in each file the words that are right, the wrong ones, and what is told.

Those of language come last: they are looked for once everything can be read.
"""


@pytest.mark.parametrize("mistakes", ROUNDS)
def test_mistakes_are_told_a_line_each_that_names_the_file(
    project: Path, mistakes: dict[str, tuple[str, str, str]]
):
    before = {file: (project / "data" / file).read_text() for file in mistakes}
    try:
        for file, (right, wrong, _) in mistakes.items():
            assert right in before[file]
            (project / "data" / file).write_text(before[file].replace(right, wrong, 1))
        lines = said(project)
    finally:
        for file, text in before.items():
            (project / "data" / file).write_text(text)

    for _, _, told in mistakes.values():
        assert any(told in line for line in lines), (told, lines)
    assert all(line.startswith("data/") for line in lines[:-1])
    assert lines[-1] == f"{len(lines) - 1} to put right in data/"


def test_the_rule_that_the_guide_adds_can_be_added_as_it_stands(project: Path):
    guide = (ROOT / "docs" / "changing-what-it-says.md").read_text()
    _, rule, examples = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    files = {"rules.yml": f"\n{rule}", "examples.yml": examples}
    before = {name: (project / "data" / "triage" / name).read_text() for name in files}
    try:
        for name, added in files.items():
            (project / "data" / "triage" / name).write_text(before[name] + added)
        lines = said(project)
    finally:
        for name, text in before.items():
            (project / "data" / "triage" / name).write_text(text)

    assert lines == []

"""A sync of the disk stands between the last write of a report and the moment somebody is told."""

# ruff: noqa: S603 - runs strace, on a process of our own.

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALL = re.compile(r"(?P<name>\w+)\((?:\d+<(?P<open>[^>]*)>|\"(?P<named>[^\"]*)\")(?P<rest>.*)")

DATABASE = "casedesk.db"
SYNC = {"fsync", "fdatasync"}

TOLD = """
import os, sys
from pathlib import Path
from casedesk.interview.answers import given
from casedesk.services.desk import open_desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.store.migrate import migrate
from tests.fakes import the_settings

desk = open_desk(the_settings(Path(sys.argv[1])))
migrate(desk.engine)
draft = open_draft(desk, "0" * 32, "young_person")
save_answers(desk, draft.id, {"child_age": given(13)})
os.write(1, b"answer kept")
submit(desk, "0" * 32)
os.write(1, b"report stored")
"""

type Calls = list[tuple[str, str, str]]
"""System calls in order: name, the file they were about, what else was said to them."""


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    if shutil.which("strace") is None:
        pytest.skip("needs strace; apt-get install strace")
    folder = tmp_path_factory.mktemp("synced")
    trace = folder / "trace"
    watched = "trace=pwrite64,write,fsync,fdatasync,unlink"
    command = ["strace", "-f", "-qq", "-y", "-s", "20", "-e", watched, "-o", trace]
    told = [sys.executable, "-c", TOLD, folder]
    subprocess.run([*command, *told], cwd=ROOT, check=True, capture_output=True, timeout=100)
    found = [CALL.search(line) for line in trace.read_text().splitlines()]
    return [(one["name"], one["open"] or one["named"], one["rest"]) for one in found if one]


def before(calls: Calls, told: str) -> Calls:
    """Return the calls since the last write to the database before somebody is told."""
    end = next(at for at, (_, _, rest) in enumerate(calls) if f'"{told}"' in rest)
    written = [
        at
        for at, (name, file, _) in enumerate(calls[:end])
        if name == "pwrite64" and file.endswith(DATABASE)
    ]
    return calls[written[-1] + 1 : end]


@pytest.mark.parametrize("told", ["answer kept", "report stored"])
def test_what_is_told_was_synced_to_the_disk_before(calls: Calls, told: str):
    synced = [file for name, file, _ in before(calls, told) if name in SYNC]

    assert any(file.endswith(DATABASE) for file in synced)


@pytest.mark.parametrize("told", ["answer kept", "report stored"])
def test_that_the_journal_is_gone_was_synced_as_well(calls: Calls, told: str):
    """A power cut before the folder is synced could bring the journal back, and undo the commit."""
    since = before(calls, told)
    [gone] = [
        at
        for at, (name, file, _) in enumerate(since)
        if name == "unlink" and file.endswith(f"{DATABASE}-journal")
    ]
    folder = str(Path(since[gone][1]).parent)

    assert folder in [file for name, file, _ in since[gone:] if name in SYNC]

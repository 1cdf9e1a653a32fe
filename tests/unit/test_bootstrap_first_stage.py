"""The first stage needs no package and no recent Python, and fails in one clear line."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from run import lock, paths, progress, widget
from run.paths import ROOT, Problem

RUN = ROOT / "run"


def imported_by(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import; the name is empty for a plain one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", one.name) for one in node.names)


def first_stage() -> set[Path]:
    """Return the files that `python -m run` imports, directly or through one another."""
    todo, reached = [RUN / "__main__.py"], {RUN / "__init__.py"}
    while todo:
        path = todo.pop()
        reached.add(path)
        for module, name in imported_by(path):
            names = (RUN / f"{module.removeprefix('run.')}.py", RUN / f"{name}.py")
            todo += [one for one in names if one.exists() and one not in reached]
    return reached


def test_it_can_be_read_by_python_3_8():
    for path in first_stage():
        ast.parse(path.read_text(), str(path), feature_version=(3, 8))


def test_it_imports_the_standard_library_alone():
    modules = {module for path in first_stage() for module, _ in imported_by(path)}

    outside = {name.split(".")[0] for name in modules} - sys.stdlib_module_names - {"run"}

    assert outside == {"__future__"} - sys.stdlib_module_names
    assert len(first_stage()) > 5


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # A file stands where the folder should be: not even root can write below it.
    (tmp_path / "var").write_text("")
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    monkeypatch.setattr(paths, "LOGS", tmp_path / "var" / "log")

    with pytest.raises(Problem, match="cannot be written to"):
        paths.make_folders()


def test_no_package_of_the_outer_environment_reaches_a_child(monkeypatch: pytest.MonkeyPatch):
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.setenv(name, "elsewhere")

    inner = paths.environment(ONE="1")

    assert not paths.NOT_OURS & inner.keys()
    assert inner["ONE"] == "1"


def test_telemetry_is_off_for_every_process():
    assert paths.environment()["RASA_TELEMETRY_ENABLED"] == "false"


HOLDER = """
import sys, time
from pathlib import Path
from run import lock
lock.hold("run", Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_start_in_the_same_folder_is_told_who_runs_there(tmp_path: Path):
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()

        with pytest.raises(Problem, match=f"already runs .*process {first.pid}"):
            lock.hold("run", tmp_path)

        first.kill()
    # However the first one ended, nothing is left to clear by hand.
    os.close(lock.hold("run", tmp_path))


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(progress, "LOGS", tmp_path)
    return tmp_path


def test_a_command_that_fails_shows_the_end_of_its_own_words(logs: Path):
    command = [sys.executable, "-c", "print('no room on the disk'); raise SystemExit(3)"]

    with pytest.raises(Problem) as raised:
        progress.call(command, log="one", failed="It did not work.")

    assert str(raised.value).startswith(f"It did not work. The end of {logs / 'one.log'}:")
    assert "no room on the disk" in str(raised.value)


def test_a_command_that_is_not_there_is_named(logs: Path):
    with pytest.raises(Problem, match=r"It did not work.*nowhere"):
        progress.call([logs / "nowhere"], log="one", failed="It did not work.")


def test_where_there_is_no_terminal_progress_is_plain_lines(capsys: pytest.CaptureFixture[str]):
    with progress.step("a step"):
        pass
    progress.already("another")

    first, second, third = capsys.readouterr().out.splitlines()
    assert first == "  ..  a step"
    assert second.startswith("  ok  a step  (0.0")
    assert third == "  ok  another  (up to date)"


@pytest.mark.parametrize("node", [None, "echo v18.20.4", "exit 1"], ids=["none", "old", "broken"])
def test_without_a_recent_node_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: str | None
):
    (tmp_path / "package.json").write_text("{}")
    for program in ("node", "npm") if node else ():
        (tmp_path / program).write_text(f"#!/bin/sh\n{node}\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setattr(widget, "ROOT", tmp_path)
    monkeypatch.setattr(widget, "BUILT", tmp_path / "built")
    monkeypatch.setattr(widget, "_digest", lambda: "new")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Problem, match=r"^Node\.js 20 or newer .*not found.*Install it[^\n]*$"):
        widget.ensure()

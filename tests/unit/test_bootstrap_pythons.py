"""Finding interpreters: what is called python3.10 may not start, and may be another version."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from run import pythons
from run.paths import ROOT, Problem

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def stand_in(path: Path, version: str) -> Path:
    return script(path, f"echo {version}")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine with nothing on PATH, in pyenv or in uv's folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("UV_PYTHON_INSTALL_DIR", raising=False)
    return tmp_path


def test_an_interpreter_that_starts_and_says_the_version_works():
    assert pythons.works(Path(sys.executable), HERE)


@pytest.mark.parametrize(
    "body",
    ["echo 'pyenv: python3.10: command not found' >&2; exit 127", "echo 3.9", "exit 0", "kill $$"],
    ids=["a shim of an unselected version", "another version", "silence", "a crash"],
)
def test_what_fails_or_is_another_version_does_not_work(tmp_path: Path, body: str):
    assert not pythons.works(script(tmp_path / "python3.10", body), "3.10")


def test_what_does_not_exist_does_not_work(tmp_path: Path):
    assert not pythons.works(tmp_path / "nothing", "3.10")


def test_the_path_comes_first(bare: Path):
    on_path = stand_in(bare / "bin" / "python9.1", "9.1")
    stand_in(bare / "pyenv/versions/9.1.4/bin/python9.1", "9.1")

    assert pythons.find("9.1") == on_path


def test_a_shim_that_fails_is_passed_over_for_pyenvs_own_folder(bare: Path):
    script(bare / "bin" / "python9.1", "exit 127")
    real = stand_in(bare / "pyenv/versions/9.1.4/bin/python9.1", "9.1")

    assert pythons.find("9.1") == real


def test_an_interpreter_that_uv_manages_is_found(bare: Path):
    real = stand_in(bare / ".local/share/uv/python/cpython-9.1.2-linux/bin/python9.1", "9.1")

    assert pythons.find("9.1") == real


@pytest.mark.parametrize("version", ["9.1", "9.2"])
def test_without_one_a_single_line_says_what_to_install(bare: Path, version: str):
    with pytest.raises(Problem) as raised:
        pythons.find(version)

    message = str(raised.value)
    assert message.startswith(f"Python {version} was not found. Install it")
    assert "\n" not in message


def launch(path: str) -> subprocess.CompletedProcess[str]:
    """Start run/python with nothing but this PATH and an empty home."""
    return subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", str(ROOT / "run" / "python"), "-c", "print('started')"],
        env={"PATH": path, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_starts_with_a_python_that_runs_though_the_first_does_not(tmp_path: Path):
    script(tmp_path / "python3", "exit 127")
    (tmp_path / "python3.13").symlink_to(sys.executable)

    assert launch(str(tmp_path)).stdout == "started\n"


def test_make_says_in_one_line_that_there_is_no_python(tmp_path: Path):
    script_copy = tmp_path / "python"
    text = (ROOT / "run" / "python").read_text().replace("/usr/bin/python3", "/nonexistent")
    script_copy.write_text(text)

    ended = subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", str(script_copy), "-c", "print('started')"],
        env={"PATH": str(tmp_path / "empty"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "Install Python 3.13 and Python 3.10" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["python3.8", "python3.9"])
def test_the_first_stage_really_runs_with_an_old_python(name: str):
    old = next((path for path in pythons.candidates(name.removeprefix("python"))), None)
    if old is None or not pythons.works(old, name.removeprefix("python")):
        old = Path(shutil.which("python3") or sys.executable)

    ended = subprocess.run(  # noqa: S603 - our own program
        [old, "-m", "run", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "usage: python -m run" in ended.stderr

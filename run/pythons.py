"""Finding an interpreter of a given version that really starts and has what is needed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Iterator

from run.paths import Problem

_PROBE = "import sys, ssl, sqlite3, ctypes; print('%d.%d' % sys.version_info[:2])"


def find(version: str) -> Path:
    """Return a Python of the version ("3.10"); raise Problem saying how to get one."""
    for candidate in candidates(version):
        if works(candidate, version):
            return candidate
    raise Problem(
        f"Python {version} was not found. Install it, for instance with `pyenv install {version}` "
        f"or `.venv-tools/bin/uv python install {version}`, then run this again."
    )


def works(python: Path, version: str) -> bool:
    """Say whether this interpreter starts, is of the version, and has SSL and SQLite.

    A pyenv shim exists for versions that are not selected and fails when run; a Python built
    without the SQLite or SSL headers starts and fails much later.
    """
    try:
        shown = subprocess.run(
            [str(python), "-c", _PROBE], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0 and shown.stdout.strip() == version


def candidates(version: str) -> Iterator[Path]:
    """Yield where a Python of the version may be: PATH, pyenv, uv's own, usual folders."""
    home = Path.home()
    name = f"python{version}"
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for folder in [*folders, "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"]:
        if folder and (Path(folder) / name).is_file():
            yield Path(folder) / name
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions"
    managed = os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python")
    for place, pattern in ((pyenv, f"{version}*"), (Path(managed), f"cpython-{version}*")):
        for found in sorted(place.glob(pattern), reverse=True):
            if (found / "bin" / name).is_file():
                yield found / "bin" / name

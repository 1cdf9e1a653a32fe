"""Content hashes: what a step depends on, and whether it has already run for exactly that."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable

from run.paths import ROOT, VAR


def files_in(folder: Path, pattern: str = "*") -> list[Path]:
    """Return every file below the folder that matches, without what Python caches there."""
    return [
        path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts
    ]


def digest(paths: Iterable[Path], *words: str, root: Path = ROOT) -> str:
    """Return a SHA-256 in hex over the files' names and bytes, whatever order they come in.

    A file that does not exist counts as such, so that its coming changes the digest.
    """
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(set(paths)):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"
        total.update(f"\0{path.relative_to(root).as_posix()}\0{content}".encode())
    return total.hexdigest()


def is_current(name: str, now: str, var: Path = VAR) -> bool:
    """Say whether the named step last finished for exactly this digest."""
    try:
        return (var / "stamps" / name).read_text(encoding="ascii").strip() == now
    except OSError:
        return False


def mark(name: str, now: str, var: Path = VAR) -> None:
    """Remember that the named step finished for this digest."""
    (var / "stamps" / name).write_text(now + "\n", encoding="ascii")


def forget(name: str, var: Path = VAR) -> None:
    """Have the named step run again next time."""
    stamp = var / "stamps" / name
    if stamp.exists():
        stamp.unlink()

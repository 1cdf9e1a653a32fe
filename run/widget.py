"""Building the chat widget with Node, when the sources have changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from run import progress, stamps
from run.paths import ROOT, Problem

BUILT = ROOT / "edge" / "static" / "build"


def ensure() -> None:
    """Build the widget unless it is there and current; raise Problem without Node."""
    source = next((at for at in (ROOT, ROOT / "edge" / "widget") if _has_package(at)), None)
    if source is None:
        return
    if BUILT.is_dir() and stamps.is_current("widget", _digest(source)):
        progress.already("widget")
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise Problem(
            "Node.js was not found; the chat widget is built with it. Install Node.js 20 or newer "
            "with npm, then run this again."
        )
    with progress.step("widget: building"):
        _npm(npm, source, "ci", "--no-audit", "--no-fund")
        _npm(npm, source, "run", "build")
        stamps.mark("widget", _digest(source))


def _has_package(folder: Path) -> bool:
    return (folder / "package.json").is_file()


def _digest(source: Path) -> str:
    files = [path for path in (ROOT / "edge" / "widget").rglob("*") if path.is_file()]
    own = [path for path in files if "node_modules" not in path.parts]
    return stamps.digest([*own, source / "package.json", source / "package-lock.json"])


def _npm(npm: str, source: Path, *arguments: str) -> None:
    failed = "The widget could not be built. Is the npm registry reachable?"
    progress.call([npm, "--prefix", source, *arguments], log="widget", failed=failed)

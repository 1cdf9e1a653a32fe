"""Building the chat widget with Node, when its sources have changed."""

from __future__ import annotations

import shutil
import subprocess

from run import progress, stamps
from run.paths import ROOT, Problem

BUILT = ROOT / "edge" / "static" / "build"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20


def ensure() -> None:
    """Build the widget unless it is there and current; raise Problem without a recent Node."""
    if not (ROOT / "package.json").is_file():
        return
    now = _digest()
    if BUILT.is_dir() and MODULES.is_dir() and stamps.is_current("widget", now):
        progress.already("widget")
        return
    npm = _npm()
    with progress.step("widget: building"):
        failed = "The widget could not be built. Is the npm registry reachable?"
        for command in (("ci", "--no-audit", "--no-fund"), ("run", "build")):
            progress.call([npm, *command], log=f"widget-{command[0]}", failed=failed)
        stamps.mark("widget", now)


def _digest() -> str:
    sources = stamps.files_in(ROOT / "edge" / "widget")
    return stamps.digest([*sources, ROOT / "package.json", ROOT / "package-lock.json"])


def _npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None or _version(node) < OLDEST_NODE:
        raise Problem(
            f"Node.js {OLDEST_NODE} or newer with npm was not found; the chat widget is built with "
            "it. Install it, then run this again."
        )
    return npm


def _version(node: str) -> int:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = shown.lstrip("v").split(".")[0]
    return int(major) if major.isdigit() else 0

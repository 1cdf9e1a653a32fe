"""The tracked files of the repository, and what can be read off Python without running it."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("casedesk", "actions", "bot", "edge", "console", "run")
GENERATED = ("casedesk/migrations/versions/",)


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that git tracks or would add, as it is in the work tree."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def relative(path: Path) -> str:
    """Return the path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the tracked Python files below these top-level folders."""
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders
    )


@cache
def tree(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    """Return the dotted name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class Import:
    """One import: who imports which module, and on what line."""

    importer: str
    imported: str
    line: int


def imports(path: Path) -> Iterator[Import]:
    """Yield what the file imports anywhere in it, also inside functions."""
    importer = module_name(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield Import(importer, one.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            for one in node.names:
                yield Import(importer, f"{base}.{one.name}", node.lineno)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


@dataclass(frozen=True)
class Function:
    """A function's place and its length in lines, decorators and docstring aside."""

    where: str
    lines: int


def functions(path: Path) -> Iterator[Function]:
    """Yield every function and method of the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(f"{relative(path)}:{node.lineno} {node.name}", _lines(node))


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole

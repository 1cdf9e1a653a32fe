"""Only clock.py asks what time it is; everything else is told."""

import ast
from pathlib import Path

from tests.architecture.sources import python_files, relative, tree

ASKING = {"now", "utcnow", "today"}
TYPES = {"datetime", "date"}
CLOCK = "casedesk/clock.py"


def asks_for_the_time(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    wall = name in TYPES and node.func.attr in ASKING
    return wall or (name == "time" and node.func.attr in {"time", "time_ns"})


def places(path: Path) -> list[str]:
    nodes = [node for node in ast.walk(tree(path)) if asks_for_the_time(node)]
    return [f"{relative(path)}:{getattr(node, 'lineno', 0)}" for node in nodes]


def test_clock_py_does_ask():
    assert [place for path in python_files("casedesk") for place in places(path)]


def test_nobody_else_asks_for_the_time():
    files = python_files("casedesk", "actions", "edge", "console")

    asking = [place for path in files if relative(path) != CLOCK for place in places(path)]

    assert not asking, asking

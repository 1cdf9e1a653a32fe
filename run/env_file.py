"""What is wrong with `.env` and the settings in it, with the line to look at."""

from __future__ import annotations

import re
from pathlib import Path

from dotenv.parser import parse_stream

from casedesk.domain.errors import SettingsError
from casedesk.settings import Settings, load_settings
from run.paths import Problem

_NAME = re.compile(r"[A-Z][A-Z0-9_]+")


def settings(root: Path) -> Settings:
    """Return the operator's settings; raise Problem with one line per mistake."""
    lines, unreadable = read_lines(root / ".env")
    if unreadable:
        raise Problem("\n".join(unreadable))
    try:
        return load_settings(root=root)
    except SettingsError as error:
        raise Problem("\n".join(place(problem, lines) for problem in error.problems)) from None


def read_lines(file: Path) -> tuple[dict[str, int], list[str]]:
    """Return the line each setting stands on, and a message for each line that is none."""
    lines: dict[str, int] = {}
    unreadable: list[str] = []
    try:
        with file.open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f".env: cannot be read ({error})"]
    for binding in bindings:
        text = binding.original.string
        line = binding.original.line + text[: -len(text.lstrip())].count("\n")
        if binding.error or (binding.key and binding.value is None):
            unreadable.append(f".env:{line}: is not NAME=value")
        elif binding.key:
            lines[binding.key] = line
    return lines, unreadable


def place(problem: str, lines: dict[str, int]) -> str:
    """Put the line of the setting a problem names in front of it, when it stands in the file."""
    name = _NAME.search(problem)
    if name and name.group() in lines:
        return f".env:{lines[name.group()]}: {problem}"
    return f".env: {problem}"

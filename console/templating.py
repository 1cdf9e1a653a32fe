"""Jinja, set up so that forgetting is safe: everything is escaped and nothing hides in the text."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console import words

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"


def _shown(value: object) -> object:
    """Make odd characters visible in every expression a template prints, without being asked."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return words.visible(value)
    return "" if value is None else value


@cache
def asset(name: str) -> str:
    """Return the path of a static file with its content hash, so a new release is fetched anew."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def make_environment() -> Environment:
    """Return the console's template environment; an undefined name is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    environment.globals["asset"] = asset
    return environment


_FILTERS: dict[str, Any] = {
    "moment": words.moment,
    "short_moment": words.short_moment,
    "due": words.due,
    "urgency": words.urgency,
    "span": words.span,
    "level_word": words.level_word,
    "words": words.words,
}

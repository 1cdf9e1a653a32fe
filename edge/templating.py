"""The templates and the words they are filled with."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from casedesk.clock import SystemClock
from casedesk.data_files import DATA, read_yaml
from casedesk.interview.catalogue import load_catalogue
from edge.assets import STATIC
from edge.receipt import receipt_of
from edge.settings import EdgeSettings
from edge.signposts import load_signposts

TEMPLATES = Path(__file__).parent / "templates"
BUILD = STATIC / "build"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def page_words() -> Mapping[str, Any]:
    """Return the pages' own words from `data/edge.yml`."""
    words: Mapping[str, Any] = read_yaml(DATA / "edge.yml")
    return words


@cache
def section_titles() -> Mapping[str, str]:
    """Return what the sections of the interview are called, by id."""
    return {section.id: section.title for section in load_catalogue().sections}


def page(
    name: str, settings: EdgeSettings, policy: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a template as an answer with its own content policy."""
    html = (
        _templates()
        .get_template(name)
        .render(
            words=page_words(),
            sections=section_titles(),
            receipt_of=receipt_of,
            settings=settings,
            signposts=load_signposts(SystemClock().now().date()),
            **values,
        )
    )
    return HTMLResponse(html, status, headers={"content-security-policy": policy})


def built() -> bool:
    """Say whether the scripts were built; without them every page works as plain forms."""
    return (BUILD / "chat.js").exists()

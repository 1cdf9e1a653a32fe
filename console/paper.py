"""What leaves the desk on paper or in a file: tagged PDF, and CSV that no spreadsheet executes."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from jinja2 import Environment
from weasyprint import CSS, HTML  # type: ignore[import-untyped] # it ships no types
from weasyprint.urls import URLFetchingError  # type: ignore[import-untyped] # the same

from console.templating import STATIC
from console.words import visible

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet take a cell for a formula (OWASP, CSV injection), the
full-width forms included."""


def pdf(environment: Environment, template: str, **shows: Any) -> bytes:  # noqa: ANN401
    """Return a template as tagged PDF (PDF/UA-1). Nothing outside the template is ever fetched."""
    page = environment.get_template(template).render(**shows)
    style = CSS(string=(STATIC / "paper.css").read_text(encoding="utf-8"), url_fetcher=_nothing)
    document: bytes = HTML(string=page, url_fetcher=_nothing).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1"
    )
    return document


def _nothing(*_: object, **__: object) -> dict[str, Any]:
    raise URLFetchingError("nothing is fetched for a document")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8 with every cell quoted and none taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(one) for one in head])
    for row in rows:
        writer.writerow([cell(one) for one in row])
    # The mark tells spreadsheets that this is UTF-8.
    return ("\ufeff" + text.getvalue()).encode()


def cell(value: object) -> str:
    """Return a value as a cell's text, with an apostrophe where it could be taken for a formula."""
    text = "" if value is None else visible(str(value)).replace("\0", "")
    return "'" + text if text.lstrip(" ").startswith(DANGEROUS) else text

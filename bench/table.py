"""The tables of figures, and the page they are written into."""

import os
import platform
import re
from collections.abc import Sequence

from bench.rows import Row, spread

HEAD = (
    "| What | Ours | Beside it | Ratio | Goal | Kept |",
    "|---|---|---|---|---|---|",
)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as one Markdown table: medians, with the middle half in brackets."""
    return "\n".join([*HEAD, *map(_line, rows)])


def into_page(page: str, part: str, rows: Sequence[Row]) -> str:
    """Return the page with this part's table in its place, and what it was measured on.

    Raises ValueError when the page has no place for it.
    """
    return placed(page, part, f"{table(rows)}\n\n{measured_on()}")


def measured_on() -> str:
    """Return what machine this is, in a sentence."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"Measured on {machine}, Rasa 3.6.21."


def placed(page: str, part: str, words: str) -> str:
    """Return the page with these words in this part's place; raises as `into_page` does."""
    mark = re.compile(rf"(<!-- {part} -->).*?(<!-- /{part} -->)", re.DOTALL)
    if not mark.search(page):
        raise ValueError(f"the page has no place for {part}")
    return mark.sub(lambda found: f"{found[1]}\n{words}\n{found[2]}", page)


def _line(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    ratio = f"{row.judged:.2f}" if row.beside else "-"
    sign = "≤" if row.better == "less" else "≥"
    goal = "-" if row.limit is None else f"{sign} {row.limit:g}"
    kept = {True: "yes", False: "no", None: "-"}[row.kept]
    theirs = f"{spread(row.beside)}{unit}" if row.beside else "-"
    return f"| {row.what} | {spread(row.samples)}{unit} | {theirs} | {ratio} | {goal} | {kept} |"

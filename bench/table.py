"""The table of figures, and the page it is written into."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from bench.rows import Row, spread

TEMPLATE = Path(__file__).with_name("page.md")
HEAD = (
    "| What | Ours | Starter bot | Ratio | Goal | Kept |",
    "|---|---|---|---|---|---|",
)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as one Markdown table: medians, with the middle half in brackets."""
    return "\n".join([*HEAD, *map(_line, rows)])


def page(rows: Sequence[Row]) -> str:
    """Return the whole page, with what it was measured on."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    words = TEMPLATE.read_text(encoding="utf-8")
    return words.replace("{{machine}}", machine).replace("{{table}}", table(rows))


def _line(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    ratio = f"{row.judged:.2f}" if row.beside else "-"
    sign = "≤" if row.better == "less" else "≥"
    goal = "-" if row.limit is None else f"{sign} {row.limit:g}"
    kept = {True: "yes", False: "no", None: "-"}[row.kept]
    theirs = f"{spread(row.beside)}{unit}" if row.beside else "-"
    return f"| {row.what} | {spread(row.samples)}{unit} | {theirs} | {ratio} | {goal} | {kept} |"

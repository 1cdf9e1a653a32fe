"""`python -m bench [PART ...]`: measure beside Rasa's starter bot, print and write the table."""

import argparse
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from bench.rows import Row
from bench.running import Both, both
from bench.starter import made
from bench.table import into_page, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BESIDE_THE_STARTER = ("start", "turns", "whole_report")
ALONE = ("phone", "desk", "pages", "training")
PARTS = (*BESIDE_THE_STARTER, *ALONE)


def main() -> int:
    """Return 0 when everything was measured, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parts = parser.parse_args().parts
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    for part, rows in measured(parts):
        sys.stdout.write(f"\n{table(rows)}\n")
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(into_page(page, part, rows), encoding="utf-8")
    return 0


def measured(parts: list[str]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each part's rows; both sides run only for what is measured beside them."""
    beside = [part for part in BESIDE_THE_STARTER if part in parts]
    with tqdm(total=len(parts), desc="measuring", unit="part") as bar:
        if beside:
            made()
            with both() as sides:
                yield from ((part, _rows(bar, part, sides)) for part in beside)
        yield from ((part, _rows(bar, part)) for part in ALONE if part in parts)


def _rows(bar: "tqdm[NoReturn]", part: str, *sides: Both) -> list[Row]:
    bar.set_postfix_str(part)
    rows = list(importlib.import_module(f"bench.{part}").measure(*sides))
    bar.update()
    return rows


if __name__ == "__main__":
    sys.exit(main())

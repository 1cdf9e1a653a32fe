"""`python -m bench [PART ...]`: measure beside Rasa's starter bot, print and write the table."""

import argparse
import importlib
import sys
from pathlib import Path

from tqdm import tqdm

from bench.rows import Row
from bench.running import both
from bench.starter import made
from bench.table import page, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
PARTS = ("start", "turns", "whole_report")


def main() -> int:
    """Return 0 when everything was measured, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parts = parser.parse_args().parts
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    rows = measured(parts)
    sys.stdout.write(table(rows) + "\n")
    if set(parts) == set(PARTS):
        PAGE.write_text(page(rows), encoding="utf-8")
    return 0


def measured(parts: list[str]) -> list[Row]:
    """Start both sides and return the rows of these parts."""
    rows: list[Row] = []
    made()
    with both() as sides, tqdm(total=len(parts), desc="measuring", unit="part") as bar:
        for part in parts:
            bar.set_postfix_str(part)
            rows += importlib.import_module(f"bench.{part}").measure(sides)
            bar.update()
    return rows


if __name__ == "__main__":
    sys.exit(main())

"""Measure, print and write docs/nlu.md with its two pictures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.nlu import examples, pictures, public, report, thresholds
from bench.nlu.assistant import quiet
from bench.nlu.measurements import compared, cross_validated
from bench.nlu.pipelines import variants

DOCS = examples.ROOT / "docs"


def main() -> int:
    """Return 1 if a sentence is both trained on and held out: such figures would be worthless."""
    options = _options()
    quiet()
    if options.public:
        for line in public.lines(options.public):
            print(line, flush=True)
        return 0
    training, held_out = examples.load(examples.TRAINING), examples.load(examples.HELD_OUT)
    for text in sorted(examples.shared(training, held_out)):
        print(f"In data/nlu and in data/nlu_test: {text}", file=sys.stderr)
    if examples.shared(training, held_out):
        return 1
    readings = cross_validated(reuse=options.reuse)
    measured = {name: compared(name, reuse=options.reuse) for name in variants()}
    points = [thresholds.at(readings, step) for step in thresholds.STEPS]
    text = report.written(training, held_out, readings, measured)
    print(text)
    (DOCS / "nlu.md").write_text(text)
    pictures.curve(points, report.threshold(), DOCS / "nlu-threshold.svg")
    pictures.confusions(readings, DOCS / "nlu-confusions.svg")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.nlu", description=__doc__)
    parser.add_argument(
        "--reuse", action="store_true", help="keep figures measured on the same data and code"
    )
    parser.add_argument(
        "--public",
        type=Path,
        metavar="FOLDER",
        help="instead, measure on the train.csv and test.csv of a public set (BANKING77, HWU64)",
    )
    return parser.parse_args()

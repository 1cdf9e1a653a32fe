"""What a load test counts as wrong, what it writes, and the arithmetic of the sizing page."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.load.outcome import Latency, Outcome, Told
from bench.load.report import Found, People, written, wrong
from bench.load.service import Cost
from bench.table import placed

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")


def case(
    reference: str, level: str, received_at: str = "2026-11-24T10:00:00Z"
) -> dict[str, str | list[str]]:
    return {"reference": reference, "level": level, "received_at": received_at, "marks": []}


GOOD = Found(
    People(2, 1, 20.0),
    60.0,
    Outcome(
        told=[Told("danger", "FD-1"), Told("peer", "FD-2"), Told("hoax", "FD-3")],
        left=2,
        latencies={"all": Latency(600, 50.0, 90.0, 300.0)},
    ),
    [case("FD-1", "P1"), case("FD-2", "P2"), case("FD-3", "P3")],
    {"assistant": Cost(6.0, 1700.0)},
)


def test_a_load_test_in_which_all_is_well_says_so_and_shows_its_figures():
    assert wrong(GOOD, "") == []

    words = written(GOOD, [])

    assert "600 turns, 10.0 a second.\n2 reports and 1 hoaxes acknowledged" in words
    assert "| assistant | 6 | 10.0 | 1700 |" in words
    assert "every stored report was acknowledged once" in words


@pytest.mark.parametrize(
    ("queue", "check", "told"),
    [
        (GOOD.queue[:2], "", "receipts that name no stored report: 1"),
        ([*GOOD.queue, case("FD-3", "P3")], "", "reports stored twice, or for nobody: 1"),
        ([case("FD-1", "P2"), *GOOD.queue[1:]], "", "of another level than their story's: 1"),
        ([GOOD.queue[1], GOOD.queue[0], GOOD.queue[2]], "", "immediate cases behind others"),
        (GOOD.queue, "case FD-1 has no clock", "complaints of check: 1"),
    ],
)
def test_what_must_never_be_is_named_and_shown(queue, check, told):
    found = wrong(replace(GOOD, queue=queue), check)

    assert any(told in line for line in found)
    assert "WRONG: " in written(GOOD, found)


@pytest.mark.parametrize("part", ["load", "flood"])
def test_the_sizing_page_has_a_place_for_each_figure(part: str):
    assert "written anew" in placed(PAGE, part, "written anew")


def test_the_sizing_table_is_what_the_measured_cost_of_a_turn_makes_it():
    costs = re.findall(r"takes ([\d.]+) \+ ([\d.]+) \+ ([\d.]+) = (\d+) ms", PAGE)[0]
    assistant, edge, actions, whole = map(float, costs)
    rows = re.findall(
        r"^\| ([\d,]+) \| ([\d,]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.MULTILINE
    )

    assert round(assistant + edge + actions) == whole
    assert [row[0] for row in rows] == ["1,000", "10,000", "100,000"]
    for row in rows:
        people, turns, cores, *processes = (int(one.replace(",", "")) for one in row)
        assert turns == people / 20
        assert cores == math.ceil(turns * whole / 700)
        needed = [math.ceil(turns * cost / 700) for cost in (assistant, actions, edge)]
        assert processes == needed

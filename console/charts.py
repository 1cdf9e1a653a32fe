"""Bar charts as plain geometry for templates: no script, no inline style, text beside each bar."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 26
LABEL = 130
WIDTH = 640
ROOM = 200
"""Pixels of the drawing: height of a row, room for labels on the left, whole width, room right."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length in any unit, what stands beside it, and a part marked bad."""

    label: str
    value: float
    told: str
    bad: float = 0


@dataclass(frozen=True)
class Drawn:
    """A bar in the drawing's own units."""

    label: str
    told: str
    y: int
    width: int
    bad_width: int


@dataclass(frozen=True)
class Chart:
    """A whole chart; `bars` also make the table that says the same."""

    bars: tuple[Drawn, ...]
    height: int
    row: int
    width: int = WIDTH
    left: int = LABEL


def bars(given: Sequence[Bar], row: int = ROW) -> Chart:
    """Return a horizontal bar chart whose longest bar fills the room there is."""
    longest = max((one.value for one in given), default=0) or 1
    scale = (WIDTH - LABEL - ROOM) / longest
    drawn = tuple(
        Drawn(one.label, one.told, number * row, round(one.value * scale), round(one.bad * scale))
        for number, one in enumerate(given)
    )
    return Chart(drawn, max(1, len(drawn)) * row, row)

"""Bar charts as plain geometry for templates: no script, no inline style, text beside each bar."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 26
LABEL = 155
WIDTH = 640
ROOM = 230
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


@dataclass(frozen=True)
class Columns:
    """A column chart: `bars` as `Drawn` have their top in `y` and their height in `width`."""

    bars: tuple[Drawn, ...]
    step: int
    height: int = 150
    foot: int = 20

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return self.step * len(self.bars)


def columns(given: Sequence[Bar], step: int = 27) -> Columns:
    """Return upright columns, the tallest as high as there is room under its figure."""
    drawn = Columns((), step)
    most, ground = max((one.value for one in given), default=0) or 1, drawn.height - drawn.foot
    heights = [round(one.value * (ground - drawn.foot) / most) for one in given]
    return Columns(
        tuple(
            Drawn(one.label, one.told, ground - high, high, 0)
            for one, high in zip(given, heights, strict=True)
        ),
        step,
    )

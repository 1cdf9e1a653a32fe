"""One line of the table of figures: ours beside a baseline measured in the same run."""

from dataclasses import dataclass
from statistics import median, quantiles
from typing import Literal


@dataclass(frozen=True)
class Row:
    """A figure in `unit`; `samples` are ours, `beside` the baseline's, empty where there is none.

    With a baseline the figure judged is ours divided by the baseline's, by their medians; without
    one it is our median. `limit` is what it may be at most, or at least, by `better`.
    """

    what: str
    unit: str
    samples: tuple[float, ...]
    beside: tuple[float, ...] = ()
    limit: float | None = None
    better: Literal["less", "more"] = "less"

    @property
    def judged(self) -> float:
        """The ratio, or our figure where there is nothing to divide by."""
        ours = median(self.samples)
        return ours / median(self.beside) if self.beside else ours

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; None when there is none."""
        if self.limit is None:
            return None
        return self.judged <= self.limit if self.better == "less" else self.judged >= self.limit


def spread(samples: tuple[float, ...]) -> str:
    """Return the median with the middle half of the samples, as `16 (14-19)`."""
    if not samples:
        return "-"
    middle = _short(median(samples))
    if len(samples) < 4:
        return middle
    low, _, high = quantiles(samples, n=4)
    return f"{middle} ({_short(low)}-{_short(high)})"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"

"""Adding office time to an instant, across nights, weekends and changes of the clocks.

Arithmetic is done in UTC only: Python's arithmetic on local times ignores changes of the clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONGEST_CLOSURE = 366
"""Days to look ahead for the next open hour; a year of closed days is a mistake in the file."""


@dataclass(frozen=True)
class OfficeHours:
    """When the office is open: local times in `zone`, weekdays counted from Monday = 0."""

    zone: ZoneInfo
    days: frozenset[int]
    opens: time
    closes: time
    closed_on: frozenset[date] = frozenset()

    def add(self, start: datetime, allowance: timedelta) -> datetime:
        """Return the UTC instant at which `allowance` of open time has passed since `start`.

        Raises ValueError when the office does not open within a year.
        """
        left = allowance
        for opening, closing in self._open_spans(start):
            if closing - opening >= left:
                return opening + left
            left -= closing - opening
        raise ValueError("the office does not open often enough for this clock")

    def _open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        start = start.astimezone(UTC)
        first = start.astimezone(self.zone).date()
        for offset in range(_LONGEST_CLOSURE):
            day = first + timedelta(days=offset)
            if day.weekday() in self.days and day not in self.closed_on:
                opening = max(self._instant(day, self.opens), start)
                closing = self._instant(day, self.closes)
                if opening < closing:
                    yield opening, closing

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

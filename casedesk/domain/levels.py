"""The four levels of urgency, and the one direction in which they move by themselves."""

from enum import StrEnum


class Level(StrEnum):
    """How soon the child must be seen or spoken to; P1 is the most urgent.

    The times belonging to each level stand in `data/triage/clocks.yml`.
    """

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    def outranks(self, other: "Level") -> bool:
        """Return whether this level is more urgent than the other."""
        return self.value < other.value


def most_urgent(*levels: Level) -> Level:
    """Return the most urgent of the levels, or P4 (advice) when there are none."""
    return min(levels, default=Level.P4)

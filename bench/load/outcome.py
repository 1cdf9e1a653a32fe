"""What a load test's people were told, and how long they waited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

STORIES = Path(__file__).with_name("stories.yml")


@cache
def stories() -> Mapping[str, Any]:
    """Return what people answer, by the name of their story."""
    loaded: Mapping[str, Any] = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Told:
    """A receipt somebody was shown."""

    story: str
    reference: str


@dataclass(frozen=True)
class Latency:
    """Answers to one kind of request: how many, and milliseconds at three points."""

    answers: int
    median: float
    p95: float
    worst: float


@dataclass
class Outcome:
    """What all people together saw.

    `given_up` counts those whom nothing answered, `left` those still talking when time was over.
    """

    told: list[Told] = field(default_factory=list)
    sent_again: int = 0
    given_up: int = 0
    left: int = 0
    latencies: dict[str, Latency] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Return what the people's process wrote down."""
        raw = json.loads(file.read_text(encoding="utf-8"))
        told = [Told(**one) for one in raw["told"]]
        latencies = {name: Latency(**one) for name, one in raw["latencies"].items()}
        return cls(told, raw["sent_again"], raw["given_up"], raw["left"], latencies)

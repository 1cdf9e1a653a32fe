"""What a complete report costs, from the greeting to the receipt."""

from collections.abc import Iterator
from statistics import median

import httpx

from bench.rows import Row
from bench.running import Both, cpu
from bench.talk import by_button, timed

REPORTS = 5
MOST_TURNS = 60
ENDS = 3
"""Turns taken together as the first and as the last; the sending itself is left out."""

GROWTH_LIMIT = 1.3
CALLS_LIMIT = 1.0


def measure(both: Both) -> Iterator[Row]:
    """Yield answers, CPU, growth and action calls of one report."""
    with httpx.Client(base_url=both.ours.url("edge"), timeout=60) as client:
        _report(client)  # The first one warms up.
        found = [_measured(both, client) for _ in range(REPORTS)]
    answers, seconds, growth = zip(*found, strict=True)
    yield Row("a complete report: answers given", "", answers)
    yield Row("a complete report: CPU, all processes", "s", seconds)
    yield Row("a complete report: last turns to first turns", "", growth, (), GROWTH_LIMIT)
    calls = (_calls_an_answer(both),)
    yield Row("a complete report: action calls an answer", "", calls, (), CALLS_LIMIT)


def _measured(both: Both, client: httpx.Client) -> tuple[float, float, float]:
    used = cpu(both.ours)
    answers = _report(client)[:-1]
    growth = median(answers[-ENDS:]) / median(answers[:ENDS])
    return len(answers), cpu(both.ours) - used, growth


def _calls_an_answer(both: Both) -> float:
    """Return the calls of one report's answers, through an assistant whose calls are counted."""
    both.ours.kill("assistant")
    both.ours.counting = True
    both.ours.start("assistant")
    with httpx.Client(base_url=both.ours.url("edge"), timeout=60) as client:
        talk, answers = by_button(client), 0
        before = both.ours.actions.calls
        while talk.asked != "confirm":  # What sends the report is no answer.
            talk.turn()
            answers += 1
    return (both.ours.actions.calls - before) / answers


def _report(client: httpx.Client) -> list[float]:
    talk, took = by_button(client), []
    while not talk.over and len(took) < MOST_TURNS:
        took.append(timed(talk)[1])
    return took

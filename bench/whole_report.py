"""What a complete report of thirty answers costs, from the greeting to the receipt."""

from collections.abc import Iterator
from statistics import median

import httpx

from bench.rows import Row
from bench.running import Both, cpu
from bench.talk import LongTalk, at_length, timed

REPORTS = 5
MOST_TURNS = 60
ENDS = 5
"""Turns taken together as the first and as the last; the sending itself is left out."""

GROWTH_LIMIT = 1.3
CALLS_LIMIT = 1.0


def measure(both: Both) -> Iterator[Row]:
    """Yield answers, CPU, growth and action calls of one report."""
    with httpx.Client(base_url=both.ours.url("edge"), timeout=60) as client:
        _report(client)  # The first one warms up.
        found = [_measured(both, client) for _ in range(REPORTS)]
    seconds, growth = zip(*found, strict=True)
    what = f"a report of {LongTalk.wanted} answers"
    yield Row(f"{what}: CPU, all processes", "s", seconds)
    yield Row(f"{what}: last turns to first turns", "", growth, (), GROWTH_LIMIT)
    calls = (_calls_an_answer(both),)
    yield Row(f"{what}: action calls an answer", "", calls, (), CALLS_LIMIT)


def _measured(both: Both, client: httpx.Client) -> tuple[float, float]:
    used = cpu(both.ours)
    answers = _report(client)[: LongTalk.wanted]
    growth = median(answers[-ENDS:]) / median(answers[:ENDS])
    return cpu(both.ours) - used, growth


def _calls_an_answer(both: Both) -> float:
    """Return the calls of one report's answers, through an assistant whose calls are counted."""
    both.ours.kill("assistant")
    both.ours.counting = True
    both.ours.start("assistant")
    with httpx.Client(base_url=both.ours.url("edge"), timeout=60) as client:
        talk = at_length(client)
        before = both.ours.actions.calls
        while talk.answered < talk.wanted:  # What sends the report is no answer.
            talk.turn()
    return (both.ours.actions.calls - before) / talk.answered


def _report(client: httpx.Client) -> list[float]:
    talk, took = at_length(client), []
    while not talk.over and len(took) < MOST_TURNS:
        took.append(timed(talk)[1])
    return took

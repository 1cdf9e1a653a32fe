"""What a load test found: written for people, and judged."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.load.outcome import Latency, Outcome, stories
from bench.load.service import Cost
from tests.conversation.system import System

LONGEST_QUEUE = "1000000"


@dataclass(frozen=True)
class People:
    """Who talked: how many reporters and hoaxers, and a reporter's pause in seconds."""

    reporters: int
    hoaxers: int
    pause: float


@dataclass(frozen=True)
class Found:
    """One load test; `queue` is the desk's queue after it, in its own order."""

    people: People
    seconds: float
    outcome: Outcome
    queue: Sequence[Mapping[str, Any]]
    costs: Mapping[str, Cost]


def queue(system: System) -> Sequence[Mapping[str, Any]]:
    """Return every live case, in the queue's order."""
    cases: list[Mapping[str, Any]] = json.loads(
        system.run("queue", "--limit", LONGEST_QUEUE, "--json")
    )["cases"]
    return cases


def checked(system: System) -> str:
    """Return what `check` complains of, nothing when all is well."""
    try:
        system.run("check")
    except AssertionError as problem:
        return str(problem) or "check found something"
    return ""


def wrong(found: Found, check: str) -> list[str]:
    """Return what must never be: R1, R2, R12 and R16, each in a line."""
    told = [one.reference for one in found.outcome.told]
    stored = [case["reference"] for case in found.queue]
    levels = {case["reference"]: case["level"] for case in found.queue}
    lines = {
        "receipts that name no stored report": set(told) - set(stored),
        "reports stored twice, or for nobody": list((Counter(stored) - Counter(told)).elements()),
        "people never answered": range(found.outcome.given_up),
        "reports of another level than their story's": [
            one.reference
            for one in found.outcome.told
            if levels.get(one.reference) != stories()[one.story]["level"]
        ],
        "immediate cases behind others, or behind later ones": _overtaken(found.queue),
        "complaints of check": [check] if check else [],
    }
    return [f"{what}: {len(which)}" for what, which in lines.items() if which]


def _overtaken(cases: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return immediate cases that stand behind one of another level, or behind a later one.

    Everybody tells the same stories here, so most are marked as alike; marked and unmarked ones
    are in order of time among themselves.
    """
    overtaken, before, others = [], {True: "", False: ""}, False
    for case in cases:
        if case["level"] != "P1":
            others = True
        elif others or case["received_at"] < before[bool(case["marks"])]:
            overtaken.append(case["reference"])
        else:
            before[bool(case["marks"])] = case["received_at"]
    return overtaken


def written(found: Found, wrong: Sequence[str]) -> str:
    """Return summary and tables, in Markdown."""
    turns = found.outcome.latencies["all"].answers
    tables = [*_answers(found.outcome.latencies), "", *_costs(found.costs, turns)]
    return "\n".join([*_summary(found, turns), "", *_judged(wrong), "", *tables])


def _summary(found: Found, turns: int) -> list[str]:
    people, outcome = found.people, found.outcome
    told = Counter(one.story == "hoax" for one in outcome.told)
    flood = f" and {people.hoaxers} hoaxers who never pause" if people.hoaxers else ""
    who = f"{people.reporters} people who pause for {people.pause:g} s{flood}"
    rate = f"{turns:,} turns, {turns / found.seconds:.1f} a second"
    hoaxes = f" and {told[True]:,} hoaxes" if people.hoaxers else ""
    return [
        f"{who}, at once, for {found.seconds:.0f} s: {rate}.",
        f"{told[False]:,} reports{hoaxes} acknowledged; {outcome.sent_again} messages sent again;",
        f"{outcome.left} people in the middle of a report when the time was over.",
    ]


def _judged(wrong: Sequence[str]) -> list[str]:
    if wrong:
        return [f"WRONG: {line}" for line in wrong]
    return [
        "Every receipt names a stored report, and every stored report was acknowledged once.",
        "`check` finds nothing, every report has the level its story asks for, and no immediate",
        "case stands behind another, or behind one that came later.",
    ]


def _answers(latencies: Mapping[str, Latency]) -> list[str]:
    rows = [
        f"| {name} | {one.answers:,} | {one.median:.0f} | {one.p95:.0f} | {one.worst:.0f} |"
        for name, one in latencies.items()
    ]
    return [
        "| Request | Answers | Median, ms | 95 %, ms | Worst, ms |",
        "|---|---|---|---|---|",
        *rows,
    ]


def _costs(costs: Mapping[str, Cost], turns: int) -> list[str]:
    rows = [
        f"| {kind} | {cost.cpu:.0f} | {cost.cpu / turns * 1000:.1f} | {cost.memory:.0f} |"
        for kind, cost in costs.items()
    ]
    return ["| Process | CPU, s | CPU a turn, ms | Memory, MB |", "|---|---|---|---|", *rows]

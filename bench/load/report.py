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
class Found:
    """One load test; `queue` is the desk's queue after it, in its own order."""

    users: int
    hoaxers: int
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
    """Return immediate cases that stand behind one of another level, or behind a later one."""
    overtaken, before, others = [], "", False
    for case in cases:
        if case["level"] != "P1":
            others = True
        elif others or case["received_at"] < before:
            overtaken.append(case["reference"])
        else:
            before = case["received_at"]
    return overtaken


def written(found: Found) -> str:
    """Return the tables, in Markdown."""
    turns = found.outcome.latencies["all"].answers
    summary = (
        f"{found.users} people and {found.hoaxers} hoaxers at once for {found.seconds:.0f} s: "
        f"{turns:,} turns, {turns / found.seconds:.1f} a second; "
        f"{len(found.outcome.told):,} receipts, {found.outcome.sent_again} messages sent again."
    )
    return "\n".join(
        [summary, "", *_answers(found.outcome.latencies), "", *_costs(found.costs, turns)]
    )


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

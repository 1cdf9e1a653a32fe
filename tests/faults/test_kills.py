"""kill -9 at random instants while reports are made: nothing acknowledged is lost or doubled.

Each round makes one report and ends one process somewhere inside it; the reporter's page does what
it always does, it sends the same message again. `FAULT_KILLS` sets the number of rounds (CI: a
few; `make faults`: as many as asked for), `FAULT_SEED` repeats a run. What was killed and what came
of it is printed at the end, for `pytest -s`.
"""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tqdm import tqdm

from tests.conversation.runner import Chat
from tests.conversation.system import System
from tests.faults.telling import SAID, TURNS_AT_MOST, next_text, revive, say_until_answered

ROUNDS = int(os.environ.get("FAULT_KILLS", "6"))
SEED = int(os.environ.get("FAULT_SEED", "2018"))
LONGEST_WAIT = 0.25
"""Seconds after a message is sent within which its process is ended."""

# The assistant takes longest to come back, so it is ended least often.
VICTIMS = ["actions"] * 4 + ["edge"] * 3 + ["worker"] * 2 + ["assistant"]
ENDED: Counter[str] = Counter()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("faults"))
    try:
        running.start("actions", "assistant", "edge", "worker")
        yield running
    finally:
        running.stop()


def report_with_a_kill(system: System, dice: random.Random) -> Chat:
    chat = Chat(system)
    chat.open()
    said, victim, at = list(SAID), dice.choice(VICTIMS), dice.randrange(len(SAID) + 8)
    for turn in range(TURNS_AT_MOST):
        killer = threading.Timer(dice.uniform(0, LONGEST_WAIT), end, (system, victim))
        if turn == at:
            killer.start()
        say_until_answered(chat, next_text(chat, said))
        if turn == at:
            killer.join()
            revive(system)
        if chat.receipt:
            return chat
    raise AssertionError("the report was never sent")


def end(system: System, victim: str) -> None:
    if victim in system.running:
        system.kill(victim)
        ENDED[victim] += 1


@pytest.mark.timeout(60 + 60 * ROUNDS)
def test_every_receipt_names_a_stored_report_and_no_report_is_stored_twice(
    system: System, tmp_path: Path
) -> None:
    dice, begun = random.Random(SEED), time.monotonic()  # noqa: S311 - repeatable, not a secret

    acknowledged = [
        report_with_a_kill(system, dice).reference
        for _ in tqdm(range(ROUNDS), unit="report", desc="killing", disable=None)
    ]

    stored = [
        row["reference"]
        for row in json.loads(system.run("queue", "--limit", "100000", "--json"))["cases"]
    ]
    assert sorted(acknowledged) == sorted(stored)
    print(  # noqa: T201 - the counts are what a long run is for
        f"\n{sum(ENDED.values())} kills in {time.monotonic() - begun:.0f} s ({dict(ENDED)}): "
        f"{len(acknowledged)} reports acknowledged, {len(stored)} stored, "
        f"{len(stored) - len(set(stored))} twice"
    )


def test_after_all_of_it_check_finds_nothing(system: System) -> None:
    revive(system)

    system.run("check")

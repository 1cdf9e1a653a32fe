"""Floods are slowed, and a first report is let through whatever happens."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from limits import parse
from limits.aio.storage import MemoryStorage

from edge.conversation import come_back
from edge.pace import GUESSING, OPENING, Limits, Pace
from edge.problems import Problem
from edge.returning import NobodyReturns, Visits
from edge.schemas import Reply
from edge.turns import Turns
from tests.fakes import a_clock

TWO = Pace(parse("2/minute"), 3.0)


class BrokenStorage(MemoryStorage):
    """A limiter's memory that is gone."""

    async def acquire_sliding_window_entry(self, *_args: object, **_kwargs: object) -> bool:
        raise ConnectionError("the storage is not there")


def delays(limits: Limits, who: str, times: int, pace: Pace = TWO) -> list[float]:
    async def run() -> list[float]:
        return [await limits.delay("act", who, pace) for _ in range(times)]

    return asyncio.run(run())


def test_what_is_free_is_free_and_what_comes_above_it_waits():
    assert delays(Limits(a_clock()), "somebody", 4) == [0.0, 0.0, 3.0, 3.0]


def test_one_who_floods_slows_nobody_else():
    limits = Limits(a_clock())

    delays(limits, "flooder", 50)

    assert delays(limits, "child", 1) == [0.0]


def test_a_class_of_thirty_behind_one_address_opens_without_waiting():
    assert set(delays(Limits(a_clock()), "school", 30, OPENING)) == {0.0}


def test_guessing_codes_slows_after_three():
    assert delays(Limits(a_clock()), "guesser", 4, GUESSING) == [0.0, 0.0, 0.0, GUESSING.wait]


def test_a_limiter_that_cannot_count_lets_everything_through():
    limits = Limits(a_clock(), BrokenStorage())

    assert delays(limits, "child", 5) == [0.0] * 5


def test_an_address_is_known_by_a_name_that_means_nothing_an_hour_later():
    clock = a_clock()
    limits = Limits(clock)
    before = limits.key("192.0.2.7")
    assert limits.key("192.0.2.7") == before
    assert "192" not in before

    clock.at += timedelta(hours=1, seconds=1)

    assert limits.key("192.0.2.7") != before
    assert Limits(clock).key("192.0.2.7") != limits.key("192.0.2.7")


def test_many_guesses_at_once_gain_nothing_over_one_after_another():
    async def run() -> None:
        limits = Limits(a_clock())
        async with limits.guesses_of("guesser"):
            with pytest.raises(Problem, match="too_fast"):
                limits.guesses_of("guesser")
            async with limits.guesses_of("somebody else"):
                pass
        async with limits.guesses_of("guesser"):
            pass

    asyncio.run(run())


class Watched(Limits):
    """Limits that note each wait instead of waiting."""

    waits: list[float]

    async def slow(self, act: str, who: str, pace: Pace) -> None:
        self.waits.append(await self.delay(act, who, pace))


def guessed(guesses: list[tuple[str, str]]) -> list[float]:
    """Return the seconds each guess, an address and a code, would have waited."""
    limits = Watched(a_clock())

    async def run() -> list[float]:
        edge = SimpleNamespace(limits=limits, returning=NobodyReturns())
        waited = []
        for address, code in guesses:
            limits.waits = []
            with pytest.raises(Problem, match="unknown_code"):
                await come_back(edge, address, code)  # type: ignore[arg-type]
            waited.append(sum(limits.waits))
        return waited

    return asyncio.run(run())


def test_guesses_at_one_report_from_many_addresses_slow_each_other():
    codes = [f"4821 0093 7756 {end}" for end in range(1000, 1005)]

    waited = guessed([(f"192.0.2.{n}", code) for n, code in enumerate(codes)])

    assert waited == [0, 0, 0, GUESSING.wait, GUESSING.wait]


def test_guesses_at_many_reports_from_one_address_slow_each_other():
    codes = [f"{n}111 222{n} 3333 4444" for n in range(1, 6)]

    waited = guessed([("192.0.2.7", code) for code in codes])

    assert waited == [0, 0, 0, GUESSING.wait, GUESSING.wait]


def test_guesses_at_different_reports_from_different_addresses_do_not():
    assert set(guessed([(f"192.0.2.{n}", f"{n}111 2222 3333 4444") for n in range(1, 9)])) == {0}


def test_replies_are_remembered_for_ten_minutes_and_no_longer():
    clock, runs = a_clock(), []
    message_id = uuid4()

    async def turn() -> Reply:
        runs.append(1)
        return Reply(messages=[])

    async def run() -> None:
        turns = Turns(clock)
        await turns.once("c", message_id, "hello", turn)
        clock.at += timedelta(minutes=9, seconds=59)
        await turns.once("c", message_id, "hello", turn)
        assert len(runs) == 1
        clock.at += timedelta(seconds=2)
        await turns.once("c", message_id, "hello", turn)
        assert len(runs) == 2

    asyncio.run(run())


def test_a_turn_goes_on_when_one_of_those_who_wait_for_it_hangs_up():
    message_id = uuid4()

    async def run() -> None:
        turns, runs = Turns(a_clock()), []

        async def slow_turn() -> Reply:
            runs.append(1)
            await asyncio.sleep(0.05)
            return Reply(messages=[], state="filed")

        first = asyncio.create_task(turns.once("c", message_id, "hello", slow_turn))
        await asyncio.sleep(0.01)
        first.cancel()
        again = await turns.once("c", message_id, "hello", slow_turn)
        assert again.state == "filed"
        assert len(runs) == 1

    asyncio.run(run())


def test_a_visit_is_forgotten_after_an_hour_of_silence():
    clock = a_clock()
    visits = Visits(clock)
    visits.welcome("c", object())  # type: ignore[arg-type]
    clock.at += timedelta(minutes=59)
    assert visits.of("c")
    clock.at += timedelta(minutes=59)
    assert visits.of("c")

    clock.at += timedelta(minutes=61)

    assert visits.of("c") is None

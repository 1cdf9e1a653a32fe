"""Several equal neighbours: a conversation keeps to one, and one that failed is left alone."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from fakes import a_clock

from casedesk.neighbours import LONGEST_REST, TRIES, Neighbours

ADDRESSES = [f"http://assistant-{number}:5005" for number in range(5)]
CONVERSATIONS = [f"conversation {number}" for number in range(1000)]


def first_of(neighbours: Neighbours) -> dict[str, str]:
    return {one: neighbours.in_order(one)[0] for one in CONVERSATIONS}


def test_without_an_address_there_is_nobody_to_ask():
    with pytest.raises(ValueError, match="at least one"):
        Neighbours([], a_clock())


def test_a_conversation_keeps_to_one_neighbour_in_every_process():
    assert first_of(Neighbours(ADDRESSES, a_clock())) == first_of(
        Neighbours(list(reversed(ADDRESSES)), a_clock())
    )


def test_conversations_are_spread_evenly():
    firsts = list(first_of(Neighbours(ADDRESSES, a_clock())).values())

    assert all(150 < firsts.count(address) < 250 for address in ADDRESSES)


def test_a_neighbour_that_leaves_moves_only_its_own_conversations():
    before = first_of(Neighbours(ADDRESSES, a_clock()))
    after = first_of(Neighbours(ADDRESSES[1:], a_clock()))

    assert all(after[one] == was for one, was in before.items() if was != ADDRESSES[0])


def test_no_more_than_three_are_asked_for_one_turn():
    assert len(Neighbours(ADDRESSES, a_clock()).in_order("c")) == TRIES == 3


def test_one_that_failed_is_asked_last_until_it_has_rested():
    clock = a_clock()
    neighbours = Neighbours(ADDRESSES[:2], clock)
    first, second = neighbours.in_order("c")

    neighbours.failed(first)
    assert neighbours.in_order("c") == (second, first)

    clock.at += timedelta(seconds=1)
    assert neighbours.in_order("c") == (first, second)


def test_one_that_fails_again_rests_twice_as_long_but_never_over_half_a_minute():
    clock = a_clock()
    neighbours = Neighbours(ADDRESSES[:2], clock)
    first, second = neighbours.in_order("c")

    for seconds in (1, 2, 4, 8, 16, 30, 30):
        neighbours.failed(first)
        clock.at += timedelta(seconds=seconds, microseconds=-1)
        assert neighbours.in_order("c")[0] == second
        clock.at += timedelta(microseconds=1)
        assert neighbours.in_order("c")[0] == first
    assert timedelta(seconds=30) == LONGEST_REST


def test_one_that_works_again_is_trusted_as_before():
    clock = a_clock()
    neighbours = Neighbours(ADDRESSES[:2], clock)
    first, _ = neighbours.in_order("c")
    neighbours.failed(first)
    neighbours.failed(first)

    neighbours.worked(first)
    neighbours.failed(first)
    clock.at += timedelta(seconds=1)

    assert neighbours.in_order("c")[0] == first


def test_when_all_have_failed_all_are_still_asked():
    neighbours = Neighbours(ADDRESSES[:2], a_clock())
    for address in ADDRESSES[:2]:
        neighbours.failed(address)

    assert set(neighbours.in_order("c")) == set(ADDRESSES[:2])

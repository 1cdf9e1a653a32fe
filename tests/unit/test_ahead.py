"""What takes long to make is made before it is asked for, and given to one person only."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

from casedesk.store.ahead import Ahead


def test_what_was_prepared_is_ready() -> None:
    numbers = Ahead(itertools.count().__next__)
    numbers.prepare()
    numbers.prepare()

    assert numbers.wait() == 2
    assert [numbers.take(), numbers.take()] == [0, 1]
    assert numbers.wait() == 0


def test_without_one_ready_it_is_made_by_whoever_asks() -> None:
    makers = Ahead(threading.get_ident)

    assert makers.take() == threading.get_ident()


def test_what_was_given_back_unused_is_the_next_one_taken() -> None:
    numbers = Ahead(itertools.count().__next__)
    numbers.prepare()
    numbers.prepare()

    numbers.give_back(numbers.take())

    assert [numbers.take(), numbers.take(), numbers.take()] == [0, 1, 2]


def test_no_more_are_kept_ready_than_allowed() -> None:
    numbers = Ahead(itertools.count().__next__, most=3)
    for _ in range(10):
        numbers.prepare()

    assert numbers.wait() == 3


def test_no_two_are_ever_given_the_same() -> None:
    numbers = Ahead(itertools.count().__next__)
    for _ in range(40):
        numbers.prepare()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: numbers.take(), range(100)))

    assert sorted(taken) == list(range(100))

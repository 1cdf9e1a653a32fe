"""A question is told from what is told beside it, and nothing told is lost for a question."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from casedesk.dialogue.asking import is_question, told_beside
from casedesk.dialogue.interpret import Scene, interpret
from casedesk.dialogue.turn import Aside, Turn
from casedesk.interview.answers import Answer, given
from casedesk.interview.catalogue import load_catalogue

MONDAY = date(2026, 11, 23)
catalogue = cache(load_catalogue)


def aside(words: str, requested: str, intent: str, **known: Answer) -> Any:
    turn = Turn("c", "young_person", words, intent, 0.95, None, "answering", requested, 0)
    return interpret(turn, Scene(catalogue(), known, MONDAY))


@pytest.mark.parametrize(
    "asks",
    [
        "should i pay",
        "will he post it",
        "he said pay or else, what do i do?",
        "ok but can i get in trouble",
        "whats gonna happen to my phone",
        "do u tell my mum",
        "omg is it illegal",
    ],
)
def test_a_question_is_one_with_or_without_its_mark(asks: str) -> None:
    assert is_question(asks)


@pytest.mark.parametrize(
    "tells",
    ["he has my picture and wants more", "i sent him one", "they said theyll post it", "im 14", ""],
)
def test_a_statement_is_no_question(tells: str) -> None:
    assert not is_question(tells)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("can i get in trouble? im 14 and its on snap", "im 14 and its on snap"),
        ("im 14. should i pay?", "im 14."),
        ("should i pay btw its on insta", "btw its on insta"),
        ("should i pay", ""),
        ("he wants more pics", "he wants more pics"),
    ],
)
def test_what_is_told_beside_a_question_is_found(words: str, told: str) -> None:
    assert told_beside(words) == told


@pytest.mark.parametrize(
    "words", ["he has my picture and wants more", "this boy keeps asking for more pics of me"]
)
def test_what_is_told_to_the_open_question_is_its_answer(words: str) -> None:
    move = aside(words, "account", "ask_more_images_demanded")

    assert move.answers["account"].value == words


def test_a_question_at_the_open_question_is_no_account() -> None:
    move = aside("should i send him more?", "account", "ask_more_images_demanded")

    assert move == Aside({})


def test_facts_told_with_a_question_are_kept() -> None:
    move = aside("can i get in trouble? im 14 and its on snap", "in_danger_now", "ask_in_trouble")

    assert move.answers["child_age"].value == 14
    assert move.answers["platforms"].value == ["snapchat"]


def test_the_answer_to_the_question_asked_is_kept_with_a_question_back() -> None:
    move = aside("im 14. will you tell my mum?", "child_age", "ask_tell_parents")

    assert move.answers["child_age"].value == 14


def test_what_is_known_is_not_replaced_by_a_remark() -> None:
    move = aside("should i pay? my friend is 15", "platforms", "ask_pay", child_age=given(13))

    assert "child_age" not in move.answers

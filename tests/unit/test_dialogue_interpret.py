"""What a message means: the question asked comes first, steering second, side questions third."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from casedesk.dialogue.interpret import Scene, interpret
from casedesk.dialogue.steps import CONFIRM, READY, chosen
from casedesk.dialogue.turn import (
    Aside,
    AskAgain,
    GoBack,
    GoTo,
    Puzzled,
    Send,
    ShowReview,
    Take,
    Turn,
)
from casedesk.interview.answers import Answer, given
from casedesk.interview.catalogue import Catalogue, load_catalogue

MONDAY = date(2026, 11, 23)
catalogue = cache(load_catalogue)


def turn(words: str, requested: str | None, **changes: Any) -> Turn:
    heard: dict[str, Any] = {
        "conversation": "c",
        "face": "young_person",
        "words": words,
        "intent": "inform",
        "confidence": 0.9,
        "crisis": None,
        "phase": "answering",
        "requested": requested,
        "misunderstood": 0,
    }
    return Turn(**{**heard, **changes})


def read(words: str, requested: str, answers: dict[str, Answer] | None = None, **heard: Any) -> Any:
    whole: Catalogue = catalogue()
    return interpret(turn(words, requested, **heard), Scene(whole, answers or {}, MONDAY))


@pytest.mark.parametrize(
    ("words", "question", "value"),
    [
        ("young_person", "reporter_role", "young_person"),
        ("no", "in_danger_now", "no"),
        ("im 13", "child_age", 13),
        ("snapchat", "platforms", ["snapchat"]),
        ("nah", "contact_ok", "no"),
    ],
)
def test_an_answer_to_the_question_asked_is_that_answer(
    words: str, question: str, value: object
) -> None:
    move = read(words, question)

    assert isinstance(move, Take)
    assert move.answers[question].value == value


def test_an_option_is_the_answer_whatever_the_classifier_thought() -> None:
    move = read("no", "in_danger_now", intent="stop", confidence=0.99)

    assert isinstance(move, Take)


@pytest.mark.parametrize(
    ("words", "intent", "meant"),
    [
        ("go back", "back", GoBack),
        ("show me what i said", "review", ShowReview),
        ("say again", "repeat", AskAgain),
        ("carry on", "inform", AskAgain),
        ("why", "why", Aside),
        ("stop", "stop", Aside),
    ],
)
def test_a_few_words_steer_the_interview(words: str, intent: str, meant: type) -> None:
    assert isinstance(read(words, "child_age", intent=intent), meant)


@pytest.mark.parametrize(("intent", "status"), [("skip", "skipped"), ("unsure", "unknown")])
def test_a_question_can_be_left_without_an_answer(intent: str, status: str) -> None:
    move = read("dunno" if intent == "unsure" else "next", "child_age", intent=intent)

    assert isinstance(move, Take)
    assert move.answers["child_age"].status == status


@pytest.mark.parametrize("question", ["account", "in_danger_now", "platforms"])
def test_going_back_works_at_every_kind_of_question(question: str) -> None:
    assert isinstance(read("go back", question, intent="back", confidence=1.0), GoBack)


def test_a_question_back_is_answered_before_it_is_taken_for_an_answer() -> None:
    move = read("should i tell my mum?", "told", intent="ask_tell_parents")

    assert isinstance(move, Aside)


def test_a_question_is_known_by_its_first_word_where_nobody_types_the_mark() -> None:
    words = "what happens if i tell the police"
    move = read(words, "reporter_role", intent="ask_police", confidence=0.6)

    assert isinstance(move, Aside)


def test_a_story_is_kept_even_if_it_sounds_like_a_question() -> None:
    words = "he has my picture and keeps asking me to meet him and i dont know what to do"
    move = read(words, "account", intent="ask_meet_up", confidence=0.99)

    assert isinstance(move, Take)
    assert move.answers["account"].value == words


def test_what_is_told_unasked_is_kept_as_the_account() -> None:
    words = "a boy in my class has my picture and says he will share it with everyone"
    move = read(words, "child_age")

    assert isinstance(move, Take)
    assert move.answers["account"].value == words
    assert "child_age" not in move.answers


def test_what_is_overheard_never_replaces_an_answer() -> None:
    answers = {"platforms": given(["instagram"])}
    move = read("he has my picture from snapchat and wants £200", "account", answers)

    assert isinstance(move, Take)
    assert "platforms" not in move.answers
    assert move.answers["demands"].value == ["money"]


def test_an_earlier_answer_can_be_corrected_from_any_question() -> None:
    answers = {"child_age": given(14)}
    move = read("no i said 13", "account", answers)

    assert isinstance(move, Take)
    assert move.answers["child_age"].value == 13
    assert move.answers["child_age"].provenance == "corrected"


def test_a_line_of_the_review_can_be_changed() -> None:
    assert read("change platforms", CONFIRM, {"platforms": given(["snapchat"])}) == GoTo(
        "platforms"
    )


@pytest.mark.parametrize(("step", "meant"), [(READY, Take), (CONFIRM, Send)])
def test_sending_is_said_at_the_review_only(step: str, meant: type) -> None:
    assert isinstance(read("send", step), meant)


@pytest.mark.parametrize(
    "words",
    ["yes send it", "Please send it.", "ok, send it now please", "submit", "yeah you can send it"],
)
def test_sending_is_said_in_many_words(words: str) -> None:
    assert isinstance(read(words, CONFIRM), Send)


@pytest.mark.parametrize(
    "words", ["dont send it", "send it tomorrow", "wait before you send it", "he will send it"]
)
def test_other_words_about_sending_send_nothing(words: str) -> None:
    assert not isinstance(read(words, CONFIRM), Send)


def test_whoever_wants_to_send_before_the_end_sees_the_review_first() -> None:
    assert isinstance(read("send", "suspect_relation", intent="stop"), ShowReview)


@pytest.mark.parametrize("step", [READY, CONFIRM])
def test_what_is_told_at_the_end_is_added_to_the_account(step: str) -> None:
    before = {"account": given("he has my picture", "said", "he has my picture")}
    move = read("you can ring my nan after six", step, before, intent="inform")

    assert isinstance(move, Take)
    assert move.answers["account"].value == "he has my picture\nyou can ring my nan after six"


def test_a_no_at_the_end_is_not_added_to_the_account() -> None:
    assert isinstance(read("no i dont want that", CONFIRM, intent="deny"), Puzzled)


def test_whoever_wants_to_tell_more_is_asked_more() -> None:
    assert read("more", READY) == Take({READY: chosen("more")})


def test_what_means_nothing_is_not_made_into_an_answer() -> None:
    assert isinstance(read("xyzzy plugh", "child_age", intent="nlu_fallback"), Puzzled)

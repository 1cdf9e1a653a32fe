"""Answers written by hand become the values that rules compare, or are refused by name."""

import pytest

from casedesk.domain.errors import DataError
from casedesk.domain.normalise import normalise_answers
from casedesk.domain.vocabulary import FIELDS
from casedesk.interview.catalogue import load_catalogue

ACCEPTED = [
    ("in_danger_now", True, "yes"),
    ("in_danger_now", False, "no"),
    ("in_danger_now", "Unsure", "unsure"),
    ("suspect_relation", "Partner or ex", "partner_or_ex"),
    ("suspect_relation", "stranger-online", "stranger_online"),
    ("demands", "money", ["money"]),
    ("demands", ["money", "Money", "more images"], ["money", "more_images"]),
    ("child_age", 13, 13),
    ("child_age", " 13 ", 13),
    ("child_age", 13.0, 13),
    ("child_age", 0, 0),
    ("child_age", 25, 25),
    ("amount_paid", 50, {"value": "50"}),
    ("amount_paid", "50.00", {"value": "50.00"}),
    (
        "amount_paid",
        {"value": 50, "currency": "GBP", "unit": None},
        {"value": "50", "currency": "GBP"},
    ),
    (
        "suspect_identifiers",
        {"kind": "handle", "platform": "x", "value": " @a "},
        [{"kind": "handle", "platform": "x", "value": "@a"}],
    ),
    ("platforms", "snapchat", "snapchat"),
    ("platforms", ["snapchat", "x"], ["snapchat", "x"]),
    ("deadline", "2026-11-24", "2026-11-24"),
    ("account", "It began in March.", "It began in March."),
    ("area", 12, "12"),
]


@pytest.mark.parametrize(("question", "said", "value"), ACCEPTED)
def test_a_form_of_an_answer_is_accepted(question, said, value):
    assert normalise_answers({question: said})[question] == value


REFUSED = [
    ("in_danger_now", "perhaps", "must be one of yes, no, unsure"),
    ("in_danger_now", 1, "must be one of yes, no, unsure"),
    ("reporter_role", True, "must be one of young_person"),
    ("demands", ["money", "gold"], "must be one of money"),
    ("demands", {"money": True}, "must be one of money"),
    ("child_age", "thirteen", "must be a whole number from 0 to 25"),
    ("child_age", -1, "must be a whole number"),
    ("child_age", 26, "must be a whole number"),
    ("child_age", 13.5, "must be a whole number"),
    ("child_age", True, "must be a whole number"),
    ("child_age", [13], "must be a whole number"),
    ("amount_paid", True, "must be a number, or a mapping"),
    ("amount_paid", [50], "must be a number, or a mapping"),
    ("amount_paid", {"currency": "GBP"}, "must be a number, or a mapping"),
    ("amount_paid", {"value": "1", "coin": "x"}, "must be a number, or a mapping"),
    ("suspect_identifiers", "@a", "must be a list of mappings"),
    ("suspect_identifiers", [{"kind": "handle", "value": "a", "x": 1}], "must be a list"),
    ("suspect_identifiers", [{"kind": "star_sign", "value": "a"}], "a kind that is one of handle"),
    ("suspect_identifiers", [{"kind": "handle", "value": " "}], "needs a value"),
    ("account", {"text": "x"}, "must be a text"),
    ("account", [["x"]], "must be a text"),
    ("shoe_size", 5, "is not a question"),
]


@pytest.mark.parametrize(("question", "said", "problem"), REFUSED)
def test_nonsense_is_refused_by_question(question, said, problem):
    with pytest.raises(DataError, match=f"^{question}: .*{problem}"):
        normalise_answers({question: said})


def test_a_refusal_never_repeats_what_was_said():
    with pytest.raises(DataError) as caught:
        normalise_answers({"demands": "he wants pictures", "child_age": "nearly 13"})

    assert len(caught.value.problems) == 2
    assert "pictures" not in str(caught.value)
    assert "nearly" not in str(caught.value)


@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_nothing_said_is_no_answer(nothing):
    assert normalise_answers({"child_age": nothing, "demands": nothing}) == {}


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "under_13"),
        (12, "under_13"),
        (13, "13_15"),
        (15, "13_15"),
        (16, "16_17"),
        (17, "16_17"),
        (18, "18_plus"),
        (25, "18_plus"),
    ],
)
def test_the_age_band_follows_from_the_age(age, band):
    assert normalise_answers({"child_age": age})["age_band"] == band


def test_an_age_band_that_was_given_stays():
    given = normalise_answers({"child_age": 15, "age_band": "under_13"})

    assert given["age_band"] == "under_13"


def test_triage_knows_exactly_the_questions_of_the_interview():
    assert {question.id for question in load_catalogue().questions} == set(FIELDS)


def test_triage_knows_every_value_the_interview_can_give():
    for question in load_catalogue().questions:
        field = FIELDS[question.id]
        if question.type in {"yes_no", "choice", "choices"} and field.kind != "open":
            offered = {option.value for option in question.options}
            assert offered <= set(field.options), question.id

import pytest

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, given
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.review import review
from casedesk.interview.shape import fits

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("question_id", "value", "said"),
    [
        ("child_age", 14, "14"),
        ("platforms", ["snapchat", "zangi"], "Snapchat, Zangi"),
        ("deadline", "2026-11-27", "Friday 27 November 2026"),
        ("amount_paid", {"value": "50.00", "currency": "GBP"}, "£50.00"),
        (
            "amount_paid",
            {"value": "50.00", "currency": "GBP", "unit": "steam gift cards"},
            "£50.00 in steam gift cards",
        ),
        ("amount_paid", {"value": "0.5", "currency": "BTC"}, "0.5 BTC"),
        ("amount_paid", {"value": "1000", "currency": "XXX", "unit": "robux"}, "1000 robux"),
        (
            "suspect_identifiers",
            [
                {"kind": "handle", "platform": "snapchat", "value": "jake_09"},
                {"kind": "phone", "platform": "", "value": "+447700900123"},
            ],
            "jake_09 (Snapchat), +447700900123",
        ),
        ("account", "he has a pic", "he has a pic"),
        ("in_danger_now", "unsure", "Not sure"),
    ],
)
def test_each_answer_is_said_back_in_human_words(question_id: str, value: Value, said: str) -> None:
    (line,) = review(CATALOGUE, {question_id: given(value)}, "young_person")

    assert (line.question_id, line.said) == (question_id, said)
    assert line.label == CATALOGUE.question(question_id).own_label


def test_a_line_is_called_by_its_own_words_to_the_young_person_it_is_about_alone() -> None:
    age = {"child_age": given(13)}
    friend = {"reporter_role": given("friend_sibling")} | age

    assert review(CATALOGUE, age, "young_person")[-1].label == "Your age"
    assert review(CATALOGUE, age, "adult")[-1].label == "Age of the young person"
    assert review(CATALOGUE, friend, "young_person")[-1].label == "Age of the young person"


def test_labels_follow_the_voice_and_the_friend() -> None:
    origin = {"image_origin": given("sent")}
    friend = {"reporter_role": given("friend_sibling")} | origin

    assert review(CATALOGUE, origin, "young_person")[-1].said == "I sent it"
    assert review(CATALOGUE, origin, "adult")[-1].said == "The child sent it"
    assert review(CATALOGUE, friend, "young_person")[-1].said == "The child sent it"


@pytest.mark.parametrize(
    ("status", "said"),
    [("skipped", "Skipped"), ("unknown", "Not known"), ("declined", "Rather not say")],
)
def test_what_was_not_given_is_said_too(status, said: str) -> None:  # type: ignore[no-untyped-def]
    (line,) = review(CATALOGUE, {"area": Answer(status, None, "said")}, "adult")

    assert line.said == said


def test_lines_stand_in_the_order_of_the_interview_and_leave_out_what_is_ruled_out() -> None:
    answers = {"area": given("Leeds"), "child_age": given(14), "age_band": given("13_15")}

    lines = review(CATALOGUE, answers, "young_person")

    assert [line.question_id for line in lines] == ["child_age", "area"]


@pytest.mark.parametrize(
    ("question_id", "value"),
    [
        ("in_danger_now", "perhaps"),
        ("in_danger_now", ["yes"]),
        ("incident_kinds", []),
        ("incident_kinds", ["theft"]),
        ("incident_kinds", "other"),
        ("platforms", [""]),
        ("child_age", 26),
        ("child_age", -1),
        ("child_age", "14"),
        ("child_age", True),
        ("deadline", "friday"),
        ("deadline", "20261127"),
        ("amount_paid", {"value": "-5", "currency": "GBP"}),
        ("amount_paid", {"value": "lots", "currency": "GBP"}),
        ("amount_paid", {"value": "5"}),
        ("amount_paid", "5"),
        ("suspect_identifiers", []),
        ("suspect_identifiers", [{"kind": "shoe", "platform": "", "value": "5"}]),
        ("suspect_identifiers", [{"kind": "name", "value": "5"}]),
        ("contact_value", " "),
        ("account", 5),
    ],
)
def test_a_value_of_the_wrong_shape_does_not_fit(question_id: str, value: Value) -> None:
    assert not fits(CATALOGUE.question(question_id), value)

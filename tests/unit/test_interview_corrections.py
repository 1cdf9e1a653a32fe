from datetime import date

import pytest

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, given
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.corrections import find_correction, question_to_change

CATALOGUE = load_catalogue()
MONDAY = date(2026, 11, 23)
ANSWERS = {
    "reporter_role": given("young_person"),
    "in_danger_now": given("no"),
    "self_harm": given("none"),
    "child_age": given(14),
    "account": given("it began in the summer"),
    "platforms": given(["snapchat"]),
    "demands": given(["money"]),
    "amount_demanded": given({"value": "50.00", "currency": "GBP"}),
    "suspect_relation": given("peer"),
}


def corrected(text: str, *, last_asked: str | None = "contact_ok") -> tuple[str, Answer] | None:
    return find_correction(text, CATALOGUE, ANSWERS, last_asked=last_asked, today=MONDAY)


@pytest.mark.parametrize(
    ("text", "question_id", "value"),
    [
        ("no i said 13", "child_age", 13),
        ("actually im 15", "child_age", 15),
        ("Actually, I'm 15", "child_age", 15),
        ("wait no im 13", "child_age", 13),
        ("sorry i meant 13", "child_age", 13),
        ("not 14, 13", "child_age", 13),
        ("im 13 not 14", "child_age", 13),
        ("change my age to 12", "child_age", 12),
        ("put my age as 16", "child_age", 16),
        ("i got my age wrong its 13", "child_age", 13),
        ("can you change the age from 14 to 13", "child_age", 13),
        ("change the app to insta", "platforms", ["instagram"]),
        ("actually it was tiktok", "platforms", ["tiktok"]),
        ("oops i meant discord", "platforms", ["discord"]),
        ("sorry i meant £500", "amount_demanded", {"value": "500.00", "currency": "GBP"}),
        (
            "update the amount to 200 quid",
            "amount_demanded",
            {"value": "200.00", "currency": "GBP"},
        ),
        ("actually hes my ex", "suspect_relation", "partner_or_ex"),
        ("Actually she's my ex girlfriend", "suspect_relation", "partner_or_ex"),
        ("actually im not safe", "in_danger_now", "yes"),
        ("change the town to Leeds", "area", "Leeds"),
    ],
)
def test_a_correction_is_recognised_with_its_question(
    text: str, question_id: str, value: Value
) -> None:
    found = corrected(text)

    assert found is not None
    assert (found[0], found[1].value, found[1].provenance) == (question_id, value, "corrected")


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "actually yes",  # answers the question that waits
        "i dont know",
        "no he didnt",
        "hello",
        "i said 14",  # says the same again
        "no i said no",
        "no its not insta its snap",
        "my age is wrong",
        "actually",
        "im 13",
        "",
    ],
)
def test_what_only_answers_or_repeats_is_no_correction(text: str) -> None:
    assert corrected(text) is None


def test_a_bare_number_after_the_sum_was_given_corrects_the_sum() -> None:
    found = corrected("no i meant 60", last_asked="paid")

    assert found is not None
    assert found[0] == "amount_demanded"


def test_an_open_account_is_never_overwritten_by_accident() -> None:
    found = corrected("actually it began in spring", last_asked="platforms")

    assert found is None or found[0] != "account"


def test_nothing_can_be_corrected_before_anything_was_said() -> None:
    assert find_correction("actually im 13", CATALOGUE, {}, last_asked=None, today=MONDAY) is None


@pytest.mark.parametrize(
    ("text", "question_id"),
    [
        ("change my age", "child_age"),
        ("can i change the app please", "platforms"),
        ("i want to edit what happened", "account"),
        ("change my number", "contact_value"),
        ("change the weather", None),
        ("my age", None),
    ],
)
def test_a_wish_to_change_names_the_question(text: str, question_id: str | None) -> None:
    assert question_to_change(text, CATALOGUE) == question_id

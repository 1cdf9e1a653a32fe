import pytest

from casedesk.domain.errors import UnknownQuestion
from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, from_json, given, to_json, values
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.engine import (
    Depth,
    asked,
    danger_facts,
    next_question,
    offered,
    progress,
    reachable,
    record,
    voice,
)

CATALOGUE = load_catalogue()
SKIPPED = Answer("skipped", None, "said", "skip")


def told(**said: Value) -> dict[str, Answer]:
    return {question_id: given(value) for question_id, value in said.items()}


def path(depth: Depth = "full", **said: Value) -> list[str]:
    """Return the ids asked when these answers are given and all others skipped."""
    answers: dict[str, Answer] = {}
    ids: list[str] = []
    while (question := next_question(CATALOGUE, answers, depth=depth)) is not None:
        answer = given(said[question.id]) if question.id in said else SKIPPED
        answers = record(CATALOGUE, answers, question.id, answer).answers
        ids.append(question.id)
    return ids


# Every kind of report is a branch of its own: (answers, asked, not asked).
BRANCHES: dict[str, tuple[dict[str, Value], set[str], set[str]]] = {
    "a peer she knows wants more pictures and no money": (
        {
            "reporter_role": "young_person",
            "child_age": 13,
            "incident_kinds": ["threat_to_share", "pressured_for_images"],
            "demands": ["more_images"],
            "image_spread": "threatened",
            "suspect_relation": "peer",
        },
        {"deadline", "threat_audience", "suspect_age", "suspect_knows", "image_origin", "school"},
        {"amount_demanded", "paid", "amount_paid", "payment_method", "age_band", "missing"},
    ),
    "a stranger abroad wants money": (
        {
            "reporter_role": "young_person",
            "child_age": 16,
            "incident_kinds": ["threat_to_share", "money_demanded"],
            "demands": ["money"],
            "paid": "yes",
            "suspect_relation": "stranger_online",
        },
        {"amount_demanded", "paid", "amount_paid", "payment_method", "deadline"},
        {"shared_where", "missing", "contact_value"},
    ),
    "a picture made with ai": (
        {"reporter_role": "young_person", "child_age": 15, "incident_kinds": ["fake_image"]},
        {"image_origin", "image_spread", "report_remove_done"},
        {"amount_demanded", "threat_audience"},
    ),
    "a hacked account": (
        {"reporter_role": "young_person", "incident_kinds": ["account_hacked"]},
        {"image_origin", "image_spread", "age_band"},
        {"threat_audience", "paid"},
    ),
    "a picture already public": (
        {"incident_kinds": ["image_shared"], "image_spread": "shared_publicly"},
        {"shared_where", "report_remove_done"},
        {"deadline"},
    ),
    "somebody only wants to meet": (
        {"incident_kinds": ["asked_to_meet"], "demands": ["meeting"]},
        {"meeting_planned"},
        {"image_origin", "image_spread", "shared_where", "report_remove_done", "paid"},
    ),
    "a guardian": (
        {"reporter_role": "parent_carer", "child_age": 11},
        {"missing", "device_available", "school"},
        {"part_played", "age_band"},
    ),
    "a friend": (
        {"reporter_role": "friend_sibling"},
        {"age_band", "evidence_kept"},
        {"missing", "part_played", "device_available", "device_willing", "device_worries"},
    ),
    "a teacher": ({"reporter_role": "professional"}, {"missing"}, {"part_played"}),
    "a young person who shared somebody's picture": (
        {
            "reporter_role": "young_person",
            "part_played": "did_it",
            "incident_kinds": ["image_shared", "threat_to_share", "money_demanded"],
            "image_spread": "shared_privately",
        },
        {"account", "image_origin", "shared_where", "wishes"},
        {"demands", "deadline", "paid", "amount_demanded", "suspect_relation", "suspect_knows"}
        | {"suspect_identifiers", "meeting_planned", "last_contact_when", "threat_audience"},
    ),
    "somebody over 18": (
        {"reporter_role": "young_person", "child_age": 19},
        {"image_origin"},
        {"report_remove_done", "school", "age_band"},
    ),
    "somebody who gives only an age group over 18": (
        {"age_band": "18_plus"},
        {"age_band"},
        {"report_remove_done", "school"},
    ),
    "the suspect is in the family": (
        {"suspect_relation": "family"},
        {"suspect_age", "withhold_from"},
        {"suspect_knows"},
    ),
    "the suspect is an adult they know": (
        {"suspect_relation": "known_adult"},
        {"suspect_knows"},
        {"suspect_age"},
    ),
    "the device is gone": (
        {"device_available": "no"},
        {"device_available"},
        {"device_willing", "device_worries"},
    ),
    "no contact": (
        {"contact_ok": "no"},
        {"area"},
        {"contact_method", "contact_value", "safe_word"},
    ),
    "contact by email": (
        {"contact_ok": "yes", "contact_method": "email"},
        {"contact_value", "contact_when", "message_safe"},
        {"safe_word"},
    ),
    "contact only by code": (
        {"contact_ok": "yes", "contact_method": "code_only"},
        {"contact_method"},
        {"contact_value", "contact_when", "message_safe", "safe_word"},
    ),
    "thoughts of self-harm": ({"self_harm": "thoughts"}, {"alone_now"}, set()),
    "no danger": ({"in_danger_now": "no", "self_harm": "none"}, set(), {"alone_now"}),
}


@pytest.mark.parametrize("branch", BRANCHES)
def test_each_branch_is_asked_what_matters_and_nothing_else(branch: str) -> None:
    said, wanted, unwanted = BRANCHES[branch]

    ids = path(**said)

    assert wanted <= set(ids)
    assert not unwanted & set(ids)


def test_the_founding_case_is_asked_fourteen_questions_at_the_most_before_it_can_be_sent() -> None:
    said, _, _ = BRANCHES["a peer she knows wants more pictures and no money"]

    assert path("core", **said, contact_ok="yes", contact_method="code_only") == [
        "reporter_role",
        "in_danger_now",
        "self_harm",
        "child_age",
        "account",
        "incident_kinds",
        "platforms",
        "demands",
        "image_spread",
        "suspect_relation",
        "contact_ok",
        "contact_method",
        "area",
    ]


def test_a_meeting_makes_its_question_part_of_the_short_interview() -> None:
    assert "meeting_planned" in path("core", incident_kinds=["asked_to_meet"])
    assert "meeting_planned" in path("core", demands=["meeting"])
    assert "meeting_planned" not in path("core", demands=["money"])


def test_a_way_to_be_reached_is_asked_for_at_once_in_the_short_interview() -> None:
    assert "contact_value" in path("core", contact_ok="yes", contact_method="text")


def test_a_corrected_parent_clears_its_children() -> None:
    answers = told(demands=["money"], amount_demanded={"value": "5", "currency": "GBP"}, paid="yes")
    answers |= told(amount_paid={"value": "5", "currency": "GBP"}, incident_kinds=["image_shared"])
    answers |= told(reporter_role="young_person", part_played="done_to_me")

    recorded = record(CATALOGUE, answers, "demands", given(["nothing"], "corrected"))

    assert set(recorded.cleared) == {"amount_demanded", "paid", "amount_paid"}
    assert set(recorded.answers) == {"demands", "incident_kinds", "reporter_role", "part_played"}


def test_a_corrected_role_clears_what_only_young_people_are_asked() -> None:
    answers = told(reporter_role="young_person", part_played="did_it")

    recorded = record(CATALOGUE, answers, "reporter_role", given("parent_carer", "corrected"))

    assert recorded.cleared == ("part_played",)
    assert "suspect_relation" in [
        question.id
        for question in CATALOGUE.questions
        if question.ask_when.holds(values(recorded.answers))
    ]


def test_the_exact_age_makes_the_age_group_needless() -> None:
    answers = {"child_age": SKIPPED} | told(age_band="13_15")

    recorded = record(CATALOGUE, answers, "child_age", given(14, "corrected"))

    assert recorded.cleared == ("age_band",)


def test_a_fact_told_before_its_parent_is_kept_until_the_parent_rules_it_out() -> None:
    early = record(CATALOGUE, {}, "shared_where", given("a group chat"))
    assert "shared_where" in early.answers

    told_kinds = record(CATALOGUE, early.answers, "incident_kinds", given(["image_shared"]))
    ruled_out = record(CATALOGUE, told_kinds.answers, "image_spread", given("no"))

    assert ruled_out.cleared == ("shared_where",)


def test_recording_an_unknown_question_is_refused() -> None:
    with pytest.raises(UnknownQuestion):
        record(CATALOGUE, {}, "shoe_size", given("5"))


def test_answers_the_catalogue_no_longer_holds_are_not_reachable() -> None:
    assert reachable(CATALOGUE, told(shoe_size="5", child_age=14)) == told(child_age=14)


def test_progress_names_the_section_that_comes_next_and_ends_full() -> None:
    start = progress(CATALOGUE, {}, "core")
    done = progress(CATALOGUE, dict.fromkeys(path("core"), SKIPPED), "core")

    assert (start.section, start.answered) == ("reporter", 0)
    assert start.of <= 16
    assert done.section == "contact"
    assert done.answered == done.of


@pytest.mark.parametrize(
    ("face", "role", "expected"),
    [
        ("young_person", None, "young_person"),
        ("adult", None, "adult"),
        ("adult", "young_person", "young_person"),
        ("young_person", "friend_sibling", "young_person"),
        ("young_person", "parent_carer", "adult"),
        ("young_person", "professional", "adult"),
        ("young_person", "other_adult", "adult"),
        ("call_handler", "young_person", "call_handler"),
        ("call_handler", None, "call_handler"),
    ],
)
def test_the_words_address_whoever_is_telling(face, role, expected) -> None:  # type: ignore[no-untyped-def]
    assert voice(face, told(reporter_role=role) if role else {}) == expected


def test_a_friend_is_asked_about_the_other_child_and_not_about_themselves() -> None:
    age = CATALOGUE.question("child_age")
    origin = CATALOGUE.question("image_origin")
    friend = told(reporter_role="friend_sibling")

    assert asked(age, "young_person", {}) == "How old are you?"
    assert asked(age, "young_person", friend) == "How old are they?"
    assert asked(age, "young_person", friend, again=True) == "How old are they?"
    assert offered(origin, "young_person", {})[0] == ("I sent it", "sent")
    assert offered(origin, "young_person", friend)[0] == ("The child sent it", "sent")


def test_danger_facts_name_the_questions_on_which_staff_act() -> None:
    answers = told(in_danger_now="no", self_harm="plan", meeting_planned="within_24h")
    answers |= {"missing": SKIPPED}

    assert danger_facts(CATALOGUE, answers) == ("self_harm", "meeting_planned")


def test_a_value_stands_exactly_where_an_answer_was_given() -> None:
    with pytest.raises(ValueError, match="exactly when it was given"):
        Answer("skipped", "yes", "said")
    with pytest.raises(ValueError, match="exactly when it was given"):
        Answer("given", None, "said")


@pytest.mark.parametrize(
    "raw",
    [
        {"status": "given", "value": "a"},
        {"status": "maybe", "value": "a", "provenance": "said"},
        {"status": "given", "value": None, "provenance": "said"},
        {"status": "given", "value": "a", "provenance": "guessed"},
        {"status": "given", "value": "a", "provenance": "said", "words": 5},
        {},
    ],
)
def test_json_that_is_no_answer_is_refused_without_quoting_it(raw: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an answer"):
        from_json(raw)


def test_an_answer_survives_json() -> None:
    answer = given(["snapchat"], "chosen", "snap")

    assert from_json(to_json(answer)) == answer

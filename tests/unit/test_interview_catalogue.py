from pathlib import Path

import pytest
import yaml

from casedesk.domain.errors import DataError, UnknownQuestion
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.overheard.phrases import load_heard

CATALOGUE = load_catalogue()

# The names that triage, the console and other programs rely on.
TYPES = {
    "reporter_role": "choice",
    "in_danger_now": "yes_no",
    "self_harm": "choice",
    "alone_now": "yes_no",
    "missing": "yes_no",
    "child_age": "age",
    "age_band": "choice",
    "child_name": "text",
    "vulnerabilities": "choices",
    "account": "text",
    "part_played": "choice",
    "incident_kinds": "choices",
    "platforms": "choices",
    "started_when": "date",
    "last_contact_when": "date",
    "still_happening": "yes_no",
    "demands": "choices",
    "deadline": "date",
    "threat_audience": "text",
    "amount_demanded": "amount",
    "paid": "yes_no",
    "amount_paid": "amount",
    "payment_method": "text",
    "image_origin": "choice",
    "image_spread": "choice",
    "shared_where": "text",
    "suspect_relation": "choice",
    "suspect_age": "choice",
    "suspect_identifiers": "identifiers",
    "suspect_knows": "choices",
    "meeting_planned": "choice",
    "other_victims": "yes_no",
    "evidence_kept": "choices",
    "evidence_disappearing": "yes_no",
    "device_available": "yes_no",
    "device_willing": "yes_no",
    "device_worries": "text",
    "told": "choices",
    "report_remove_done": "yes_no",
    "agencies_involved": "text",
    "withhold_from": "text",
    "wishes": "text",
    "other_children_at_risk": "yes_no",
    "access_needs": "text",
    "contact_ok": "yes_no",
    "contact_method": "choice",
    "contact_value": "contact",
    "contact_when": "text",
    "message_safe": "yes_no",
    "safe_word": "text",
    "area": "text",
    "school": "text",
}
OPTIONS = {
    "reporter_role": "young_person parent_carer friend_sibling professional other_adult",
    "in_danger_now": "yes no unsure",
    "self_harm": "none thoughts plan attempt unsure",
    "alone_now": "yes no",
    "missing": "yes no",
    "age_band": "under_13 13_15 16_17 18_plus",
    "vulnerabilities": "send looked_after earlier_incident none",
    "incident_kinds": "threat_to_share image_shared pressured_for_images money_demanded fake_image"
    " account_hacked secretly_recorded asked_to_meet other",
    "demands": "money more_images sexual_acts meeting account_access nothing other",
    "still_happening": "yes no unsure",
    "paid": "yes no",
    "image_origin": "sent recorded_secretly hacked ai_made not_seen unsure",
    "image_spread": "no threatened shared_privately shared_publicly unsure",
    "suspect_relation": "stranger_online online_only peer partner_or_ex family known_adult unsure",
    "suspect_age": "under_18 adult unsure",
    "suspect_knows": "school home family friends none unsure",
    "meeting_planned": "no yes within_24h",
    "other_victims": "yes no unsure",
    "evidence_kept": "messages threat_screenshots usernames receipts none",
    "device_available": "yes no unsure",
    "device_willing": "yes no unsure",
    "told": "parent friend school police childline platform nobody",
    "report_remove_done": "yes no",
    "other_children_at_risk": "yes no unsure",
    "contact_ok": "yes no",
    "contact_method": "phone text email code_only",
    "message_safe": "yes no",
}
CORE = (
    "reporter_role in_danger_now self_harm child_age age_band account incident_kinds platforms"
    " demands image_spread suspect_relation contact_ok contact_method area"
)


def test_the_catalogue_asks_exactly_the_questions_others_rely_on() -> None:
    assert {question.id: question.type for question in CATALOGUE.questions} == TYPES


@pytest.mark.parametrize("question_id", OPTIONS)
def test_options_are_exactly_the_values_others_rely_on(question_id: str) -> None:
    options = [option.value for option in CATALOGUE.question(question_id).options]

    assert options == OPTIONS[question_id].split()


def test_the_core_stays_small() -> None:
    core = [question.id for question in CATALOGUE.questions if question.core]

    assert core == CORE.split()


def test_safety_comes_first_and_the_open_account_before_closed_questions_about_it() -> None:
    sections = [section.id for section in CATALOGUE.sections]
    incident = [one.id for one in CATALOGUE.questions if one.section == "incident"]

    assert sections[:4] == ["reporter", "safety", "child", "incident"]
    assert incident[0] == "account"


@pytest.mark.parametrize("question", CATALOGUE.questions, ids=lambda question: question.id)
def test_every_question_says_why_and_what_silence_means(question) -> None:  # type: ignore[no-untyped-def]
    for voice in ("young_person", "adult", "call_handler"):
        assert question.wording.for_(voice)
        assert 0 < len(question.again.for_(voice)) <= len(question.wording.for_(voice))
    assert question.why
    assert question.skip_means
    assert question.unknown_means
    assert question.handler_note.do
    assert question.handler_note.dont


def test_answers_that_mean_danger_are_marked() -> None:
    marked = {
        (question.id, option.value)
        for question in CATALOGUE.questions
        for option in question.options
        if option.danger
    }

    assert marked == {
        ("in_danger_now", "yes"),
        ("in_danger_now", "unsure"),
        ("self_harm", "thoughts"),
        ("self_harm", "plan"),
        ("self_harm", "attempt"),
        ("self_harm", "unsure"),
        ("missing", "yes"),
        ("meeting_planned", "within_24h"),
    }


def test_only_categories_are_left_unsealed() -> None:
    open_ones = {question.id for question in CATALOGUE.questions if not question.sensitive}

    assert not {one for one in open_ones if TYPES[one] in {"text", "contact", "identifiers"}}


def test_an_unknown_question_is_refused_by_name() -> None:
    with pytest.raises(UnknownQuestion, match="shoe_size"):
        CATALOGUE.question("shoe_size")


def test_the_version_changes_with_any_word(tmp_path: Path) -> None:
    write(tmp_path, question())
    before = load_catalogue(tmp_path).version
    write(tmp_path, question(why="Another reason."))

    assert load_catalogue(tmp_path).version != before


def test_every_phrase_listened_for_belongs_to_an_option() -> None:
    for heard in load_heard():
        asked = CATALOGUE.question(heard.question_id)
        assert {value for value, _ in heard.patterns} <= {one.value for one in asked.options}


# --- files that are wrong -------------------------------------------------------------------


def question(**changes: object) -> dict[str, object]:
    words = {"young_person": "How?", "adult": "How?", "call_handler": "How?"}
    raw: dict[str, object] = {
        "id": "one",
        "type": "choice",
        "label": "One",
        "wording": words,
        "again": words,
        "why": "Because.",
        "handler_note": {"do": "Wait.", "dont": "Hurry."},
        "skip_means": "Nothing.",
        "unknown_means": "Nothing.",
        "options": [{"value": "a", "label": "Ay"}, {"value": "b", "label": "Bee"}],
    }
    return {key: value for key, value in (raw | changes).items() if value is not None}


def write(
    folder: Path, *questions: dict[str, object], name: str = "one.yml", order: int = 1
) -> None:
    section = {"section": name[:-4], "title": "T", "order": order, "questions": list(questions)}
    (folder / name).write_text(yaml.safe_dump(section, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"type": "number"}, "one: unknown type 'number'"),
        ({"why": None}, "one: why is missing"),
        ({"skip_means": " "}, "one: skip_means is missing"),
        ({"wording": {"adult": "How?"}}, "one: wording for young_person is missing"),
        ({"again": {}}, "one: again for call_handler is missing"),
        ({"colour": "red"}, "one: unknown key 'colour'"),
        ({"handler_note": {"do": "x"}}, "one: handler_note does not say exactly do and dont"),
        ({"core": "maybe"}, "one: core is not true or false"),
        ({"tense": "present"}, "one: tense is not past or future"),
        ({"options": []}, "one: a question of type choice needs options"),
        ({"type": "text"}, "one: a question of type text takes no options"),
        ({"options": [{"value": "a", "label": "A"}] * 2}, "one: option 'a' stands twice"),
        ({"options": [{"value": "a"}]}, "one: option 'a' has no label"),
        ({"options": [{"label": "A"}]}, "one: an option has no value"),
        (
            {"options": [{"value": "a", "label": "X"}, {"value": "b", "label": "x!"}]},
            "one: 'x' means both 'a' and 'b'",
        ),
        ({"ask_when": {"two": "yes"}}, "one: ask_when mentions 'two', unknown"),
        (
            {"ask_when": {"one": "yes"}},
            "one: ask_when mentions 'one', which is not asked before it",
        ),
        ({"ask_when": "always"}, "one: ask_when cannot be read"),
        ({"core_when": {"three": "a"}}, "one: core_when mentions 'three', unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_id(
    tmp_path: Path, changes: dict[str, object], problem: str
) -> None:
    write(tmp_path, question(**changes))

    with pytest.raises(DataError) as caught:
        load_catalogue(tmp_path)

    assert any(
        one.startswith(f"{tmp_path / 'one.yml'}: {problem}") for one in caught.value.problems
    )


@pytest.mark.parametrize("key", ["ask_when", "core_when"])
@pytest.mark.parametrize(
    "condition", [{"one": "maybe"}, {"one": ["a", "maybe"]}, {"any": [{"not": {"one": "maybe"}}]}]
)
def test_a_condition_may_not_wait_for_what_nobody_can_answer(
    tmp_path: Path, key: str, condition: dict[str, object]
) -> None:
    write(tmp_path, question())
    write(tmp_path, question(id="two", **{key: condition}), name="two.yml", order=2)

    with pytest.raises(DataError, match=f"two: {key} waits for one: maybe, which is none of a"):
        load_catalogue(tmp_path)


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, question(why=None, type="x"))
    write(tmp_path, question(id="two", label=None), name="two.yml", order=2)
    (tmp_path / "three.yml").write_text("a: [", encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load_catalogue(tmp_path)

    assert len(caught.value.problems) == 4


def test_one_id_and_one_place_in_the_order_are_used_once(tmp_path: Path) -> None:
    write(tmp_path, question())
    write(tmp_path, question(), name="two.yml")

    with pytest.raises(DataError, match="used more than once") as caught:
        load_catalogue(tmp_path)
    assert "order 1 is used by another section too" in str(caught.value)


def test_a_condition_may_not_look_ahead(tmp_path: Path) -> None:
    write(tmp_path, question(ask_when={"two": "a"}))
    write(tmp_path, question(id="two"), name="two.yml", order=2)

    with pytest.raises(DataError, match="mentions 'two', which is not asked before it"):
        load_catalogue(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no question files"):
        load_catalogue(tmp_path)


def test_a_yes_no_question_has_its_options_without_saying_so(tmp_path: Path) -> None:
    write(tmp_path, question(type="yes_no", options=None, unsure=True))

    options = load_catalogue(tmp_path).question("one").options

    assert [option.value for option in options] == ["yes", "no", "unsure"]

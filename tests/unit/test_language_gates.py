"""The gates on language: they hold for the data as it is, and they catch what they must."""

import shutil
from pathlib import Path

import pytest

from casedesk.data_files import DATA
from casedesk.language import READING_AGE, passages, problems, reading_age


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a small copy of the data, into which a test can write one bad sentence."""
    shutil.copytree(DATA / "language", tmp_path / "language")
    for name in ("questions", "advice", "crisis"):
        (tmp_path / name).mkdir()
    (tmp_path / "crisis" / "replies.yml").write_text("{}", encoding="utf-8")
    (tmp_path / "services.yml").write_text("[]", encoding="utf-8")
    return tmp_path


def problems_with(folder: Path, sentence: str, key: str = "young_person") -> list[str]:
    (folder / "replies.yml").write_text(f'odd:\n  {key}: "{sentence}"\n', encoding="utf-8")
    return problems(folder)


def test_everything_the_service_says_passes():
    assert problems() == []


def test_questions_advice_and_replies_are_all_read():
    places = {passage.place.split("/")[0].split(".")[0] for passage in passages()}

    assert places == {"questions", "advice", "replies", "crisis", "services"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Why did you send it?",
        "You should have told someone.",
        "It is your own fault.",
        "That was a silly thing to do.",
        "You put yourself at risk.",
        "He touched you, didn't he?",
        "You must feel awful.",
        "Did he force you?",
        "I promise to help.",
        "We will keep it secret.",
        "This is completely confidential.",
        "No one will find out.",
        "You won't be arrested.",
        "You will not get charged.",
        "They will go to prison.",
        "The police will catch him.",
        "You are not in trouble.",
        "You have not broken the law.",
        "Please send us the picture.",
        "Can you describe the picture?",
        "Upload your photo to us here.",
    ],
)
def test_blame_leading_secrecy_prediction_and_pictures_are_caught(data: Path, sentence: str):
    found = problems_with(data, sentence)

    assert found
    assert found[0].startswith("replies.yml odd: ")


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not your fault.",
        "We can't promise to keep it a secret.",
        "You are not in trouble with us.",
        "Please do not send the picture to us.",
        "You are not stupid.",
        "I can't say what the police will decide.",
    ],
)
def test_what_is_kindly_meant_passes(data: Path, sentence: str):
    assert problems_with(data, sentence) == []


def test_notes_to_call_handlers_are_held_to_the_word_lists(data: Path):
    question = "questions:\n- id: q\n  handler_note: {do: Ask them why did you send it.}\n"
    (data / "questions" / "one.yml").write_text(question, encoding="utf-8")
    (data / "replies.yml").write_text("{}", encoding="utf-8")

    assert problems(data) == ["questions/one.yml q: blames a child: 'why did you'"]


HARD = "Subsequently, appropriate safeguarding professionals undertake a comprehensive assessment."


def test_a_hard_sentence_for_a_young_person_is_caught(data: Path):
    assert "reading age" in problems_with(data, HARD)[0]


def test_the_same_sentence_for_an_adult_passes(data: Path):
    assert problems_with(data, HARD, key="adult") == []


def test_a_hard_sentence_is_not_hidden_by_easy_ones_around_it(data: Path):
    assert problems_with(data, f"You can stop at any time. {HARD} We can help you.")


def test_names_of_services_do_not_make_a_sentence_hard():
    said = "You can chat to the people at CHILDREN-AND-TEENAGERS-HELPLINE247."

    assert reading_age(said, ["CHILDREN-AND-TEENAGERS-HELPLINE247"]) < READING_AGE
    assert reading_age(said, []) > READING_AGE

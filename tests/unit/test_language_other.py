"""Another language is noticed, and English as young people type it is not taken for one."""

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.guidance.other_language import in_another_language, load_languages

LANGUAGES = load_languages()


@pytest.mark.parametrize(
    "text",
    [
        "necesito ayuda por favor",
        "je ne parle pas anglais",
        "ich spreche kein englisch",
        "nie mówię po angielsku",
        "ktoś chce moje zdjęcia",
        "nu vorbesc engleza",
        "yard\u0131ma ihtiyac\u0131m var",
        "não falo inglês, preciso de ajuda",
        "mujhe madad chahiye",
        "dwi angen help",
        "bore da",
        "hola",
        "مرحبا",
        "привет, мне нужна помощь",
        "你好",
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
        "नमस्ते",
    ],
)
def test_another_language_is_noticed(text: str):
    assert in_another_language(text, LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😂😂",
        "?",
        "14",
        "idk",
        "hola my friend is he ok",
        "he said je ne sais pas lol to me",
        "my mam",
        "man",
        "AI",
    ],
)
def test_a_word_or_two_among_english_is_english(text: str):
    assert not in_another_language(text, LANGUAGES)


def test_hardly_any_english_example_is_taken_for_another_language():
    taken = [
        line.removeprefix("- ")
        for folder in ("nlu", "nlu_test")
        for path in (DATA / folder).glob("*.yml")
        if path.stem != "out_of_scope"  # Some of those are in other languages.
        for entry in read_yaml(path)["nlu"]
        for line in entry["examples"].splitlines()
        if in_another_language(line, LANGUAGES)
    ]

    assert taken == []


def test_no_listed_word_is_an_english_one():
    assert LANGUAGES.english & LANGUAGES.others == frozenset()

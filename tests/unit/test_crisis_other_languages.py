# ruff: noqa: RUF001 - Cyrillic letters are meant.
"""The plainest words of danger are heard in other languages, with accents and without."""

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.guidance.crisis import load_lexicon, parse_lexicon, screen
from casedesk.guidance.plain_words import without_accents

LEXICON = load_lexicon()
SELF_HARM = [
    "Chcę umrzeć",
    "nie chcę już żyć",
    "vreau să mor",
    "nu mai vreau să trăiesc",
    "dwi isio marw",
    "quiero morirme",
    "no quiero vivir más",
    "quero morrer",
    "j'ai envie de mourir",
    "Je veux mourir ce soir",
    "voglio morire",
    "ich möchte sterben",
    "noriu mirti",
    "ölmek istiyorum",
    "main marna chahti hoon",
    "ami morte chai",
    "mare marvu che",
    "أريد أن أموت",
    "waxaan rabaa inaan dhinto",
    "я хочу померти",
    "Я не хочу жить",
    "dua të vdes",
]
DANGER = [
    "tata mnie bije",
    "zamknął mnie w pokoju",
    "tata mă bate și mi-e frică să merg acasă",
    "mae o'n fy mrifo i",
    "mi padrastro me pega",
    "o meu pai me bate",
    "mon père me frappe",
    "il m'a frappée hier",
    "mio padre mi picchia",
    "mein Vater schlägt mich",
    "tėtis mane muša",
    "babam beni dövüyor",
    "papa mujhe marte hain",
    "mainu marda hai",
    "abba amake mare",
    "بابا بيضربني",
    "aabahay wuu i garaacaa",
    "вітчим б'є мене",
    "отчим бьёт меня",
    "babai më rreh",
]
ORDINARY = [
    "ktoś chce moje zdjęcia",
    "nu vorbesc engleza",
    "bore da, dwi angen help",
    "alguien tiene mis fotos y quiere dinero",
    "on me demande des photos sur snap",
    "non parlo inglese, mi serve aiuto",
    "er will mein Bild an die Schule schicken",
    "mujhe madad chahiye",
    "мені потрібна допомога, у нього мої фото",
    "he made me tape it",
    "give me bat emoji",
]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        *((text, "crisis_self_harm") for text in SELF_HARM),
        *((text, "crisis_danger") for text in DANGER),
    ],
)
def test_a_wish_to_die_and_violence_are_heard(text: str, act: str):
    for typed in (text, without_accents(text)):
        found = screen(typed, LEXICON)
        assert found is not None
        assert found.act == act


@pytest.mark.parametrize("text", ORDINARY)
def test_a_report_in_another_language_is_no_crisis(text: str):
    assert screen(text, LEXICON) is None


def test_these_signs_are_in_nothing_ordinary():
    folder = DATA / "crisis"
    signs = read_yaml(folder / "signs_other_languages.yml")
    alone = parse_lexicon(read_yaml(folder / "lexicon.yml"), signs)
    ordinary = [
        text for path in (folder / "examples" / "ordinary").iterdir() for text in read_yaml(path)
    ]

    assert [text for text in ordinary if screen(text, alone)] == []


def test_every_phrase_is_written_as_it_is_matched():
    phrases = [
        phrase
        for sign in read_yaml(DATA / "crisis" / "signs_other_languages.yml")
        for phrase in sign["phrases"]
    ]

    assert [phrase for phrase in phrases if phrase != without_accents(phrase)] == []

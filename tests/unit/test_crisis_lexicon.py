"""The lexicon of danger: what it must hear, what it must let pass, and how it reads typing."""

from collections.abc import Iterator

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.guidance.crisis import (
    CrisisHit,
    explained_away,
    load_lexicon,
    parse_lexicon,
    screen,
)
from casedesk.guidance.plain_words import plain_words

LEXICON = load_lexicon()
CASES = read_yaml(DATA / "crisis" / "cases.yml")
SELF_HARM_SURE = CrisisHit("crisis_self_harm", "sure")
SELF_HARM_ASK = CrisisHit("crisis_self_harm", "ask")
DANGER_SURE = CrisisHit("crisis_danger", "sure")
DANGER_ASK = CrisisHit("crisis_danger", "ask")


def hit(text: str) -> CrisisHit | None:
    return screen(text, LEXICON)


def held_out() -> Iterator[tuple[str, str]]:
    for path in (DATA / "nlu_test").glob("*.yml"):
        for entry in read_yaml(path)["nlu"]:
            for line in entry["examples"].splitlines():
                yield entry["intent"], line.removeprefix("- ")


@pytest.mark.parametrize("kind", ["self_harm", "danger"])
def test_every_hard_case_is_heard(kind: str):
    assert [text for text in CASES[kind] if hit(text) is None] == []


def test_hardly_any_ordinary_hard_case_is_asked_about():
    asked = [text for text in CASES["ordinary"] if hit(text)]

    assert len(asked) / len(CASES["ordinary"]) <= 0.03, asked


def test_the_lexicon_alone_hears_nearly_all_held_out_crises():
    crises = [text for intent, text in held_out() if intent.startswith("crisis_")]

    assert sum(hit(text) is not None for text in crises) / len(crises) >= 0.97


def test_the_lexicon_alone_lets_ordinary_held_out_messages_pass():
    ordinary = [text for intent, text in held_out() if not intent.startswith("crisis_")]

    assert sum(hit(text) is not None for text in ordinary) / len(ordinary) <= 0.015


@pytest.mark.parametrize(
    "text",
    [
        "kms",
        "gonna kms",
        "KMS",
        "k.m.s",
        "k m s",
        "i want to k!ll myself",
        "kiiiiill myself",
        "su1cide",
        "sucide",
        "cba being here anymore",
        "gonna unalive",
        "i don\u2019t want to live",
        "I DON'T WANT TO LIVE",
        "i do not\u200b want to live",
        "\uff4b\uff4d\uff53",
        "wana die",
        "im scared i will do something to myself",
    ],
)
def test_text_speak_disguise_and_typos_are_read(text: str):
    assert hit(text) == SELF_HARM_SURE


@pytest.mark.parametrize(
    "text",
    [
        "i dont want to die",
        "im not suicidal",
        "i would never kill myself",
        "im not going to hurt myself",
        "no thoughts of suicide",
        "he hasnt hurt me",
        "no one is coming to my house",
        "im not in danger",
    ],
)
def test_a_denial_is_not_a_sign(text: str):
    assert hit(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "i dont care i want to die",
        "i dont know if i want to kill myself",
        "im not ok i want to die",
        "no im gonna kill myself",
        "not gonna lie i want to die",
        "i cant stop thinking about suicide",
        "i cant get the thought of dying out of my head",
        "im not joking i will kill myself",
        "i am not angry. i want to die",
        "why not kill myself",
    ],
)
def test_a_not_about_something_else_denies_nothing(text: str):
    assert hit(text) == SELF_HARM_SURE


@pytest.mark.parametrize(
    "text",
    [
        "my friend said hes gonna kill himself",
        "my daughter has taken an overdose",
        "a pupil told me she wants to die",
        'he said "i want to die" and rang off',
    ],
)
def test_someone_elses_danger_counts(text: str):
    assert hit(text) == SELF_HARM_SURE


@pytest.mark.parametrize(
    "text",
    [
        "this lesson is killing me",
        "im dead 😂",
        "i could murder a burger",
        "my mum will kill me lol",
        "maths makes me want to kms 😂",
        "thats to die for",
        "kms this queue is long lol",
        "i died of embarrassment",
    ],
)
def test_everyday_exaggeration_passes(text: str):
    assert hit(text) is None


@pytest.mark.parametrize("text", ["im not suicidal", "my mum will kill me", "he hasnt hurt me"])
def test_danger_that_is_only_denied_or_a_figure_of_speech_is_explained_away(text: str):
    assert explained_away(text, LEXICON)


@pytest.mark.parametrize("text", ["i want to die", "im fine", "not suicidal but i want to die", ""])
def test_danger_that_stands_and_no_danger_at_all_are_not_explained_away(text: str):
    assert not explained_away(text, LEXICON)


@pytest.mark.parametrize(
    "text", ["grandads picking me up and i feel odd", "he knows my street lol"]
)
def test_harmless_words_and_hints_taken_back_leave_the_message_to_the_second_reader(text: str):
    assert not explained_away(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "We have taken the tablet away for the present",
        "will a letter come to our house",
        "they wont let me in the groupchat",
        "no ones hurting me",
        "she has gone to her room",
        "every time it buzzes i jump",
    ],
)
def test_what_only_sounds_like_a_sign_is_none(text: str):
    assert hit(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i took an overdose and mum took my tablet away", SELF_HARM_SURE),
        ("i took all my tablets", SELF_HARM_SURE),
        ("the police came to our house but he is outside my house now", DANGER_SURE),
        ("wanna kill mysef", SELF_HARM_SURE),
        ("im sneaking out at midnight to see my online gf", DANGER_ASK),
    ],
)
def test_harmless_company_hides_no_sign(text: str, found: CrisisHit):
    assert hit(text) == found


@pytest.mark.parametrize("text", ["might jump", "he sent it. might jump 😔", "might jump. sorry"])
def test_a_phrase_may_need_the_sentence_to_end(text: str):
    assert hit(text) == SELF_HARM_ASK


def test_the_sentence_that_goes_on_is_another():
    assert hit("might jump straight to the question about the app") is None


def test_a_hint_asks_and_never_goes_before_plain_words():
    assert hit("he has named my street") == DANGER_ASK
    assert hit("he knows my street and hes outside my house") == DANGER_SURE


@pytest.mark.parametrize(
    "text", ["lol im gonna kms", "i want to die 😂", "this essay, i want to die"]
)
def test_a_joke_that_may_not_be_one_is_asked_about(text: str):
    assert hit(text) == SELF_HARM_ASK


def test_the_last_line_of_a_long_account_is_heard():
    account = "he messaged me and then he asked me for a picture. " * 200

    assert hit(account) is None
    assert hit(account + "hes outside my house now") == DANGER_SURE
    assert hit(account + "i want to kill myself") == SELF_HARM_SURE


def test_laughter_far_away_does_not_soften():
    assert (
        hit("lol " + "and then he said some more things " * 5 + "i want to die") == SELF_HARM_SURE
    )


def test_self_harm_goes_before_danger_and_sure_before_ask():
    assert hit("hes outside my house and i want to die") == SELF_HARM_SURE
    assert hit("hes outside my house and i cant cope any more") == DANGER_SURE


@pytest.mark.parametrize("text", ["", " ", "...", "😂", "|", "a" * 5000, "not " * 2000, "|" * 3000])
def test_text_without_sense_is_read_without_harm(text: str):
    assert hit(text) is None


def raw() -> dict[str, object]:
    return dict(read_yaml(DATA / "crisis" / "lexicon.yml"))


@pytest.mark.parametrize(
    ("sign", "complaint"),
    [
        ({"id": "x", "act": "party", "certainty": "sure", "phrases": ["a b"]}, "not known"),
        (
            {"id": "x", "act": "crisis_danger", "certainty": "sure", "phrases": ["<who_is>"]},
            "who_is",
        ),
        (
            {"id": "x", "act": "crisis_danger", "certainty": "sure", "phrases": ["a b?"]},
            "end in a word",
        ),
        (
            {"id": "x", "act": "crisis_danger", "certainty": "sure", "phrases": ["a .."]},
            "end in a word",
        ),
        (
            {"id": "x", "act": "crisis_danger", "certainty": "sure", "phrases": [""]},
            "end in a word",
        ),
        ({"id": "x", "act": "crisis_danger", "certainty": "sure"}, "phrases"),
    ],
)
def test_a_wrong_sign_is_named_with_what_is_wrong(sign: dict[str, object], complaint: str):
    with pytest.raises(DataError) as wrong:
        parse_lexicon(raw(), [sign, sign])

    assert len(wrong.value.problems) == 2
    assert wrong.value.problems[0].startswith("crisis: x: ")
    assert complaint in wrong.value.problems[0]


def test_no_sign_stands_twice_and_every_group_and_context_is_used():
    files = sorted((DATA / "crisis").glob("signs_*.yml"))
    signs = [sign for path in files for sign in read_yaml(path)]
    said = "".join(path.read_text(encoding="utf-8") for path in (DATA / "crisis").glob("*.yml"))
    contexts = {name for sign in signs for name in sign.get("unless", [])}

    assert len({sign["id"] for sign in signs}) == len(signs)
    assert [name for name in raw()["groups"] if f"<{name}>" not in said] == []
    assert set(raw()["contexts"]) == contexts


def test_words_written_out_are_found_again():
    assert plain_words("Im  GONNA kms!!", LEXICON.spelling) == "i am going to kill myself |"

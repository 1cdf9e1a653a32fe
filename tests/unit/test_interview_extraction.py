from datetime import date
from pathlib import Path

import pytest

from casedesk.domain.errors import DataError
from casedesk.domain.values import Value
from casedesk.interview.answers import given
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.extraction import extract
from casedesk.interview.overheard.phrases import load_heard

CATALOGUE = load_catalogue()
MONDAY = date(2026, 11, 23)


def heard(text: str) -> dict[str, Value | None]:
    return {one: answer.value for one, answer in extract(text, CATALOGUE, MONDAY).items()}


def test_one_sentence_can_answer_eight_questions() -> None:
    text = (
        "im 14 and this guy off snap says hell send my pic to my school if i dont pay 200 by friday"
    )

    answers = extract(text, CATALOGUE, MONDAY)

    assert {one: answer.value for one, answer in answers.items()} == {
        "child_age": 14,
        "suspect_relation": "online_only",
        "incident_kinds": ["threat_to_share", "money_demanded"],
        "demands": ["money"],
        "amount_demanded": {"value": "200.00", "currency": "GBP"},
        "deadline": "2026-11-27",
        "platforms": ["snapchat"],
        "suspect_knows": ["school"],
    }
    assert answers["child_age"].provenance == "said"
    assert answers["suspect_relation"].provenance == "inferred"
    assert {answer.words for answer in answers.values()} == {text}


def test_the_founding_case_is_heard_as_it_was() -> None:
    text = "im 13. a boy in my year has my pic and says he'll show everyone unless i send more"

    assert heard(text) == {
        "child_age": 13,
        "suspect_relation": "peer",
        "suspect_age": "under_18",
        "incident_kinds": ["threat_to_share", "pressured_for_images"],
        "demands": ["more_images"],
        "suspect_knows": ["school"],
    }


# What is typed -> what is heard about one question (None: nothing).
TABLE: list[tuple[str, str, Value | None]] = [
    # whose report, whose age
    ("my son is 15 and hes being blackmailed", "reporter_role", "parent_carer"),
    ("my son is 15 and hes being blackmailed", "child_age", 15),
    ("im 42 and my daughter is 12", "child_age", 12),
    ("my 12 year old daughter got a message", "child_age", 12),
    ("my daughter, 14, was hacked", "child_age", 14),
    ("my friend is being threatened shes 13", "reporter_role", "friend_sibling"),
    ("my friend is being threatened shes 13", "child_age", 13),
    ("im 15 and my friend is being blackmailed shes 13", "child_age", 13),
    ("i'm a teacher and a pupil came to me", "reporter_role", "professional"),
    ("13 f", "child_age", 13),
    ("f14 need help", "child_age", 14),
    ("im nearly 14", "child_age", 13),
    ("im thirteen", "child_age", 13),
    ("im 16 mins away", "child_age", None),
    ("i was 12 when it started im 14 now", "child_age", None),
    ("he paid 15 quid", "child_age", None),
    ("im 30", "child_age", None),
    # who does it
    ("my ex leaked my nudes", "suspect_relation", "partner_or_ex"),
    ("my bf keeps asking for pics", "suspect_relation", "partner_or_ex"),
    ("my bf told me to report this", "suspect_relation", None),
    ("a lad from my school has a video", "suspect_relation", "peer"),
    ("some random added me", "suspect_relation", "stranger_online"),
    ("some random off insta", "suspect_relation", "stranger_online"),
    ("i met him on roblox", "suspect_relation", "online_only"),
    ("this girl from tiktok", "suspect_relation", "online_only"),
    ("my uncle keeps asking me for pics", "suspect_relation", "family"),
    ("my uncle is nice", "suspect_relation", None),
    ("my coach wants me to send pics", "suspect_relation", "known_adult"),
    ("i told my teacher", "suspect_relation", None),
    ("he has my pics", "suspect_relation", None),
    # what is going on
    ("he said hell post it everywhere", "incident_kinds", ["threat_to_share"]),
    ("hes threatening to leak my nudes", "incident_kinds", ["threat_to_share"]),
    ("theyre gonna send my pics to my mum", "incident_kinds", ["threat_to_share"]),
    ("im being blackmailed", "incident_kinds", ["threat_to_share"]),
    ("he hasnt threatened me", "incident_kinds", None),
    ("he will send me money", "incident_kinds", None),
    ("my nudes got leaked", "incident_kinds", ["image_shared"]),
    ("my pics are going round school", "incident_kinds", ["image_shared"]),
    ("he posted my pics on twitter", "image_spread", "shared_publicly"),
    ("he sent my pic to his mates", "image_spread", "shared_privately"),
    ("she shared it in a group chat", "image_spread", "shared_privately"),
    ("he keeps asking me for nudes", "incident_kinds", ["pressured_for_images"]),
    ("he made me send a video", "incident_kinds", ["pressured_for_images"]),
    ("i want my pics back", "incident_kinds", None),
    ("its a deepfake", "incident_kinds", ["fake_image"]),
    ("someone made a fake nude of me", "incident_kinds", ["fake_image"]),
    ("someone hacked my insta", "incident_kinds", ["account_hacked"]),
    ("they got into my snapchat account", "incident_kinds", ["account_hacked"]),
    ("i wasnt hacked", "incident_kinds", None),
    ("he screen recorded me on omegle", "image_origin", "recorded_secretly"),
    ("i sent him a pic", "image_origin", "sent"),
    ("i never sent him anything", "image_origin", "not_seen"),
    ("he sent me a pic", "image_origin", None),
    ("he wants to meet up", "incident_kinds", ["asked_to_meet"]),
    ("im meeting him tonight", "meeting_planned", "within_24h"),
    ("i posted her nudes", "part_played", "did_it"),
    ("ive been threatening someone", "part_played", "did_it"),
    ("he posted her nudes", "part_played", None),
    ("i posted a pic of my dog", "part_played", None),
    # demands and money
    ("he wants more pics", "demands", ["more_images"]),
    ("he wants my password", "demands", ["account_access"]),
    ("they want £500 in steam cards", "demands", ["money"]),
    (
        "they want £500 in steam cards",
        "amount_demanded",
        {"value": "500.00", "currency": "GBP", "unit": "steam gift cards"},
    ),
    ("they want half a bitcoin by 9pm", "amount_demanded", {"value": "0.5", "currency": "BTC"}),
    ("hes asking for 50 quid", "amount_demanded", {"value": "50.00", "currency": "GBP"}),
    ("pay me 100 he said or he will leak it", "amount_demanded", None),
    ("it cost me £20", "amount_demanded", None),
    ("i paid him £50", "amount_paid", {"value": "50.00", "currency": "GBP"}),
    ("i paid him £50", "paid", "yes"),
    ("i sent £30 and now he wants £100", "amount_paid", {"value": "30.00", "currency": "GBP"}),
    ("i sent £30 and now he wants £99", "amount_demanded", {"value": "99.00", "currency": "GBP"}),
    ("i havent paid", "paid", "no"),
    ("if i dont pay hell post it", "paid", None),
    # when
    ("he wants money by friday", "deadline", "2026-11-27"),
    ("i have 24 hours to pay", "deadline", "2026-11-24"),
    ("pay them tonight or else", "deadline", "2026-11-23"),
    ("i have school by 9 on friday", "deadline", None),
    ("it started 3 weeks ago", "started_when", "2026-11-02"),
    ("its been going on since september", "started_when", "2026-09-01"),
    # where, and what they know
    ("on insta and then wa", "platforms", ["instagram"]),
    ("we moved to telegram", "platforms", ["telegram"]),
    ("he added me on wizz", "platforms", ["wizz"]),
    ("not on snap", "platforms", None),
    ("he knows where i live", "suspect_knows", ["home"]),
    ("hell send it to all my followers and my mum", "suspect_knows", ["family", "friends"]),
    (
        "his snap is jake_09",
        "suspect_identifiers",
        [{"kind": "handle", "platform": "snapchat", "value": "jake_09"}],
    ),
    ("my snap is jade_09", "suspect_identifiers", None),
    # who knows, what is kept
    ("ive told my mum", "told", ["parent"]),
    ("i havent told anyone", "told", ["nobody"]),
    ("nobody knows", "told", ["nobody"]),
    ("i have screenshots of the messages", "evidence_kept", ["threat_screenshots"]),
    # how people really write
    ("he says hes gonna post it on his story", "image_spread", None),
    ("its all over snap n insta", "image_spread", "shared_publicly"),
    ("he put my pic on pornhub", "image_spread", "shared_publicly"),
    ("a boy in her year shared a photo of her", "incident_kinds", ["image_shared"]),
    ("i shared a photo of me", "incident_kinds", None),
    ("hes threatening to put my pics online", "incident_kinds", ["threat_to_share"]),
    ("nobody is asking for money he just wants more pics", "demands", ["more_images"]),
    ("I sent him a photo. He wants more.", "demands", ["more_images"]),
    ("hes blackmailing me for money", "demands", ["money"]),
    ("i sent a girls pic to my mates", "part_played", "did_it"),
    ("i sent a girls pic to my mates", "image_origin", None),
    ("my boy (15) has been blackmailed", "child_age", 15),
    ("my boy (15) has been blackmailed", "reporter_role", "parent_carer"),
    ("worried about a pupil, she is 15", "child_age", 15),
    ("my stepdad took photos of me", "suspect_relation", "family"),
    ("sum1 hacked my snap", "incident_kinds", ["account_hacked"]),
    ("hell come to my house tonight", "in_danger_now", "unsure"),
    ("i told him im 18 but im 14", "child_age", None),
    ("he told me not to tell my mum", "told", None),
    # danger
    ("i want to die", "self_harm", "thoughts"),
    ("kms", "self_harm", "thoughts"),
    ("im going to kill myself tonight", "self_harm", "plan"),
    ("i took a load of pills", "self_harm", "attempt"),
    ("i want to die and ive taken tablets", "self_harm", "attempt"),
    ("im not suicidal", "self_harm", None),
    ("hes outside my house", "in_danger_now", "yes"),
    ("hes not outside", "in_danger_now", None),
]


@pytest.mark.parametrize(("text", "question_id", "value"), TABLE)
def test_free_text_is_heard_conservatively(
    text: str, question_id: str, value: Value | None
) -> None:
    assert heard(text).get(question_id) == value


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "im scared",
        "what happens if i report",
        "can i get in trouble for sending nudes",
        "will they post it",
        "is he going to post it",
        "im going to show my mum the messages",
        "who are you",
        "thanks",
        "how do i block someone",
        "is this private",
        "i dont know what to do",
        "😭😭😭",
        "",
    ],
)
def test_greetings_and_questions_are_no_facts(text: str) -> None:
    assert heard(text) == {}


def test_an_adults_own_age_is_not_the_childs() -> None:
    known = {"reporter_role": given("parent_carer")}

    assert "child_age" not in extract("im 24", CATALOGUE, MONDAY, known=known)
    assert extract("hes 14", CATALOGUE, MONDAY, known=known)["child_age"].value == 14


def test_the_same_text_reads_the_same_in_any_case_and_with_any_apostrophe() -> None:
    typed = "I'm 14 and he says he'll post my pics"

    assert heard(typed) == heard(typed.upper()) == heard(typed.replace("'", "’"))  # noqa: RUF001


def test_patterns_that_cannot_be_read_are_refused_with_file_and_question(tmp_path: Path) -> None:
    (tmp_path / "words.yml").write_text("pic: [photo]", encoding="utf-8")
    (tmp_path / "some.yml").write_text(
        "facts:\n  - question: told\n    provenance: said\n    heard:\n"
        "      friend: ['<nobody> (x']\n      school: ['(']\n",
        encoding="utf-8",
    )

    with pytest.raises(DataError) as caught:
        load_heard(tmp_path)

    assert [one.split(": ")[1:3] for one in caught.value.problems] == [
        ["told", "friend"],
        ["told", "school"],
    ]


@pytest.mark.parametrize("content", ["[]", "facts: no", "facts:\n  - question: told"])
def test_a_file_of_phrases_without_its_keys_is_refused_by_name(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "words.yml").write_text("pic: [photo]", encoding="utf-8")
    (tmp_path / "some.yml").write_text(content, encoding="utf-8")

    with pytest.raises(DataError, match=r"some\.yml"):
        load_heard(tmp_path)

from datetime import date

import pytest

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.parsing import NotUnderstood, parse

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)


def read(question_id: str, said: str) -> Answer | NotUnderstood:
    return parse(CATALOGUE.question(question_id), said, TODAY)


def value(question_id: str, said: str) -> Value | None:
    answer = read(question_id, said)
    assert isinstance(answer, Answer), answer
    return answer.value


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("yes", "yes"),
        ("YESSS", "yes"),
        ("yh", "yes"),
        ("👍", "yes"),
        ("yes he's outside", "yes"),
        ("help", "yes"),
        ("he said hes coming tonight", "yes"),
        ("no but he is outside", "yes"),  # the danger after the "but" is the answer
        ("no but hes coming to my house", "yes"),
        ("he's downstairs", "yes"),
        ("no hes on his way", "yes"),
        ("no, he lives far away", "no"),
        ("not in danger", "no"),
        ("not at the moment", "unsure"),
        ("no", "no"),
        ("nah im good", "no"),
        ("nope 😊", "no"),
        ("im safe at home", "no"),
        ("i dont think so", "no"),
        ("idk", "unsure"),
        ("not right now", "unsure"),  # danger may be on its way
        ("not yet", "unsure"),
        ("not rly", "unsure"),
        ("im scared", "unsure"),
    ],
)
def test_danger_now_is_read_with_care(said: str, answer: str) -> None:
    assert value("in_danger_now", said) == answer


@pytest.mark.parametrize(
    "said", ["no but", "no but i dont like him", "what do you mean", "ok but why"]
)
def test_an_unclear_answer_about_danger_is_asked_again(said: str) -> None:
    answer = read("in_danger_now", said)

    assert isinstance(answer, NotUnderstood) or answer.value != "no"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("no", "none"),
        ("nah never", "none"),
        ("yes", "thoughts"),
        ("sometimes", "thoughts"),
        ("i want to die", "thoughts"),
        ("suicidle", "thoughts"),
        ("i have a plan", "plan"),
        ("ive had thoughts and i have a plan", "plan"),  # the most serious counts
        ("i tried last year", "attempt"),
        ("i took some pills", "attempt"),
        ("no but i want to die", "thoughts"),
        ("i feel like dying", "thoughts"),
        ("not anymore", "thoughts"),
        ("im not suicidal", "none"),
        ("im not suicidal but i cut myself", "attempt"),
        ("no i dont want to die", "none"),
        ("yes i cut myself", "attempt"),
        ("idk", "unsure"),
        ("not really", "unsure"),
    ],
)
def test_of_several_signs_of_self_harm_the_most_serious_counts(said: str, answer: str) -> None:
    assert value("self_harm", said) == answer


@pytest.mark.parametrize(
    ("question_id", "said", "answer"),
    [
        ("incident_kinds", "1", ["threat_to_share"]),
        ("incident_kinds", "1 and 3", ["threat_to_share", "pressured_for_images"]),
        ("incident_kinds", "1,4", ["threat_to_share", "money_demanded"]),
        ("incident_kinds", "they hacked me and want money", ["money_demanded", "account_hacked"]),
        ("incident_kinds", "threatned to share", ["threat_to_share"]),
        ("platforms", "insta and snap", ["snapchat", "instagram"]),
        ("platforms", "Snapchat, WhatsApp", ["snapchat", "whatsapp"]),
        ("platforms", "roblox then disc", ["discord", "roblox"]),
        ("platforms", "snpachat", ["snapchat"]),
        ("platforms", "instgram", ["instagram"]),
        ("platforms", "zangi", ["zangi"]),
        ("platforms", "on some app called zangi", ["zangi"]),
        ("platforms", "tiktok and something called zepeto", ["tiktok", "zepeto"]),
        ("demands", "pics and money", ["money", "more_images"]),
        ("demands", "200 quid", ["money"]),
        ("demands", "not money more pics", ["more_images"]),
        ("demands", "he hasnt asked for anything", ["nothing"]),
        ("told", "nobody", ["nobody"]),
        ("told", "ive told nobody but my mum", ["parent"]),
        ("told", "the police and school", ["school", "police"]),
        ("suspect_knows", "where i live", ["home"]),
        ("suspect_knows", "idk", ["unsure"]),
        ("image_spread", "no but says he will", "threatened"),
        ("image_spread", "yes in a group chat", "shared_privately"),
        ("image_spread", "to my mates and its online", "shared_publicly"),
        ("image_origin", "i never sent anything", "not_seen"),
        ("suspect_relation", "a boy in my year", "peer"),
        ("suspect_relation", "someone off snap", "online_only"),
        ("suspect_relation", "some random", "stranger_online"),
        ("suspect_relation", "my ex", "partner_or_ex"),
        ("suspect_relation", "met on wizz", "online_only"),
        ("suspect_relation", "its a boy from another school", "peer"),
        ("suspect_relation", "not a stranger, a friend", "peer"),
        ("contact_method", "dont call me text me", "text"),
        ("incident_kinds", "he says hell send my pic to everyone", ["threat_to_share"]),
        ("meeting_planned", "yes tomorrow after school", "within_24h"),
        ("meeting_planned", "yes next week", "yes"),
        ("meeting_planned", "not really", "no"),
        ("reporter_role", "i'm his mum", "parent_carer"),
        ("reporter_role", "Hello, I am the mother of a 12 year old girl.", "parent_carer"),
        ("reporter_role", "I am her mum", "parent_carer"),
        ("reporter_role", "someone is blackmailing me", "young_person"),
        ("reporter_role", "parnet", "parent_carer"),
        ("reporter_role", "im reporting for my friend", "friend_sibling"),
        ("reporter_role", "a social worker", "professional"),
        ("age_band", "im 15", "13_15"),
        ("age_band", "18+", "18_plus"),
        ("age_band", "year 9", "13_15"),
        ("contact_method", "ring me", "phone"),
        ("contact_ok", "just the code", "no"),
        ("contact_ok", "i guess", "yes"),
        ("still_happening", "no i blocked him", "no"),
        ("still_happening", "it hasnt stopped", "yes"),
        ("device_willing", "i dont mind", "yes"),
    ],
)
def test_options_are_read_from_what_people_type(question_id: str, said: str, answer: Value) -> None:
    assert value(question_id, said) == answer


@pytest.mark.parametrize(
    ("question_id", "said", "kind"),
    [
        ("incident_kinds", "not hacked", "not_an_option"),
        ("incident_kinds", "why do you ask", "not_an_option"),
        ("platforms", "why do you ask", "not_an_option"),
        ("platforms", "what happens to my answers?", "not_an_option"),
        ("platforms", "£500", "not_an_option"),
        ("image_spread", "yes", "not_an_option"),  # yes to whom?
        ("contact_method", "phone or text", "which_one"),
        ("suspect_relation", "my ex or my dad", "which_one"),
        ("reporter_role", "She sent two before she told me.", "not_an_option"),
        ("told", "   ", "empty"),
    ],
)
def test_what_names_no_option_says_why(question_id: str, said: str, kind: str) -> None:
    assert read(question_id, said) == NotUnderstood(kind)  # type: ignore[arg-type] # from the table


def test_a_tap_is_chosen_and_typed_words_are_said_and_kept() -> None:
    tapped = read("platforms", "Snapchat")
    typed = read("platforms", "it was on Snap lol")

    assert isinstance(tapped, Answer)
    assert isinstance(typed, Answer)
    assert (tapped.value, tapped.provenance) == (["snapchat"], "chosen")
    assert (typed.value, typed.provenance, typed.words) == (
        ["snapchat"],
        "said",
        "it was on Snap lol",
    )


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("skip", "skipped"),
        ("Skip please", "skipped"),
        ("can i skip this?", "skipped"),
        ("pass", "skipped"),
        ("idk", "unknown"),
        ("I don't know", "unknown"),
        ("cant remember", "unknown"),
        ("rather not say", "declined"),
        ("I'd rather not say.", "declined"),
        ("i dont want to say", "declined"),
        ("thats private", "declined"),
    ],
)
@pytest.mark.parametrize("question_id", ["child_age", "demands", "started_when", "area"])
def test_not_answering_is_an_answer(question_id: str, said: str, status: str) -> None:
    answer = read(question_id, said)

    assert isinstance(answer, Answer)
    assert (answer.status, answer.value, answer.words) == (status, None, said)


def test_a_dont_know_inside_a_short_reply_to_a_closed_question_counts() -> None:
    answer = read("child_age", "sorry i really dont know")

    assert isinstance(answer, Answer)
    assert answer.status == "unknown"


def test_words_that_only_hold_a_dont_know_are_kept_as_the_account() -> None:
    said = "idk he just messaged me and now he has a pic"

    assert value("account", said) == said


@pytest.mark.parametrize("question_id", ["deadline", "amount_paid", "suspect_identifiers"])
def test_there_is_none_is_a_skip_that_keeps_the_words(question_id: str) -> None:
    answer = read(question_id, "no he didnt")

    assert isinstance(answer, Answer)
    assert (answer.status, answer.words) == ("skipped", "no he didnt")


def test_a_long_text_is_kept_whole_in_the_words() -> None:
    said = "snap " + "x" * 5000

    answer = read("platforms", said)

    assert isinstance(answer, Answer)
    assert answer.words == said


def test_an_answer_never_shows_its_words_in_a_log() -> None:
    assert "messaged" not in repr(read("account", "he messaged me"))

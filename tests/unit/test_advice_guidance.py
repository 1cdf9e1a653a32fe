"""Advice and replies: fitted to the person, in the right order, and complete."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casedesk.clock import FixedClock
from casedesk.data_files import DATA
from casedesk.domain.errors import DataError
from casedesk.guidance.loader import Guidance, load_guidance
from casedesk.guidance.services import Reader
from casedesk.interview.questions import Voice

GUIDANCE = load_guidance(clock=FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))
VOICES: tuple[Voice, ...] = ("young_person", "adult", "call_handler")
PEER = {"suspect_relation": "peer"}


def text(topic: str, audience: Reader = "young_person", **answers: str) -> str:
    return GUIDANCE.advice(topic, audience=audience, answers=answers).text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("advice", "crisis"):
        shutil.copytree(DATA / name, tmp_path / name)
    for name in ("services.yml", "replies.yml"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("topic", sorted(GUIDANCE.topics))
@pytest.mark.parametrize("audience", ["young_person", "adult"])
def test_every_topic_says_something_to_both_readers(topic: str, audience: Reader):
    card = GUIDANCE.advice(topic, audience=audience, age=14)

    assert (card.topic, bool(card.title), bool(card.text)) == (topic, True, True)
    assert card.links, "advice leads on to somebody"


@pytest.mark.parametrize("topic", ["block_or_reply", "pay"])
@pytest.mark.parametrize("audience", ["young_person", "adult"])
@pytest.mark.parametrize("relation", ["stranger_online", "peer"])
def test_details_are_noted_before_the_account_is_blocked(
    topic: str, audience: Reader, relation: str
):
    steps = text(topic, audience, suspect_relation=relation).splitlines()
    noting = next(n for n, step in enumerate(steps) if step[3:].startswith("Note"))
    blocking = next(n for n, step in enumerate(steps) if "lock and report" in step)

    assert noting < blocking


@pytest.mark.parametrize("audience", ["young_person", "adult"])
def test_nobody_is_told_to_delete_the_chat(audience: Reader):
    assert "Do not delete the chat" in text("block_or_reply", audience)
    assert "Do not delete the chat" in text("evidence", audience)


@pytest.mark.parametrize("audience", ["young_person", "adult"])
def test_nobody_is_told_to_copy_the_picture(audience: Reader):
    said = text("evidence", audience)

    assert "never need to see" in said or "do not look at, save or send" in said
    assert "threat in words" in said


def test_a_peer_who_wants_pictures_is_met_with_advice_for_that():
    said = text("more_images_demanded", **PEER)

    assert "someone your age" in said
    assert "school" in said
    assert said != text("more_images_demanded")


def test_an_adult_hears_that_both_children_may_need_help_when_it_is_a_peer():
    assert "both children may need help" in text("guardian_first_steps", "adult", **PEER)


def test_the_danger_of_suicide_comes_first_for_a_guardian():
    assert "hurting themselves" in text("guardian_first_steps", "adult").splitlines()[1]


def test_a_young_person_who_did_it_is_thanked_and_told_to_stop():
    said = text("i_did_it")

    assert said.startswith("Thank you for being honest.")
    assert "1. Stop." in said


def test_help_for_adults_is_not_named_to_someone_who_said_they_are_a_child():
    assert (
        "StopNCII"
        not in GUIDANCE.advice("over_18", audience="young_person", answers={"child_age": 15}).text
    )
    assert (
        "StopNCII"
        in GUIDANCE.advice("over_18", audience="young_person", answers={"child_age": 19}).text
    )


@pytest.mark.parametrize(
    ("answers", "linked"),
    [({"child_age": 20}, True), ({"age_band": "18_plus"}, True), ({"age_band": "16_17"}, False)],
)
def test_age_is_read_from_the_answers(answers: dict[str, int | str], *, linked: bool):
    card = GUIDANCE.advice("over_18", audience="young_person", answers=answers)

    assert ("https://stopncii.org" in [link.href for link in card.links]) is linked


@pytest.mark.parametrize("reply_id", sorted(GUIDANCE.replies))
@pytest.mark.parametrize("voice", VOICES)
def test_every_reply_is_said_in_every_voice(reply_id: str, voice: Voice):
    fields = {"reference": "AB-12", "code": "1234 5678", "see_by": "noon today"}
    reply = GUIDANCE.reply(reply_id, voice, **fields)

    assert reply.text
    assert "{" not in reply.text


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("act", ["crisis_self_harm", "crisis_danger"])
def test_a_crisis_reply_names_999_and_links_to_it_first(act: str, voice: Voice):
    links = GUIDANCE.reply(act, voice).links

    assert links[0].href == "tel:999"
    assert "tel:08001111" in [link.href for link in links]


def test_the_opening_says_what_this_is_who_reads_it_and_that_danger_may_be_acted_on():
    said = GUIDANCE.reply("greeting", "young_person").text

    for promise in (
        "computer program",
        "keep children safe",
        "even if you do not finish",
        "minutes",
    ):
        assert promise in said


def test_numbers_are_offered_when_nothing_was_saved_and_in_another_language():
    for reply_id in ("not_saved", "other_language", "misunderstood_3"):
        assert any(
            link.href.startswith("tel:") for link in GUIDANCE.reply(reply_id, "young_person").links
        )


def test_braces_in_a_field_are_said_as_they_are():
    said = GUIDANCE.reply("receipt_again", "adult", reference="{x}", see_by="noon").text

    assert "{x}" in said


def test_a_reply_without_its_field_is_an_error_that_names_both():
    with pytest.raises(DataError, match="receipt needs the field 'reference'"):
        GUIDANCE.reply("receipt", "adult")


@pytest.mark.parametrize("ask", ["advice", "reply"])
def test_an_unknown_id_is_named(ask: str):
    def call(guidance: Guidance) -> object:
        if ask == "advice":
            return guidance.advice("nonsense", audience="adult")
        return guidance.reply("nonsense", "adult")

    with pytest.raises(DataError, match="nonsense"):
        call(GUIDANCE)


def test_all_problems_of_the_data_are_reported_at_once(data: Path):
    (data / "advice" / "pay.yml").write_text("id: pay\nintent: ask_pay\n", encoding="utf-8")
    (data / "advice" / "extra.yml").write_text(
        (DATA / "advice" / "human.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    replies = data / "replies.yml"
    replies.write_text(
        replies.read_text(encoding="utf-8")
        + '\nodd:\n  young_person: "{name}"\n'
        + "\nlost:\n  young_person: Hi.\n  services: [nowhere]\n"
        + '\nempty:\n  young_person: " "\n',
        encoding="utf-8",
    )

    with pytest.raises(DataError) as wrong:
        load_guidance(data)

    report = "\n".join(wrong.value.problems)
    for clue in (
        "advice/pay.yml: lacks",
        "advice/extra.yml: its id is human",
        "['name']",
        "nowhere",
        "empty",
    ):
        assert clue in report


def test_advice_past_its_review_date_is_reported():
    problems = GUIDANCE.problems(datetime(2028, 1, 1, tzinfo=UTC).date())

    assert any("advice/pay.yml" in one for one in problems)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("review_by: 2027-05-23", "review_by: 2026-01-01"), "review_by is not after"),
        (("sources: [Firstday design]", "sources: []"), "no source"),
    ],
)
def test_advice_needs_a_source_and_a_later_review(
    data: Path, change: tuple[str, str], complaint: str
):
    path = data / "advice" / "who_are_you.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

    with pytest.raises(DataError, match=complaint):
        load_guidance(data)

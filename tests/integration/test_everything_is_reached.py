"""Nothing in `data/` stands there unsaid: each question, wording, reply, topic, service is reached.

Many conversations are walked through the real engine, with whatever may be answered at each step;
what was asked and said is collected, and what nobody could ever hear is named.
"""

import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from casedesk.dialogue.after import answer_outside
from casedesk.dialogue.aside import answer_aside
from casedesk.dialogue.conduct import conduct
from casedesk.dialogue.context import Dialogue, open_dialogue
from casedesk.dialogue.steps import STEPS, next_request
from casedesk.dialogue.turn import Crisis, Turn
from casedesk.domain.values import Value
from casedesk.guidance.texts import Topic
from casedesk.interview.answers import Answer, Answers, given
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.engine import about_friend, next_question, record, voice
from casedesk.interview.questions import Question
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from edge.signposts import SHOWN

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CATALOGUE = load_catalogue()
FACES = ("young_person", "adult", "call_handler")
WALKS = 600
SAID_BY_CODE = [
    "misunderstood_1",
    "misunderstood_2",
    "misunderstood_3",
    "not_saved",
    "receipt",
    "receipt_again",
]
"""Replies that have tests of their own, because they come of something going wrong or of filing."""


NOT_FOR = {
    # Whether a child is missing is asked of those who look for one.
    ("missing", "young_person"),
    # What the young person did themselves is asked of nobody else.
    ("part_played", "adult"),
}
"""Wordings that every question must have and that this one never needs."""


def some_answer(question: Question, chance: random.Random) -> Answer:
    """Return an answer somebody might give: a choice, several, an age, or words."""
    options = [one.value for one in question.options]
    if chance.random() < 0.05:
        return Answer(chance.choice(("skipped", "unknown", "declined")), None, "said")
    if question.type == "age":
        return given(chance.choice([9, 12, 13, 15, 17]))
    if options and question.type == "choices":
        return given(chance.sample(options, chance.randint(1, min(4, len(options)))))
    return given(chance.choice(options)) if options else given("words", words="words")


def walk(face: str, seed: int) -> Iterator[tuple[Question, str]]:
    """Yield each question of one whole interview, with the voice that asks it."""
    chance, answers = random.Random(seed), dict[str, Answer]()  # noqa: S311 - repeatable
    for _ in range(150):
        question = next_question(CATALOGUE, answers, depth="full")
        if question is None:
            return
        speaking = voice(face, answers)  # type: ignore[arg-type]
        friend = speaking == "young_person" and about_friend(answers)
        yield question, "friend" if friend else speaking
        answers = dict(
            record(CATALOGUE, answers, question.id, some_answer(question, chance)).answers
        )
    raise AssertionError("the interview never ends")


@pytest.fixture(scope="module")
def asked() -> set[tuple[str, str]]:
    return {
        (question.id, speaking)
        for face, seed in product(FACES, range(WALKS))
        for question, speaking in walk(face, seed)
    }


def test_every_question_is_asked(database_url, asked):
    assert {one.id for one in CATALOGUE.questions} == {question for question, _ in asked}


def test_every_wording_is_spoken(database_url, asked):
    written = {
        (one.id, name)
        for one in CATALOGUE.questions
        for name in (*FACES, "friend")
        if getattr(one.wording, name)
    }

    assert written - asked == NOT_FOR


def test_rasa_knows_every_wording_of_every_question(database_url):
    domain = (Path(__file__).resolve().parents[2] / "domain.yml").read_text()

    known = set(re.findall(r"^  utter_ask_(\w+):", domain, re.MULTILINE))

    assert known == {one.id for one in CATALOGUE.questions}


@pytest.fixture
def dialogue(desk) -> Dialogue:
    return open_dialogue(desk)


def turn(words: str = "words", intent: str = "out_of_scope", **changes) -> Turn:
    usual = {
        "conversation": "0" * 32, "face": "young_person", "words": words, "intent": intent,
        "confidence": 1.0, "crisis": None, "phase": "answering", "requested": None,
        "misunderstood": 0,
    }  # fmt: skip
    return Turn(**{**usual, **changes})


def everything_said(dialogue: Dialogue, face: str) -> Iterator[str]:
    """Yield the topic of whatever is said: at the opening, beside, inside, and after filing."""
    desk = dialogue.desk
    yield from _topics(conduct(dialogue, turn(phase="opening", face=face, conversation="1" * 32)))
    started = turn(phase="opening", face=face, intent="start_report", conversation="2" * 32)
    yield from _topics(conduct(dialogue, started))
    draft = open_draft(desk, "3" * 32, face)
    save_answers(desk, draft.id, {"child_age": given(14)})
    back = {"conversation": "3" * 32, "face": face}
    yield from _topics(conduct(dialogue, turn(phase="opening", **back)))
    for act in ("crisis_self_harm", "crisis_danger"):
        heard = Crisis(act, sure=True)
        yield from _topics(conduct(dialogue, turn(crisis=heard, requested="child_age", **back)))
    yield from _topics(
        conduct(dialogue, turn("no hablo ingles por favor ayuda", requested="account", **back))
    )
    beside = turn("it was on snapchat and he wants £200", requested="reporter_role", **back)
    yield from _topics(conduct(dialogue, beside))
    save_answers(desk, draft.id, _all_core(dialogue))
    for request, words in (("area", "skip"), ("ready", "send"), ("confirm", "what")):
        yield from _topics(conduct(dialogue, turn(words, requested=request, **back)))
    for intent in ("greet", "thanks", "goodbye", "pause", "stop", "out_of_scope", "why"):
        yield from (one.topic for one in answer_aside(dialogue, turn(intent=intent, **back)))
    yield from (one.topic for one in answer_aside(dialogue, turn("I want advice", **back)))
    submit(desk, "3" * 32)
    for intent, crisis in (
        ("affirm", None),
        ("out_of_scope", None),
        ("x", "crisis_danger"),
        ("x", "crisis_self_harm"),
    ):
        heard = Crisis(crisis, sure=True) if crisis else None
        words = "yes" if intent == "affirm" else "he wrote again and wants more"
        said = answer_outside(dialogue, turn(words, intent=intent, crisis=heard, **back))
        yield from (one.topic for one in said.messages)


def _all_core(dialogue: Dialogue) -> Answers:
    answers: dict[str, Answer] = {}
    while next_request(dialogue.catalogue, answers) not in STEPS:
        request = next_request(dialogue.catalogue, answers)
        answers[request] = Answer("skipped", None, "said")
    return answers


def _topics(outcome) -> Iterator[str]:
    yield from (one.topic for one in outcome.messages)
    if outcome.requested:
        yield outcome.requested


@pytest.mark.parametrize("face", FACES)
def test_every_standing_reply_is_said(dialogue, face):
    said = set(everything_said(dialogue, face))

    unsaid = dialogue.guidance.replies.keys() - said - set(SAID_BY_CODE)
    assert sorted(unsaid) == []


def known_facts(topic: Topic, chance: random.Random) -> dict[str, Value]:
    """Return some answers to the questions this topic's variants look at."""
    facts: dict[str, Value] = {}
    for name in sorted({name for one in topic.variants for name in one.when.mentions}):
        answer = some_answer(CATALOGUE.question(name), chance)
        if answer.value is not None:
            facts[name] = answer.value
    return facts


def test_every_text_of_every_topic_is_told_to_whom_it_is_for(dialogue):
    chance = random.Random(1)  # noqa: S311 - repeatable
    for topic in dialogue.guidance.topics.values():
        written = {one for texts in (topic, *topic.variants) for one in texts.texts.values()}
        told = {
            topic.text(reader, known_facts(topic, chance) if tried else {})
            for reader in ("young_person", "adult")
            for tried in range(400)
        }

        assert told == written, topic.id


def test_every_topic_has_sentences_from_which_it_is_understood(dialogue):
    trained = (Path(__file__).resolve().parents[2] / "data" / "nlu" / "advice.yml").read_text()

    intents = set(re.findall(r"- intent: (\S+)", trained))

    assert {f"ask_{topic}" for topic in dialogue.guidance.topics} == intents


def test_every_verified_service_is_offered_somewhere(dialogue):
    guidance = dialogue.guidance
    named = {service for topic in guidance.topics.values() for service in topic.services}
    named |= {service for reply in guidance.replies.values() for service in reply.services}
    named |= set(SHOWN)

    verified = {one.id for one in guidance.services.values() if one.verified}

    assert sorted(verified - named) == []

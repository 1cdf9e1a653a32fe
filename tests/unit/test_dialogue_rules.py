"""Every intent the classifier knows has somewhere to go."""

from actions.domain import INTERNAL_INTENTS, intents_of
from casedesk.data_files import DATA, read_yaml

IN_THE_INTERVIEW = {
    # Understood by the interview itself, which asks on or records an answer.
    *("affirm", "deny", "unsure", "skip", "back", "correct", "review", "repeat", "inform"),
    *("start_report", "crisis_self_harm", "crisis_danger"),
}


COMPOSED = {"misunderstood_1", "misunderstood_2", "misunderstood_3"} | {
    f"{act}_question" for act in ("crisis_self_harm", "crisis_danger")
}
"""Replies whose names the code puts together."""


def side_question_intents() -> set[str]:
    rules = read_yaml(DATA / "rules" / "side_questions.yml")["rules"]
    return {one["intent"] for rule in rules for step in rule["steps"] for one in step.get("or", [])}


def test_every_intent_is_a_side_question_or_the_interview_s_own() -> None:
    known = set(intents_of(DATA / "nlu")) - set(INTERNAL_INTENTS)

    assert known == side_question_intents() | IN_THE_INTERVIEW
    assert not side_question_intents() & IN_THE_INTERVIEW


def test_every_advice_topic_can_be_asked_for() -> None:
    topics = {path.stem for path in (DATA / "advice").glob("*.yml")}
    asked = {one.removeprefix("ask_") for one in side_question_intents() if one.startswith("ask_")}

    assert topics == asked


def test_every_reply_is_said_somewhere() -> None:
    replies = read_yaml(DATA / "replies.yml") | read_yaml(DATA / "crisis" / "replies.yml")
    folders = ("casedesk/dialogue", "actions")
    code = "\n".join(
        path.read_text() for folder in folders for path in (DATA.parent / folder).glob("*.py")
    )

    assert [one for one in replies if one not in COMPOSED and f'"{one}"' not in code] == []

"""Side questions and remarks: advice, why a question is asked, thanks, stopping, a person."""

from casedesk.dialogue import phrases
from casedesk.dialogue.outcome import Message
from casedesk.dialogue.steps import STEPS, questions_only
from casedesk.dialogue.turn import Turn
from casedesk.interview.engine import Voice, voice
from casedesk.services import advice_counts, drafts
from casedesk.services.desk import Desk

ADVICE = "ask_"
"""Intents of advice topics are the topic's id behind this prefix."""


def answer_aside(desk: Desk, turn: Turn) -> tuple[Message, ...]:
    """Return the reply to a message that is no answer to the question asked; never empty."""
    draft = drafts.current_draft(desk, turn.conversation)
    answers = draft.answers if draft else {}
    speaking = voice(turn.face, questions_only(answers))
    if turn.intent.startswith(ADVICE):
        topic = turn.intent.removeprefix(ADVICE)
        advice_counts.count(desk, topic)
        return (phrases.advice(desk.guidance, topic, speaking, answers),)
    if turn.intent == "why" and turn.requested and turn.requested not in STEPS:
        return (_why(desk, turn.requested),)
    return (_remark(desk, turn.intent, speaking),)


def _why(desk: Desk, question_id: str) -> Message:
    return Message(desk.catalogue.question(question_id).why, "advice", "why")


def _remark(desk: Desk, intent: str, speaking: Voice) -> Message:
    known = {"greet", "thanks", "goodbye", "pause", "stop", "out_of_scope", "why"}
    return phrases.say(desk.guidance, intent if intent in known else "out_of_scope", speaking)

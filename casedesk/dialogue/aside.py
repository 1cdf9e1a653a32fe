"""Side questions and remarks: advice, why a question is asked, thanks, stopping, a person."""

from casedesk.dialogue import phrases
from casedesk.dialogue.context import Dialogue
from casedesk.dialogue.interpret import WANTS_ADVICE
from casedesk.dialogue.outcome import Message
from casedesk.dialogue.steps import STEPS, questions_only
from casedesk.dialogue.turn import Turn
from casedesk.interview.engine import voice
from casedesk.interview.questions import Voice
from casedesk.services import advice_counts, drafts

ADVICE = "ask_"
"""Intents of advice topics are the topic's id behind this prefix."""


def answer_aside(dialogue: Dialogue, turn: Turn) -> tuple[Message, ...]:
    """Return the reply to a message that is no answer to the question asked; never empty."""
    draft = drafts.current_draft(dialogue.desk, turn.conversation)
    answers = draft.answers if draft else {}
    speaking = voice(turn.face, questions_only(answers))
    if turn.words.casefold().strip(" .!") == WANTS_ADVICE:
        return (phrases.say(dialogue.guidance, "advice_menu", speaking),)
    if turn.intent.startswith(ADVICE):
        topic = turn.intent.removeprefix(ADVICE)
        advice_counts.count(dialogue.desk, topic)
        return (phrases.advice(dialogue.guidance, topic, speaking, answers),)
    if turn.intent == "why" and turn.requested and turn.requested not in STEPS:
        return (_why(dialogue, turn.requested),)
    return (_remark(dialogue, turn.intent, speaking),)


def _why(dialogue: Dialogue, question_id: str) -> Message:
    return Message(dialogue.catalogue.question(question_id).why, "advice", "why")


def _remark(dialogue: Dialogue, intent: str, speaking: Voice) -> Message:
    known = {"greet", "thanks", "goodbye", "pause", "stop", "out_of_scope", "why"}
    return phrases.say(dialogue.guidance, intent if intent in known else "out_of_scope", speaking)

"""Danger in a message: a card with numbers first, the fact for triage, the one question.

A sign of danger in the words sets the fact at once, as inferred; the question that follows lets
the person say how it is. An answer that they gave themselves is never replaced by a guess.
"""

from casedesk.dialogue import phrases
from casedesk.dialogue.outcome import Message
from casedesk.dialogue.turn import Crisis, CrisisAct, Turn
from casedesk.guidance.loader import Guidance
from casedesk.interview.answers import Answer, Answers
from casedesk.interview.questions import Voice

_QUESTION: dict[CrisisAct, str] = {
    "crisis_self_harm": "self_harm",
    "crisis_danger": "in_danger_now",
}
_FACT: dict[CrisisAct, str] = {"crisis_self_harm": "thoughts", "crisis_danger": "yes"}
_SAFE = {"none", "no"}


def noted(crisis: Crisis | None, answers: Answers) -> dict[str, Answer]:
    """Return the fact a sign of danger sets, unless the person already told of danger."""
    if crisis is None:
        return {}
    question_id = _QUESTION[crisis.act]
    if _tells_of_danger(answers, question_id):
        return {}
    fact = _FACT[crisis.act] if crisis.sure else "unsure"
    return {question_id: Answer(status="given", value=fact, provenance="inferred")}


def keeping_danger(taken: Answers, before: Answers) -> dict[str, Answer]:
    """Return what was taken without skips of a danger already told: unknown never lowers."""
    return {
        question_id: answer
        for question_id, answer in taken.items()
        if answer.value is not None or not _tells_of_danger(before, question_id)
    }


def cards_for(
    guidance: Guidance, crisis: Crisis | None, taken: Answers, voice: Voice
) -> tuple[Message, ...]:
    """Return the crisis cards for the words, and for an answer that tells of danger."""
    acts: list[CrisisAct] = [crisis.act] if crisis else []
    acts += [
        act
        for act, question_id in _QUESTION.items()
        if act not in acts and _tells_of_danger(taken, question_id)
    ]
    return tuple(phrases.crisis(guidance, act, voice) for act in acts)


def question_that_matters(turn: Turn, taken: Answers, answers: Answers) -> str | None:
    """Return the safety question to ask now, when the danger was only inferred."""
    if turn.crisis is None:
        return None
    question_id = _QUESTION[turn.crisis.act]
    known = answers.get(question_id)
    asked_and_answered = turn.requested == question_id and question_id in taken
    inferred = known is not None and known.provenance == "inferred"
    return question_id if inferred and not asked_and_answered else None


def _tells_of_danger(answers: Answers, question_id: str) -> bool:
    answer = answers.get(question_id) if question_id in _QUESTION.values() else None
    return answer is not None and answer.status == "given" and answer.value not in _SAFE

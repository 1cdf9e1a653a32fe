"""Conversation outside the interview: after filing, or when the assistant lost its thread."""

from dataclasses import dataclass

from casedesk.dialogue import phrases
from casedesk.dialogue.aside import answer_aside
from casedesk.dialogue.context import Dialogue
from casedesk.dialogue.danger import noted
from casedesk.dialogue.outcome import Message
from casedesk.dialogue.steps import questions_only
from casedesk.dialogue.turn import Turn
from casedesk.interview.answers import given
from casedesk.interview.engine import voice
from casedesk.services import drafts

_REMARKS = {"greet", "thanks", "goodbye", "pause", "stop", "why"}
_SHORT = {"affirm", "deny", "skip", "back", "repeat", "unsure", "review"}
_FEW = 3
"""Words up to which such an intent adds nothing that belongs in a report."""


@dataclass(frozen=True)
class Outside:
    """What is said, and whether the interview is to be taken up again."""

    messages: tuple[Message, ...]
    resume: bool = False


def answer_outside(dialogue: Dialogue, turn: Turn) -> Outside:
    """Return the reply; what is told after filing is added to the report before it is confirmed."""
    draft = drafts.current_draft(dialogue.desk, turn.conversation)
    if draft is None or not draft.filed:
        return Outside((), resume=True)
    speaking = voice(turn.face, questions_only(draft.answers))
    if turn.crisis is None and (turn.intent in _REMARKS or turn.intent.startswith("ask_")):
        return Outside(answer_aside(dialogue, turn))
    if turn.crisis is None and turn.intent in _SHORT and len(turn.words.split()) <= _FEW:
        return Outside((phrases.say(dialogue.guidance, "report_stored", speaking),))
    told = {"account": given(turn.words, "said", turn.words)} | noted(turn.crisis, draft.answers)
    drafts.save_answers(dialogue.desk, draft.id, told)
    added = phrases.say(dialogue.guidance, "added_to_report", speaking)
    if turn.crisis is None:
        return Outside((added,))
    card = phrases.crisis(dialogue.guidance, turn.crisis.act, speaking)
    question = phrases.say(dialogue.guidance, f"{turn.crisis.act}_question", speaking, "ask")
    return Outside((card, added, question))

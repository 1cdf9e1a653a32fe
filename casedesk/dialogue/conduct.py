"""One turn of the interview: understand, save, and decide what is asked next.

Every answer is saved before anything is said about it. The caller learns what to say from the
outcome alone; if saving fails, an error leaves this module and nothing is claimed.
"""

from dataclasses import dataclass, replace

from casedesk.dialogue import phrases
from casedesk.dialogue.danger import cards_for, noted, question_that_matters
from casedesk.dialogue.interpret import interpret
from casedesk.dialogue.outcome import REJECTED, Message, Outcome
from casedesk.dialogue.steps import CONFIRM, READY, STEPS, depth, next_request
from casedesk.dialogue.steps import questions_only as questions_of
from casedesk.dialogue.turn import (
    AskAgain,
    Aside,
    GoBack,
    GoTo,
    Move,
    Puzzled,
    Send,
    ShowReview,
    Take,
    Turn,
)
from casedesk.interview.answers import Answers
from casedesk.interview.engine import Voice, progress, record, voice
from casedesk.services import drafts
from casedesk.services.desk import Desk

MISUNDERSTANDINGS_BEFORE_HELP = 3


@dataclass(frozen=True)
class Standing:
    """The conversation as it stands: what is known, and in which words to speak."""

    answers: Answers
    voice: Voice
    saved: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


def conduct(desk: Desk, turn: Turn) -> Outcome:
    """Return the outcome of one turn; whatever was answered is committed by then."""
    standing = _standing(desk, turn)
    if turn.phase == "opening":
        return _opened(desk, turn, standing)
    if turn.phase == "resuming":
        return _asked(desk, turn.requested or _next(desk, standing), standing, again=True)
    move = interpret(turn, desk.catalogue, standing.answers, desk.today())
    if isinstance(move, Aside) and turn.crisis is None:
        return REJECTED
    return _moved(desk, turn, move, standing)


def _standing(desk: Desk, turn: Turn) -> Standing:
    draft = drafts.current_draft(desk, turn.conversation)
    answers: Answers = draft.answers if draft else {}
    return Standing(answers, voice(turn.face, questions_of(answers)))


def _next(desk: Desk, standing: Standing) -> str:
    return next_request(desk.catalogue, standing.answers)


def _opened(desk: Desk, turn: Turn, standing: Standing) -> Outcome:
    """Greet, or go on from the next unanswered question of a draft that broke off."""
    begun = bool(standing.answers)
    greeting = "welcome_back" if begun else "greeting"
    outcome = _asked(desk, _next(desk, standing), standing)
    marks: dict[str, str | None] = {one.id: None for one in desk.catalogue.questions}
    marks |= {key: answer.status for key, answer in standing.answers.items()}
    said = (phrases.say(desk.guidance, greeting, standing.voice),)
    if turn.intent == "start_report":
        said = (phrases.say(desk.guidance, "start_report", standing.voice),)
    return replace(outcome, marks=marks, messages=said + outcome.messages)


def _moved(desk: Desk, turn: Turn, move: Move, standing: Standing) -> Outcome:
    taken = dict(move.answers) if isinstance(move, Take) else {}
    taken |= noted(turn.crisis, {**standing.answers, **taken})
    after = _saved(desk, turn, standing, taken)
    cards = cards_for(desk.guidance, turn.crisis, taken, after.voice)
    urgent = question_that_matters(turn, taken, after.answers)
    outcome = _after(desk, turn, move, after, urgent)
    return replace(outcome, messages=cards + outcome.messages, marks=_marks(after))


def _saved(desk: Desk, turn: Turn, standing: Standing, taken: Answers) -> Standing:
    if not taken:
        return standing
    answers, cleared = dict(standing.answers), []
    for question_id, answer in taken.items():
        if question_id in STEPS:
            answers[question_id] = answer
            continue
        recorded = record(desk.catalogue, questions_of(answers), question_id, answer)
        steps = {key: answers[key] for key in STEPS if key in answers}
        answers = {**recorded.answers, **steps}
        cleared += recorded.cleared
    draft = drafts.open_draft(desk, turn.conversation, turn.face)
    changed = {key: answers[key] for key in taken if key in answers}
    drafts.save_answers(desk, draft.id, changed, cleared)
    return Standing(
        answers, voice(turn.face, questions_of(answers)), tuple(changed), tuple(cleared)
    )


def _marks(standing: Standing) -> dict[str, str | None]:
    given = {key: standing.answers[key].status for key in standing.saved}
    return {**dict.fromkeys(standing.cleared), **given}


def _after(
    desk: Desk, turn: Turn, move: Move, standing: Standing, urgent: str | None
) -> Outcome:
    """Decide what is asked next, once everything said is safe."""
    if urgent:
        return _asked(desk, urgent, standing)
    match move:
        case Send():
            return Outcome(requested=None, wording=standing.voice)
        case GoTo(question_id):
            return _asked(desk, question_id, standing)
        case GoBack():
            return _asked(desk, _before(desk, turn, standing), standing)
        case ShowReview():
            return _asked(desk, CONFIRM, standing)
        case AskAgain() | Aside():
            return _asked(desk, turn.requested or _next(desk, standing), standing)
        case Puzzled() if turn.crisis is None:
            return _puzzled(desk, turn, standing)
        case _:
            return _asked(desk, _next(desk, standing), standing)


def _asked(desk: Desk, request: str, standing: Standing, *, again: bool = False) -> Outcome:
    """Ask a question (its words are Rasa's response) or say a step (its words are ours)."""
    said: tuple[Message, ...] = ()
    if request == READY:
        said = (phrases.ready(desk.guidance, standing.voice),)
    elif request == CONFIRM:
        said = (phrases.confirm(desk.guidance, desk.catalogue, standing.answers, standing.voice),)
    known = questions_of(standing.answers)
    return Outcome(
        requested=request,
        messages=said,
        wording=standing.voice + ("_again" if again else ""),
        progress=progress(desk.catalogue, known, depth=depth(standing.answers)),
    )


def _puzzled(desk: Desk, turn: Turn, standing: Standing) -> Outcome:
    """Say so in other words each time; the third time, offer a person and the numbers."""
    count = min(turn.misunderstood + 1, MISUNDERSTANDINGS_BEFORE_HELP)
    said = phrases.say(desk.guidance, f"misunderstood_{count}", standing.voice, "problem")
    outcome = _asked(desk, turn.requested or _next(desk, standing), standing, again=True)
    return replace(outcome, messages=(said, *outcome.messages), misunderstood=count)


def _before(desk: Desk, turn: Turn, standing: Standing) -> str:
    """Return the last answered question before the one asked now, or that one itself."""
    order = [one.id for one in desk.catalogue.questions if one.id in standing.answers]
    ids = [one.id for one in desk.catalogue.questions]
    here = ids.index(turn.requested) if turn.requested in ids else len(ids)
    earlier = [one for one in order if ids.index(one) < here]
    return earlier[-1] if earlier else (turn.requested or ids[0])



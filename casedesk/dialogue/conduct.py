"""One turn of the interview: understand, save, and decide what is asked next.

Every answer is saved before anything is said about it. The caller learns what to say from the
outcome alone; if saving fails, an error leaves this module and nothing is claimed.
"""

from dataclasses import dataclass, replace

from casedesk.dialogue import phrases
from casedesk.dialogue.aside import answer_aside
from casedesk.dialogue.context import Dialogue
from casedesk.dialogue.danger import cards_for, keeping_danger, noted, question_that_matters
from casedesk.dialogue.interpret import Scene, interpret
from casedesk.dialogue.outcome import REJECTED, Message, Outcome
from casedesk.dialogue.steps import CONFIRM, READY, STEPS, depth, next_request
from casedesk.dialogue.steps import questions_only as questions_of
from casedesk.dialogue.turn import (
    Aside,
    AskAgain,
    GoBack,
    GoTo,
    Move,
    Puzzled,
    Send,
    ShowReview,
    Take,
    Turn,
)
from casedesk.guidance.other_language import in_another_language
from casedesk.interview.answers import Answers
from casedesk.interview.engine import about_friend, progress, record, voice
from casedesk.interview.questions import Voice
from casedesk.services import drafts

MISUNDERSTANDINGS_BEFORE_HELP = 3
NOT_ASKED_ON = frozenset({"pause", "stop", "goodbye", "ask_human"})
"""Acts after which the interview waits to be taken up again; data/rules says the same."""


@dataclass(frozen=True)
class Standing:
    """The conversation as it stands: what is known, and in which words to speak."""

    draft_id: str | None
    answers: Answers
    voice: Voice
    saved: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


def conduct(dialogue: Dialogue, turn: Turn) -> Outcome:
    """Return the outcome of one turn; whatever was answered is committed by then."""
    standing = _standing(dialogue, turn)
    if turn.phase == "opening":
        return _opened(dialogue, turn, standing)
    if turn.phase == "resuming":
        return _asked(dialogue, turn.requested or _next(dialogue, standing), standing, again=True)
    move = interpret(turn, Scene(dialogue.catalogue, standing.answers, dialogue.today()))
    if isinstance(move, Aside) and turn.crisis is None:
        return _beside(dialogue, turn, move, standing)
    return _moved(dialogue, turn, move, standing)


def _beside(dialogue: Dialogue, turn: Turn, move: Aside, standing: Standing) -> Outcome:
    """Leave a side question to the rules, or reply here if the message told something as well.

    Who wants to pause or stop is not asked on, whatever else was told; that is a rule's business.
    """
    after = _saved(dialogue, turn, standing, keeping_danger(dict(move.answers), standing.answers))
    if not move.answers or turn.intent in NOT_ASKED_ON:
        return REJECTED
    request = _next(dialogue, after)
    outcome = _asked(dialogue, request, after, again=request == turn.requested)
    said = answer_aside(dialogue, turn)
    return replace(outcome, messages=said + outcome.messages, marks=_marks(after))


def _standing(dialogue: Dialogue, turn: Turn) -> Standing:
    draft = drafts.current_draft(dialogue.desk, turn.conversation)
    # A filed draft is a report of its own; what is said now begins another.
    if draft is None or draft.filed:
        return Standing(None, {}, voice(turn.face, {}))
    return Standing(draft.id, draft.answers, voice(turn.face, questions_of(draft.answers)))


def _next(dialogue: Dialogue, standing: Standing) -> str:
    return next_request(dialogue.catalogue, standing.answers)


def _opened(dialogue: Dialogue, turn: Turn, standing: Standing) -> Outcome:
    """Greet, or go on from the next unanswered question of a draft that broke off.

    A message that opens the interview with a sign of danger is answered as one first.
    """
    after = _saved(dialogue, turn, standing, noted(turn.crisis, standing.answers))
    cards = cards_for(dialogue.guidance, turn.crisis, {}, after.voice)
    said = (phrases.say(dialogue.guidance, _greeting(turn, standing), after.voice),)
    urgent = question_that_matters(turn, {}, after.answers)
    outcome = _asked(dialogue, urgent or _next(dialogue, after), after)
    marks: dict[str, str | None] = {one.id: None for one in dialogue.catalogue.questions}
    marks |= {key: answer.status for key, answer in after.answers.items()}
    return replace(outcome, marks=marks, messages=(cards or said) + outcome.messages)


def _greeting(turn: Turn, standing: Standing) -> str:
    if turn.intent == "start_report":
        return "start_report"
    return "welcome_back" if standing.answers else "greeting"


def _moved(dialogue: Dialogue, turn: Turn, move: Move, standing: Standing) -> Outcome:
    taken = dict(move.answers) if isinstance(move, Take | Aside) else {}
    taken = keeping_danger(taken, standing.answers)
    taken |= noted(turn.crisis, {**standing.answers, **taken})
    after = _saved(dialogue, turn, standing, taken)
    cards = cards_for(dialogue.guidance, turn.crisis, taken, after.voice)
    urgent = question_that_matters(turn, taken, after.answers)
    outcome = _asked(dialogue, urgent, after) if urgent else _after(dialogue, turn, move, after)
    said = cards + _only_english(dialogue, turn, after) + outcome.messages
    return replace(outcome, messages=said, marks=_marks(after))


def _saved(dialogue: Dialogue, turn: Turn, standing: Standing, taken: Answers) -> Standing:
    """Commit what was answered; whatever is said afterwards may rely on it."""
    if not taken:
        return standing
    answers, cleared = _recorded(dialogue, standing.answers, taken)
    draft_id = standing.draft_id
    if draft_id is None:
        draft_id = drafts.open_draft(dialogue.desk, turn.conversation, turn.face).id
    changed = {key: answers[key] for key in taken if key in answers}
    drafts.save_answers(dialogue.desk, draft_id, changed, cleared)
    speaking = voice(turn.face, questions_of(answers))
    return Standing(draft_id, answers, speaking, tuple(changed), cleared)


def _only_english(dialogue: Dialogue, turn: Turn, standing: Standing) -> tuple[Message, ...]:
    """Say kindly which language is understood; what was written is kept as it stands."""
    if not in_another_language(turn.words, dialogue.languages):
        return ()
    return (phrases.say(dialogue.guidance, "other_language", standing.voice),)


def _recorded(
    dialogue: Dialogue, before: Answers, taken: Answers
) -> tuple[Answers, tuple[str, ...]]:
    questions, cleared = questions_of(before), set[str]()
    for question_id, answer in questions_of(taken).items():
        recorded = record(dialogue.catalogue, questions, question_id, answer)
        questions, cleared = recorded.answers, cleared.union(recorded.cleared)
    steps = {key: one for key, one in {**before, **taken}.items() if key in STEPS}
    return {**questions, **steps}, tuple(cleared)


def _marks(standing: Standing) -> dict[str, str | None]:
    given = {key: standing.answers[key].status for key in standing.saved}
    return {**dict.fromkeys(standing.cleared), **given}


def _after(dialogue: Dialogue, turn: Turn, move: Move, standing: Standing) -> Outcome:
    """Say and ask what follows, once everything said is safe."""
    if isinstance(move, Send):
        return Outcome(requested=None, wording=_wording(standing))
    if isinstance(move, Puzzled) and turn.crisis is None:
        return _puzzled(dialogue, turn, standing)
    request = _request_after(dialogue, turn, move, standing)
    if isinstance(move, Take) and request == turn.requested:
        return _kept(dialogue, request, standing)
    return _asked(dialogue, request, standing)


def _kept(dialogue: Dialogue, request: str, standing: Standing) -> Outcome:
    """Ask on in fewer words, after saying that what was told instead is not lost."""
    outcome = _asked(dialogue, request, standing, again=True)
    said = phrases.say(dialogue.guidance, "kept", standing.voice)
    return replace(outcome, messages=(said, *outcome.messages))


def _request_after(dialogue: Dialogue, turn: Turn, move: Move, standing: Standing) -> str:
    match move:
        case GoTo(question_id):
            return question_id
        case GoBack():
            return _before(dialogue, turn, standing)
        case ShowReview():
            return CONFIRM
        case AskAgain() | Aside() if turn.requested and turn.requested not in standing.saved:
            return turn.requested
        case _:
            return _next(dialogue, standing)


def _asked(dialogue: Dialogue, request: str, standing: Standing, *, again: bool = False) -> Outcome:
    """Ask a question (its words are Rasa's response) or say a step (its words are ours)."""
    said: tuple[Message, ...] = ()
    if request == READY:
        said = (phrases.ready(dialogue.guidance, standing.voice),)
    elif request == CONFIRM:
        said = (phrases.confirm(dialogue, standing.answers, standing.voice),)
    known = questions_of(standing.answers)
    return Outcome(
        requested=request,
        messages=said,
        wording=_wording(standing) + ("_again" if again else ""),
        progress=progress(dialogue.catalogue, known, depth=depth(standing.answers)),
    )


def _wording(standing: Standing) -> str:
    friend = standing.voice == "young_person" and about_friend(questions_of(standing.answers))
    return "friend" if friend else standing.voice


def _puzzled(dialogue: Dialogue, turn: Turn, standing: Standing) -> Outcome:
    """Say so in other words each time; the third time, offer a person and the numbers."""
    if in_another_language(turn.words, dialogue.languages):
        return _asked(dialogue, turn.requested or _next(dialogue, standing), standing, again=True)
    count = min(turn.misunderstood + 1, MISUNDERSTANDINGS_BEFORE_HELP)
    said = phrases.say(dialogue.guidance, f"misunderstood_{count}", standing.voice, "problem")
    outcome = _asked(dialogue, turn.requested or _next(dialogue, standing), standing, again=True)
    return replace(outcome, messages=(said, *outcome.messages), misunderstood=count)


def _before(dialogue: Dialogue, turn: Turn, standing: Standing) -> str:
    """Return the last answered question before the one asked now, or that one itself."""
    order = [one.id for one in dialogue.catalogue.questions if one.id in standing.answers]
    ids = [one.id for one in dialogue.catalogue.questions]
    here = ids.index(turn.requested) if turn.requested in ids else len(ids)
    earlier = [one for one in order if ids.index(one) < here]
    return earlier[-1] if earlier else (turn.requested or ids[0])

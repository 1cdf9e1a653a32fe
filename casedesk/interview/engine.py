"""What to ask next, and what an answer changes. Pure functions over a catalogue and answers.

An answer may arrive before the question it hangs on ("he wants £200" before "what do they want?").
So a question stands in one of three ways: it *applies* (its condition holds), it is *ruled out*
(everything its condition looks at is settled, and it does not hold), or that is still *open*.
Answers are cleared when they are ruled out, not while it is open; that makes the order in which
facts arrive irrelevant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from casedesk.domain.conditions import ALWAYS
from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, values
from casedesk.interview.questions import Catalogue, Face, Question, Voice

Depth = Literal["core", "full"]
_YOUNG = frozenset({"young_person", "friend_sibling"})


@dataclass(frozen=True)
class Recorded:
    """The answers after one more, and the ids of those that no longer apply and were cleared."""

    answers: dict[str, Answer]
    cleared: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far the interview is.

    `section` is the id of the section of the next question, or the last section at the end. `of`
    counts the questions answered and all that may still come, so `answered / of` only ever grows.
    """

    section: str
    answered: int
    of: int


def next_question(catalogue: Catalogue, answers: Answers, *, depth: Depth) -> Question | None:
    """Return the first question that applies and has no answer, or None when all is asked."""
    known = values(answers)
    for question in catalogue.questions:
        if question.id not in answers and _asked_at(question, known, depth):
            return question
    return None


def waiting(catalogue: Catalogue, answers: Answers) -> tuple[Question, ...]:
    """Return every question that applies now and has no answer, in the order of the catalogue."""
    known = values(answers)
    return tuple(
        question
        for question in catalogue.questions
        if question.id not in answers and question.ask_when.holds(known)
    )


def _asked_at(question: Question, known: Mapping[str, Value], depth: Depth) -> bool:
    return question.ask_when.holds(known) and (depth == "full" or _is_core(question, known))


def _is_core(question: Question, known: Mapping[str, Value]) -> bool:
    return question.core or (question.core_when is not None and question.core_when.holds(known))


def record(catalogue: Catalogue, answers: Answers, question_id: str, answer: Answer) -> Recorded:
    """Return the answers with this one; those it rules out are cleared.

    Raises UnknownQuestion. An answer to a question that is itself ruled out is cleared at once.
    """
    catalogue.question(question_id)
    changed = {**answers, question_id: answer}
    kept = reachable(catalogue, changed)
    return Recorded(kept, tuple(one for one in changed if one not in kept))


def reachable(catalogue: Catalogue, answers: Answers) -> dict[str, Answer]:
    """Return the answers that are not ruled out, in the order of the catalogue.

    Answers to questions that the catalogue does not hold are dropped.
    """
    out = _ruled_out(catalogue, answers)
    return {
        question.id: answers[question.id]
        for question in catalogue.questions
        if question.id in answers and question.id not in out
    }


def _ruled_out(catalogue: Catalogue, answers: Answers) -> set[str]:
    known = values(answers)
    settled: set[str] = set()
    out: set[str] = set()
    # One pass is enough: a condition looks only at earlier questions (checked when loading).
    for question in catalogue.questions:
        if question.ask_when is ALWAYS:
            if question.id in answers:
                settled.add(question.id)
        elif question.ask_when.mentions <= settled:
            if not question.ask_when.holds(known):
                out.add(question.id)
                settled.add(question.id)
                known.pop(question.id, None)
            elif question.id in answers:
                settled.add(question.id)
    return out


def progress(catalogue: Catalogue, answers: Answers, depth: Depth) -> Progress:
    """Return how much is answered of what can be asked at this depth."""
    known = values(answers)
    out = _ruled_out(catalogue, answers)
    possible = [
        question
        for question in catalogue.questions
        if question.id not in out and (depth == "full" or question.core or question.core_when)
    ]
    answered = [
        question
        for question in possible
        if question.id in answers and _asked_at(question, known, depth)
    ]
    coming = next_question(catalogue, answers, depth=depth)
    section = coming.section if coming else catalogue.sections[-1].id
    # A question that core_when will never bring in must not keep the end out of reach.
    return Progress(section, len(answered), len(possible) if coming else len(answered))


def danger_facts(catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Return the ids of questions whose given answer is marked as danger, in order."""
    known = values(answers)
    return tuple(
        question.id
        for question in catalogue.questions
        if any(
            option.danger for option in question.options if _holds(known, question.id, option.value)
        )
    )


def _holds(known: Mapping[str, Value], question_id: str, value: str) -> bool:
    said = known.get(question_id)
    return value in said if isinstance(said, list) else value == said


def voice(face: Face, answers: Answers) -> Voice:
    """Return whom the words address; until the reporter is known, the face decides."""
    if face == "call_handler":
        return "call_handler"
    role = values(answers).get("reporter_role")
    if role is None:
        return face
    return "young_person" if role in _YOUNG else "adult"


def about_friend(answers: Answers) -> bool:
    """Return whether a young person is speaking about another one."""
    return values(answers).get("reporter_role") == "friend_sibling"


def asked(question: Question, face: Face, answers: Answers, *, again: bool = False) -> str:
    """Return the question in the right words; with `again`, in fewer, for after a digression."""
    wording = question.again if again else question.wording
    return wording.for_(voice(face, answers), about_friend=about_friend(answers))


def offered(question: Question, face: Face, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Return the options as (label, value) in the right words; empty for open questions."""
    speaking, friend = voice(face, answers), about_friend(answers)
    return tuple(
        (option.label_for(speaking, about_friend=friend), option.value)
        for option in question.options
    )

"""Recognising that somebody takes back or changes an answer.

"no i said 13", "actually im 14", "change the app to insta", "im 13 not 14". A correction needs a
sign of one and a value that fits an answer already there and differs from it. What reads as an
answer to the question just asked is left to `parse`.
"""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz, process

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers
from casedesk.interview.extraction import extract
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.parsing import parse
from casedesk.interview.plain import plain
from casedesk.interview.questions import Catalogue, Question

# What people call the facts they want changed; the question's labels are tried as well.
_CALLED = {
    "reporter_role": ("who i am", "role"),
    "child_age": ("age", "how old", "my age", "her age", "his age"),
    "age_band": ("age group", "age band"),
    "child_name": ("name", "nickname"),
    "account": ("story", "account", "what happened", "what i said happened"),
    "incident_kinds": ("what is happening", "kind", "type"),
    "platforms": ("app", "apps", "site", "platform", "platforms", "website", "game"),
    "started_when": ("start date", "when it started", "start", "date it started"),
    "last_contact_when": ("last contact", "last message"),
    "demands": ("demand", "demands", "what they want", "what he wants", "what she wants"),
    "deadline": ("deadline", "time limit", "when by"),
    "amount_demanded": ("amount", "how much", "money", "sum", "how much they want"),
    "amount_paid": ("amount paid", "how much i paid", "what i paid"),
    "image_spread": ("shared", "sharing", "who has seen it"),
    "suspect_relation": ("who it is", "who did it", "who is doing it", "the person", "suspect"),
    "suspect_age": ("their age", "suspects age", "how old they are"),
    "suspect_identifiers": ("username", "usernames", "handle", "account name", "their number"),
    "contact_ok": ("contact", "contacting me"),
    "contact_method": ("contact method", "how to contact me", "way to contact me"),
    "contact_value": ("number", "phone number", "email", "email address", "my number", "phone"),
    "contact_when": ("time to call", "when to call", "contact time"),
    "safe_word": ("safe word", "code word", "password"),
    "area": ("area", "town", "city", "postcode", "where i live", "location"),
    "school": ("school", "college"),
}
_CHANGE = re.compile(
    r"\b(?:change|update|edit|correct|fix|alter|amend|make|set|switch|put)(?: down)? "
    r"(?:the |my |her |his |their |that |what i said about )?"
    r"(?P<field>[\w ]{2,40}?)(?: answer| bit)?"
    r" (?:to|as|from [\w ]+ to|back to|should be|is) (?P<value>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WRONG = re.compile(
    r"\b(?:got|put|said|typed|wrote|gave)(?: you)? (?:the |my |her |his )?(?:wrong )?"
    r"(?P<field>[\w ]{2,30}?)(?: in| down)?(?: wrong)?[,.]? +"
    r"(?:it'?s|it is|it was|it should be|should be|i'?m|i am) (?P<value>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE_ONLY = re.compile(
    r"^(?:can i |i want to |i need to |please |could i |let me |id like to |i would like to )*"
    r"(?:change|edit|update|correct|fix|amend) (?:the |my |her |his |their |what i said about )?"
    r"(?P<field>[\w ]{2,40}?)(?: answer| please)?$"
)
_HESITATION = r"(?:oh|um|er|ah|ok|okay|sorry|wait|hang on|no|nah|nope|hold on|oops|my bad|mb)"
_IT_IS = r"(?:it'?s|it was|it is|i'?m|i am|he'?s|she'?s)"
_SIGN = re.compile(
    rf"^(?:{_HESITATION}[,. !]+)*?(?:"
    r"(?:i |i actually )(?:said|meant|mean|typed|put)|actually|correction:?|typo"
    r"|scratch that|scrap that|ignore that|(?:i )?made a mistake|i got that wrong"
    r"|that'?s (?:wrong|not right)|(?:it )?should (?:be|say)"
    rf"|(?:{_HESITATION}[,. ]+)+(?={_IT_IS}\b))[,:. !-]*(?:it'?s |it was |that )?",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    rf"^(?:{_HESITATION}[, ]+)*(?:{_IT_IS} )?not (?P<old>[^,.]{{1,30}})"
    rf"(?:[,.]| but| {_IT_IS})+ *(?P<value>.+)$",
    re.IGNORECASE,
)
_THIS_NOT_THAT = re.compile(
    rf"^(?:{_HESITATION}[, ]+)*(?P<value>.{{1,40}}?)[, ]+(?:not|instead of|rather than) "
    r"(?P<old>.{1,40})$",
    re.IGNORECASE,
)
_ALIKE = 85
_LONGEST = 100


def find_correction(
    text: str, catalogue: Catalogue, answers: Answers, *, last_asked: str | None, today: date
) -> tuple[str, Answer] | None:
    """Return the id of the question whose answer is changed, and the answer, or None.

    `last_asked` is the id of the question that waits for an answer, if one does.
    """
    named = _named_change(text, catalogue, today)
    if named:
        return named
    for rest, old in _readings(text.strip()):
        if not old and _answers_the_question(rest, catalogue, answers, last_asked, today=today):
            return None
        found = _told_again(rest, catalogue, answers, today) or _refits(
            rest, catalogue, answers, last_asked=last_asked, today=today, old=old
        )
        if found:
            return found
    return None


def _answers_the_question(
    rest: str, catalogue: Catalogue, answers: Answers, last_asked: str | None, *, today: date
) -> bool:
    if last_asked is None or last_asked in answers:
        return False
    asked = catalogue.question(last_asked)
    return asked.type != "text" and not isinstance(parse(asked, rest, today), NotUnderstood)


def question_to_change(text: str, catalogue: Catalogue) -> str | None:
    """Return the id of the question that somebody wants to change without saying to what."""
    found = _CHANGE_ONLY.match(plain(text))
    return _field(found["field"], catalogue) if found else None


def _named_change(text: str, catalogue: Catalogue, today: date) -> tuple[str, Answer] | None:
    for pattern in (_CHANGE, _WRONG):
        found = pattern.search(text.strip())
        question_id = _field(found["field"], catalogue) if found else None
        if found and question_id:
            read = parse(catalogue.question(question_id), found["value"], today)
            if not isinstance(read, NotUnderstood):
                return question_id, _corrected(read, text)
    return None


def _field(said: str, catalogue: Catalogue) -> str | None:
    names = {
        plain(name): question.id
        for question in catalogue.questions
        for name in (
            question.label,
            question.own_label,
            question.id.replace("_", " "),
            *_CALLED.get(question.id, ()),
        )
    }
    field = plain(said).removeprefix("the ").removeprefix("my ").removesuffix(" answer")
    if field in names:
        return names[field]
    alike = process.extractOne(field, names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return names[alike[0]] if alike else None


def _readings(said: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the new answer, and the old one where it was named."""
    if len(said) <= _LONGEST:
        for pattern in (_NOT_BUT, _THIS_NOT_THAT):
            found = pattern.match(said)
            if found:
                yield found["value"], found["old"]
    sign = _SIGN.match(said)
    if sign and said[sign.end() :].strip():
        yield said[sign.end() :], ""


def _told_again(
    rest: str, catalogue: Catalogue, answers: Answers, today: date
) -> tuple[str, Answer] | None:
    """Return the one fact that the text states outright and that differs from the answer."""
    changed = [
        (question_id, answer)
        for question_id, answer in extract(rest, catalogue, today, known=answers).items()
        if question_id in answers and answer.value != answers[question_id].value
    ]
    if len(changed) != 1:
        return None
    return changed[0][0], _corrected(changed[0][1], rest)


def _refits(
    rest: str,
    catalogue: Catalogue,
    answers: Answers,
    *,
    last_asked: str | None,
    today: date,
    old: str,
) -> tuple[str, Answer] | None:
    """Return the latest answer that the new words fit and that the old ones, if named, gave."""
    for question in _likeliest_first(catalogue, answers, last_asked):
        read = parse(question, rest, today)
        if isinstance(read, NotUnderstood) or not _known_value(question, read.value):
            continue
        before = answers[question.id].value
        if old and not _gave(question, old, before, today):
            continue
        # Saying the same again confirms it; no other answer is meant.
        return None if read.value == before else (question.id, _corrected(read, rest))
    return None


def _likeliest_first(
    catalogue: Catalogue, answers: Answers, last_asked: str | None
) -> Iterator[Question]:
    """Yield answered questions: the one before the last asked, then backwards, sums at the end.

    Any words would fit an open question, so those are changed only by name.
    """
    ids = [question.id for question in catalogue.questions]
    asked_at = ids.index(last_asked) if last_asked in ids else len(ids)
    answered = [one for one in catalogue.questions if one.id in answers and one.type != "text"]
    earlier = [one for one in answered if ids.index(one.id) < asked_at]
    just_before = earlier[-1:]
    others = [one for one in reversed(answered) if one not in just_before]
    yield from just_before
    # A bare number is far more often an age than a sum.
    yield from sorted(others, key=lambda one: one.type == "amount")


def _known_value(question: Question, value: Value | None) -> bool:
    """Return whether the value is listed, not merely a word that could be the name of an app."""
    if question.free and isinstance(value, list):
        return all(question.option(str(one)) for one in value)
    return value is not None


def _gave(question: Question, old: str, before: Value | None, today: date) -> bool:
    read = parse(question, old, today)
    return not isinstance(read, NotUnderstood) and read.value == before


def _corrected(answer: Answer, words: str) -> Answer:
    return Answer(answer.status, answer.value, "corrected", answer.words or words)

"""Reading answers to questions with options: taps, numbers, synonyms, typos and longer sentences."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from casedesk.domain.values import Value
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.plain import plain
from casedesk.interview.questions import Option, Question

_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("1 first one", "2 second two", "3 third three", "4 fourth four", "5 fifth five",
         "6 sixth six", "7 seventh seven", "8 eighth eight", "9 ninth nine"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_FILLER = frozenset({"and", "or", "option", "options", "number", "numbers", "no", "the", "one"})
_NEGATIONS = frozenset(
    {"not", "isnt", "wasnt", "never", "didnt", "doesnt", "arent", "hasnt", "havent", "without"}
)
_YES_START = frozenset({"yes", "yh", "yeah", "yep", "yup", "yea", "ye", "yeh", "y", "ya"})
_NO_START = frozenset({"no", "nope", "nah", "na", "naa", "n"})
# Too short to be told apart from other words by looking similar.
_SHORTEST_TYPO = 5
_ALIKE = 86


def exact_option(question: Question, text: str) -> str | None:
    """Return the value of the option whose value or label was tapped."""
    wanted = text.casefold()
    for option in question.options:
        labels = option.labels
        names = (labels.young_person, labels.adult, labels.call_handler, labels.friend)
        if option.value == wanted or wanted in (name.casefold() for name in names if name):
            return option.value
    return None


def parse_options(question: Question, text: str) -> Value | NotUnderstood:
    """Return the value of one option, or for `choices` the list of values in catalogue order."""
    found = _found(question, plain(text))
    if question.type == "choices":
        named = _several(question, found)
        if named:
            return list(named)
        return _own_name(text) if question.free else NotUnderstood("not_an_option")
    return _one(question, found)


def _several(question: Question, found: set[str]) -> list[str]:
    named = [option for option in question.options if option.value in found]
    # "Nobody" beside "my mum" is a slip of reading, never a second answer.
    plain_ones = [option for option in named if not option.exclusive]
    return [option.value for option in plain_ones or named[:1]]


def _one(question: Question, found: set[str]) -> str | NotUnderstood:
    named = [option.value for option in question.options if option.value in found]
    if len(named) == 1:
        return named[0]
    if not named:
        return NotUnderstood("not_an_option")
    if question.ranked:
        return _most_serious(question, found)
    return NotUnderstood("which_one")


def _most_serious(question: Question, found: set[str]) -> str:
    ranked = [option for option in question.options if option.value in found]
    return [option for option in ranked if not option.exclusive or len(ranked) == 1][-1].value


def _found(question: Question, words: str) -> set[str]:
    """Return the values named, by the surest way that names any."""
    whole = question.phrases.get(words)
    if whole:
        return {whole}
    return (
        _numbered(question, words)
        or (_yes_or_no(question, words) if question.type == "yes_no" else set())
        or set(_mentioned(question, words))
        or set(_misspelt(question, words))
    )


def _numbered(question: Question, words: str) -> set[str]:
    said = [word for word in words.split() if word not in _FILLER or word == "one"]
    places = [_NUMBERS.get(word) for word in said]
    if not places or None in places:
        return set()
    options = question.options
    picked = [place for place in places if place and place <= len(options)]
    return {options[place - 1].value for place in picked} if len(picked) == len(places) else set()


def _yes_or_no(question: Question, words: str) -> set[str]:
    first, *rest = words.split() or [""]
    # "no but he is outside" is not a no where a yes would mean danger.
    if "but" in rest and any(option.danger for option in question.options):
        return set(_mentioned(question, " ".join(rest)) if _danger(question, rest) else ())
    if first in _YES_START:
        return {"yes"}
    return {"no"} if first in _NO_START else set()


def _danger(question: Question, rest: list[str]) -> bool:
    after = " ".join(rest[rest.index("but") + 1 :])
    named = {question.option(value) for value in _mentioned(question, after)}
    return any(option and option.danger for option in named)


def _mentioned(question: Question, words: str) -> Iterator[str]:
    """Yield options whose phrases stand in the text, longest first, each word used once."""
    left = f" {words} "
    for phrase in sorted(question.phrases, key=len, reverse=True):
        if len(phrase) < 2 or phrase.isdigit():
            continue
        at = left.find(f" {phrase} ")
        while at >= 0:
            if not _negated(left[:at], phrase):
                yield question.phrases[phrase]
            left = f"{left[:at]} | {left[at + len(phrase) + 2 :]}"
            at = left.find(f" {phrase} ")


def _negated(before: str, phrase: str) -> bool:
    if phrase.split(maxsplit=1)[0] in _NEGATIONS | {"no"}:
        return False
    return any(
        word in _NEGATIONS | {"no"} for word in before.rsplit("|", maxsplit=1)[-1].split()[-2:]
    )


def _misspelt(question: Question, words: str) -> Iterator[str]:
    known = [phrase for phrase in question.phrases if len(phrase) >= _SHORTEST_TYPO]
    for said in {words, *words.split()}:
        if len(said) < _SHORTEST_TYPO:
            continue
        alike = process.extractOne(said, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if alike:
            yield question.phrases[alike[0]]


_BEFORE_NAME = re.compile(
    r"^(?:it was |its |it's |it is |was |just |only |mostly )?(?:on |in |an app called |a site called "
    r"|an app |called |something called )*",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"[?!@\n]|https?:|\b(?:i|you|he|she|they|we|my|why|what|how|who)\b", re.IGNORECASE
)


def _own_name(text: str) -> Value | NotUnderstood:
    """Return the name of an app we do not list; sentences are not names."""
    named = [_BEFORE_NAME.sub("", part.strip()) for part in re.split(r",|&|\band\b", text)]
    names = [name.strip(" .").casefold() for name in named if name.strip(" .")]
    if not names or not all(_is_name(name) for name in names):
        return NotUnderstood("not_an_option")
    return list(dict.fromkeys(names))


def _is_name(name: str) -> bool:
    return (
        2 <= len(name) <= 30
        and len(name.split()) <= 3
        and any(letter.isalnum() for letter in name)
        and not _NOT_A_NAME.search(name)
    )


def options_named(question: Question, text: str) -> list[Option]:
    """Return the options that a longer text names outright, without guessing at typos."""
    named = set(_mentioned(question, plain(text)))
    return [option for option in question.options if option.value in named]

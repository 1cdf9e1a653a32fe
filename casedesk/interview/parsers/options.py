"""Reading answers to questions with options: taps, numbers, synonyms, typos and sentences."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from casedesk.domain.values import Value
from casedesk.interview.overheard.phrases import hear
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.plain import plain
from casedesk.interview.questions import Question
from casedesk.interview.yes_no import GENERAL

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
    {
        "not",
        "dont",
        "isnt",
        "wasnt",
        "never",
        "didnt",
        "doesnt",
        "arent",
        "hasnt",
        "havent",
        "without",
    }
)
_PASSED_OVER = frozenset(
    {"a", "an", "the", "my", "any", "really", "for", "in", "ask", "asked", "want", "wants", "been"}
)
_YES_START = frozenset({"yes", "yh", "yeah", "yep", "yup", "yea", "ye", "yeh", "y", "ya"})
_TELLING = frozenset(
    {"told", "tells", "telling", "tell", "asked", "showed", "shown", "with", "help"}
)
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
    if question.type != "choices":
        return _one(question, found)
    if question.free:
        return _listed_or_named(question, found, text)
    named: list[Value] = [*_several(question, found)]
    return named or NotUnderstood("not_an_option")


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
    heard = {str(fact.value) for fact in hear(question.id, _without_leading_no(words))}
    if heard & _dangers(question):
        return heard | (set(_mentioned(question, words)) if question.ranked else set())
    if _turns(question, words):
        return _after_the_turn(question, words)
    return (
        _numbered(question, words)
        or (_yes_or_no(words) if question.type == "yes_no" else set())
        or _in_the_sentence(question, words, heard)
        or _misspelt(question, words)
    )


def _without_leading_no(words: str) -> str:
    """Return the words after a "no" that answers; it does not deny what comes next."""
    first, _, rest = words.partition(" ")
    return rest if first in _NO_START else words


def _in_the_sentence(question: Question, words: str, heard: set[str]) -> set[str]:
    named = set(_mentioned(question, words))
    if question.type == "choices":
        return named | heard
    # "I am the mother of a girl" names three people, and says which of them is speaking.
    return heard if len(heard) == 1 and len(named) > 1 else named or heard


def _dangers(question: Question) -> set[str]:
    return {option.value for option in question.options if option.danger}


def _turns(question: Question, words: str) -> bool:
    """Return whether a no is taken back by a "but" where another answer would mean danger."""
    first = words.split(maxsplit=1)[0] if words else ""
    return bool(_dangers(question)) and first in _NO_START and " but " in f"{words} "


def _after_the_turn(question: Question, words: str) -> set[str]:
    """Return the danger named after the "but"; without one the answer is not clear."""
    return set(_mentioned(question, words.partition(" but")[2])) & _dangers(question)


def _numbered(question: Question, words: str) -> set[str]:
    said = [word for word in words.split() if word not in _FILLER or word == "one"]
    places = [_NUMBERS.get(word) for word in said]
    if not places or None in places:
        return set()
    options = question.options
    picked = [place for place in places if place and place <= len(options)]
    return {options[place - 1].value for place in picked} if len(picked) == len(places) else set()


def _yes_or_no(words: str) -> set[str]:
    first = words.split(maxsplit=1)[0] if words else ""
    if first in _YES_START:
        return {"yes"}
    return {"no"} if first in _NO_START else set()


def _mentioned(question: Question, words: str) -> Iterator[str]:
    """Yield options whose phrases stand in the text, longest first, each word used once."""
    left = f" {words} "
    for phrase in question.phrases_longest_first:
        at = left.find(f" {phrase} ")
        if at < 0 or len(phrase) < 2 or not _counts(question, phrase, words):
            continue
        while at >= 0:
            if not _negated(left[:at], phrase) and not _only_told(left[:at], phrase):
                yield question.phrases[phrase]
            left = f"{left[:at]} | {left[at + len(phrase) + 2 :]}"
            at = left.find(f" {phrase} ")


def _counts(question: Question, phrase: str, words: str) -> bool:
    """Return whether the phrase may answer from inside a sentence ("i am" may not)."""
    if question.type != "yes_no" or phrase not in GENERAL:
        return True
    return len(phrase.split()) > 2 and words.startswith(phrase)


def _negated(before: str, phrase: str) -> bool:
    """Return whether the phrase is denied: "not hacked", "didnt ask for money"."""
    if phrase.split(maxsplit=1)[0] in _NEGATIONS | {"no"}:
        return False
    last = before.rsplit("|", maxsplit=1)[-1].split()[-3:]
    while last and last[-1] in _PASSED_OVER:
        last.pop()
    return bool(last) and last[-1] in _NEGATIONS | {"no"}


def _only_told(before: str, phrase: str) -> bool:
    """Return whether "me" is only the one who was told: "she sent it before she told me"."""
    return phrase == "me" and not _TELLING.isdisjoint(before.split()[-1:])


def _misspelt(question: Question, words: str) -> set[str]:
    """Return the options that the whole text, or else its single words, nearly spell."""
    said = words.split()
    if _NEGATIONS & set(said):
        return set()
    whole = _nearly(question, words)
    return {whole} if whole else {near for word in said if (near := _nearly(question, word))}


def _nearly(question: Question, said: str) -> str | None:
    if len(said) < _SHORTEST_TYPO:
        return None
    known = [one for one in question.phrases_longest_first if len(one) >= _SHORTEST_TYPO]
    alike = process.extractOne(said, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if alike:
        return question.phrases[alike[0]]
    swapped = (phrase for phrase in known if _letters_swapped(said, phrase))
    return next((question.phrases[phrase] for phrase in swapped), None)


def _letters_swapped(said: str, phrase: str) -> bool:
    return (
        len(said) == len(phrase)
        and sorted(said) == sorted(phrase)
        and OSA.distance(said, phrase) == 1
    )


_BEFORE_NAME = re.compile(
    r"^(?:(?:it was|its|it's|it is|was|just|only|mostly|then|also|and) )*(?:(?:on|in|via|off) )?"
    r"(?:(?:an?|some|this|the|another|something|one)? ?(?:app|site|website|game|thing)? ?"
    r"(?:called|named) )?",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"[?!@£$€\n]|https?:|\b(?:i|im|you|he|she|they|we|my|why|what|how|who|it|is|was|do|not|dont)\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r",|&|/|\band\b|\bthen\b|\+", re.IGNORECASE)


def _listed_or_named(question: Question, found: set[str], text: str) -> Value | NotUnderstood:
    """Return the options found and, beside them, names that are not listed ("yubo")."""
    listed: list[Value] = [*_several(question, found)]
    own = [
        name
        for part in _BETWEEN_NAMES.split(text.casefold())
        if not _found(question, plain(part))
        and _is_name(name := _BEFORE_NAME.sub("", part.strip()).strip(" ."))
    ]
    if listed and not re.search(r"\bcalled\b|,", text):
        return listed
    return [*listed, *dict.fromkeys(own)] or NotUnderstood("not_an_option")


def _is_name(name: str) -> bool:
    return (
        2 <= len(name) <= 30
        and len(name.split()) <= 3
        and any(letter.isalpha() for letter in name)
        and not _NOT_A_NAME.search(name)
    )

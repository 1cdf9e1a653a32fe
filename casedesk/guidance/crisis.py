"""Signs of danger in a person's own words, found by the reviewed lexicon in `data/crisis/`.

Runs in both environments, so it keeps to Python 3.10. Recall comes first: what is doubtful is
"ask", which leads to a gentle question. Nothing here decides that someone is safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.guidance.plain_words import Spelling, plain_words

Act = Literal["crisis_self_harm", "crisis_danger"]
Certainty = Literal["sure", "ask"]

ACTS = ("crisis_self_harm", "crisis_danger")
_CERTAINTIES = ("sure", "ask")
_SIGNS = ("signs_self_harm.yml", "signs_danger.yml", "signs_other_languages.yml")
_NEAR = 9
"""Words on either side of a sign within which a context or laughter counts."""
_FAR = 200
"""Characters that hold those words; a bound that keeps a very long text cheap to read."""
_REACH = 5
"""Words over which a "not" reaches forward."""
_JOKE = 2
_NOT = re.compile(r"(?<!\S)(?:not|never)(?! (?:stop|let|leave))(?!\S)")
"""A "not" inside the phrase itself; "will not stop hitting me" denies nothing."""
_BEGINS = r"(?:(?<!.)|(?<=\| ))"
_ENDS = r"(?= [^a-z0-9]|$)"
"""Where a sentence begins and ends, as far as words tell: a smiley ends one too."""


@dataclass(frozen=True)
class CrisisHit:
    """What the words tell of; "sure" gives the crisis reply first, "ask" asks gently."""

    act: Act
    certainty: Certainty


@dataclass(frozen=True)
class Sign:
    """Phrases that tell of one thing, and the company in which they do not."""

    id: str
    act: Act
    certainty: Certainty
    phrases: re.Pattern[str]
    unless: re.Pattern[str] | None
    negatable: bool
    jokes: bool
    hint: bool
    """Told in ordinary words: taken back, it does not mean that danger was spoken of."""


@dataclass(frozen=True)
class Lexicon:
    """The words and signs of `data/crisis/`, compiled."""

    spelling: Spelling
    harmless: re.Pattern[str]
    figures: re.Pattern[str]
    negations: re.Pattern[str]
    laughter: re.Pattern[str]
    trifles: re.Pattern[str]
    signs: tuple[Sign, ...]
    beginning: Mapping[str, tuple[Sign, ...]]
    """The signs that have a phrase beginning with a word."""


def screen(text: str, lexicon: Lexicon) -> CrisisHit | None:
    """Return the gravest thing these words tell of, or None when the lexicon sees no sign.

    Self-harm goes before danger when both are equally certain: its reply names 999 as well.
    """
    words = lexicon.figures.sub("_", _plain(text, lexicon))
    hits = {hit for sign, found in _found(words, lexicon) for hit in _hit(sign, found, lexicon)}
    for certainty in _CERTAINTIES:
        for act in ACTS:
            if CrisisHit(act, certainty) in hits:  # type: ignore[arg-type]
                return CrisisHit(act, certainty)  # type: ignore[arg-type]
    return None


def explained_away(text: str, lexicon: Lexicon) -> bool:
    """Say whether words of danger are there, and every one is denied, a joke or a figure of speech.

    For a second reader that does not understand "not": it should not raise such a text on its own.
    """
    plain = _plain(text, lexicon)
    words = lexicon.figures.sub("_", plain)
    spoken_of = words != plain or any(not sign.hint for sign, _ in _found(words, lexicon))
    return spoken_of and screen(text, lexicon) is None


def _plain(text: str, lexicon: Lexicon) -> str:
    return lexicon.harmless.sub("_", plain_words(text, lexicon.spelling))


def _found(words: str, lexicon: Lexicon) -> Iterator[tuple[Sign, re.Match[str]]]:
    """Find each sign's phrases one after another, looking only where a word begins one."""
    ends: dict[str, int] = {}
    at = 0
    for word in words.split(" "):
        for sign in lexicon.beginning.get(word, ()):
            found = sign.phrases.match(words, at) if at >= ends.get(sign.id, 0) else None
            if found:
                ends[sign.id] = found.end()
                yield sign, found
        at += len(word) + 1


def _hit(sign: Sign, found: re.Match[str], lexicon: Lexicon) -> Iterator[CrisisHit]:
    """Yield what these words tell of, unless their company, a denial or a joke takes it back."""
    words = found.string
    before = words[max(0, found.start() - _FAR) : found.start()].split()
    after = words[found.end() : found.end() + _FAR].split()
    near = " ".join([*before[-_NEAR:], found[0], *after[:_NEAR]])
    if sign.unless and sign.unless.search(near):
        return
    if sign.negatable and (_NOT.search(found[0]) or _negated(before, lexicon.negations)):
        return
    lightness = _lightness(near, lexicon) if sign.jokes else 0
    if lightness < _JOKE:
        yield CrisisHit(sign.act, "ask" if lightness else sign.certainty)


def _negated(before: list[str], negations: re.Pattern[str]) -> bool:
    """Say whether a "not" stands shortly before, in the same sentence, and reaches this far."""
    reach = " ".join(before[-_REACH:]).rpartition("|")[2].strip()
    return bool(negations.search(f"{reach} "))


def _lightness(near: str, lexicon: Lexicon) -> int:
    """Return 1 for laughter or an everyday trifle nearby, 2 for both: then it is a joke."""
    return sum(bool(light.search(near)) for light in (lexicon.laughter, lexicon.trifles))


def load_lexicon(folder: Path = DATA / "crisis") -> Lexicon:
    """Read and compile the lexicon; raise DataError listing everything that is wrong."""
    signs = [sign for name in _SIGNS for sign in read_yaml(folder / name)]
    return parse_lexicon(read_yaml(folder / "lexicon.yml"), signs)


def parse_lexicon(raw: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> Lexicon:
    """Compile words and signs as written; raise DataError listing everything that is wrong."""
    problems: list[str] = []
    signs: list[Sign] = []
    beginning: dict[str, tuple[Sign, ...]] = {}
    groups = raw["groups"]
    for entry in entries:
        try:
            signs.append(_sign(entry, groups, raw["contexts"]))
            for word in _begins(entry["phrases"], groups):
                beginning[word] = (*beginning.get(word, ()), signs[-1])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            problems.append(f"crisis: {entry.get('id', 'a sign without id')}: {what}")
    if problems:
        raise DataError(problems)
    return Lexicon(
        spelling=Spelling(raw["spelling"], tuple(raw["often_misspelt"])),
        harmless=_any_of(raw["harmless"], groups),
        figures=_any_of(raw["figures_of_speech"], groups),
        negations=_reaching(raw["negations"], raw["negation_ends_at"]),
        laughter=_any_of(raw["laughter"], groups),
        trifles=_any_of(raw["trifles"], groups),
        signs=tuple(signs),
        beginning=beginning,
    )


def _sign(entry: Mapping[str, Any], groups: Mapping[str, Any], contexts: Mapping[str, Any]) -> Sign:
    if entry["act"] not in ACTS or entry["certainty"] not in _CERTAINTIES:
        raise ValueError("its act or certainty is not known")
    company = [phrase for name in entry.get("unless", []) for phrase in contexts[name]]
    return Sign(
        id=entry["id"],
        act=entry["act"],
        certainty=entry["certainty"],
        phrases=_any_of(entry["phrases"], groups),
        unless=_any_of(company, groups) if company else None,
        negatable=entry.get("negatable", True),
        jokes=entry.get("jokes", True),
        hint=entry.get("hint", False),
    )


def _any_of(phrases: Iterable[str], groups: Mapping[str, Any]) -> re.Pattern[str]:
    """Compile whole words: `<group>`, `a|b_c`, `word?` (may be missing), `..` (up to 3), `.`.

    Phrases that begin alike are tried together, so that a word no phrase begins with costs little.
    """
    whole: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for phrase in phrases:
        words = phrase.split()
        begins = inside
        if words and words[0] == ".":
            begins, words = whole, words[1:]
        for first, rest in _beginnings(words, phrase, groups):
            begins.setdefault(first, []).append(rest)
    choices = [*_together(inside), *(f"{_BEGINS}{choice}" for choice in _together(whole))]
    return re.compile(rf"(?<!\S)(?:{'|'.join(choices)})(?!\S)")


def _begins(phrases: Iterable[str], groups: Mapping[str, Any]) -> frozenset[str]:
    """Return the words with which one of the phrases begins."""
    words = (phrase.removeprefix(". ").split() for phrase in phrases)
    return frozenset(first for each in words for first, _ in _beginnings(each, "", groups))


def _together(begins: Mapping[str, list[str]]) -> Iterator[str]:
    for first, rests in begins.items():
        yield f"{re.escape(first)}(?:{'|'.join(dict.fromkeys(rests))})"


def _beginnings(
    words: list[str], phrase: str, groups: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield each word a phrase can begin with, and the expression of all that follows it."""
    if not words or words[0] == "." or words[-1] == ".." or words[-1].endswith("?"):
        raise ValueError(f"the phrase {phrase!r} must end in a word")
    rest = "".join(_piece(word, groups) for word in words[1:])
    for option in _options(words[0].rstrip("?"), groups):
        first, *more = option.split(" ")
        yield first, "".join(f" {re.escape(word)}" for word in more) + rest
    if words[0].endswith("?"):
        yield from _beginnings(words[1:], phrase, groups)


def _piece(word: str, groups: Mapping[str, Any]) -> str:
    if word == "..":
        return r"(?: [^\s|]+){0,3}"
    options = _options(word.rstrip("?"), groups)
    choices = [f" {re.escape(option)}" if option != "." else _ENDS for option in options]
    return f"(?:{'|'.join(choices)}){'?' if word.endswith('?') else ''}"


def _options(word: str, groups: Mapping[str, Any]) -> list[str]:
    options: list[str] = []
    for choice in word.split("|"):
        options += groups[choice[1:-1]] if choice.startswith("<") else [choice]
    return [option.replace("_", " ") for option in options]


def _reaching(negations: Iterable[str], ends: Iterable[str]) -> re.Pattern[str]:
    """Compile: a negation with none of the ending words after it."""
    stop = "|".join(re.escape(word) for word in ends)
    start = "|".join(re.escape(word) for word in negations)
    # "I can not get it out of my head" denies nothing, so a "can not" is no denial.
    return re.compile(rf"(?<!\S)(?<!can )(?<!could )(?:{start}) (?:(?!(?:{stop}) )\S+ )*$")

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
_SIGNS = ("signs_self_harm.yml", "signs_danger.yml")
_NEAR = 9
"""Words on either side of a sign within which a context or laughter counts."""
_FAR = 200
"""Characters that hold those words; a bound that keeps a very long text cheap to read."""
_REACH = 5
"""Words over which a "not" reaches forward."""
_JOKE = 2
_NOT = re.compile(r"(?<!\S)(?:not|never)(?! (?:stop|let|leave))(?!\S)")
"""A "not" inside the phrase itself; "will not stop hitting me" denies nothing."""


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


@dataclass(frozen=True)
class Lexicon:
    """The words and signs of `data/crisis/`, compiled."""

    spelling: Spelling
    figures: re.Pattern[str]
    negations: re.Pattern[str]
    laughter: re.Pattern[str]
    trifles: re.Pattern[str]
    signs: tuple[Sign, ...]


def screen(text: str, lexicon: Lexicon) -> CrisisHit | None:
    """Return the gravest thing these words tell of, or None when the lexicon sees no sign.

    Self-harm goes before danger when both are equally certain: its reply names 999 as well.
    """
    words = lexicon.figures.sub("_", plain_words(text, lexicon.spelling))
    hits = {hit for sign in lexicon.signs for hit in _hits(sign, words, lexicon)}
    for certainty in _CERTAINTIES:
        for act in ACTS:
            if CrisisHit(act, certainty) in hits:  # type: ignore[arg-type]
                return CrisisHit(act, certainty)  # type: ignore[arg-type]
    return None


def explained_away(text: str, lexicon: Lexicon) -> bool:
    """Say whether words of danger are there, and every one is denied, a joke or a figure of speech.

    For a second reader that does not understand "not": it should not raise such a text on its own.
    """
    plain = plain_words(text, lexicon.spelling)
    words = lexicon.figures.sub("_", plain)
    spoken_of = words != plain or any(sign.phrases.search(words) for sign in lexicon.signs)
    return spoken_of and screen(text, lexicon) is None


def _hits(sign: Sign, words: str, lexicon: Lexicon) -> Iterator[CrisisHit]:
    for found in sign.phrases.finditer(words):
        before = words[max(0, found.start() - _FAR) : found.start()].split()
        after = words[found.end() : found.end() + _FAR].split()
        near = " ".join([*before[-_NEAR:], found[0], *after[:_NEAR]])
        if sign.unless and sign.unless.search(near):
            continue
        if sign.negatable and (_NOT.search(found[0]) or _negated(before, lexicon.negations)):
            continue
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
    groups = raw["groups"]
    for entry in entries:
        try:
            signs.append(_sign(entry, groups, raw["contexts"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            problems.append(f"crisis: {entry.get('id', 'a sign without id')}: {what}")
    if problems:
        raise DataError(problems)
    return Lexicon(
        spelling=Spelling(raw["spelling"], tuple(raw["often_misspelt"])),
        figures=_any_of(raw["figures_of_speech"], groups),
        negations=_reaching(raw["negations"], raw["negation_ends_at"]),
        laughter=_any_of(raw["laughter"], groups),
        trifles=_any_of(raw["trifles"], groups),
        signs=tuple(signs),
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
    )


def _any_of(phrases: Iterable[str], groups: Mapping[str, Any]) -> re.Pattern[str]:
    """Compile whole words: `<group>`, `a|b_c`, `word?` (may be missing), `..` (up to 3)."""
    choices = "|".join(_expression(phrase, groups) for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{choices})(?!\S)")


def _expression(phrase: str, groups: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for word in phrase.split():
        if word == "..":
            parts.append(r"(?:[^\s|]+ ){0,3}")
            continue
        optional = word.endswith("?")
        piece = _alternatives(word.rstrip("?"), groups)
        parts.append(f"(?:{piece} )?" if optional else f"{piece} ")
    # The last space belongs to what follows; a phrase must not end in something that may lack.
    if not parts or not parts[-1].endswith(") "):
        raise ValueError(f"the phrase {phrase!r} must end in a word")
    return "".join(parts)[:-1]


def _alternatives(word: str, groups: Mapping[str, Any]) -> str:
    options = groups[word.strip("<>")] if word.startswith("<") else word.split("|")
    return "(?:" + "|".join(re.escape(option.replace("_", " ")) for option in options) + ")"


def _reaching(negations: Iterable[str], ends: Iterable[str]) -> re.Pattern[str]:
    """Compile: a negation with none of the ending words after it."""
    stop = "|".join(re.escape(word) for word in ends)
    start = "|".join(re.escape(word) for word in negations)
    # "I can not get it out of my head" denies nothing, so a "can not" is no denial.
    return re.compile(rf"(?<!\S)(?<!can )(?<!could )(?:{start}) (?:(?!(?:{stop}) )\S+ )*$")

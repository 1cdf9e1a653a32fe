"""Checks of the service's own language: reading age, and words that blame, lead or promise.

Every sentence a young person can meet is measured, in questions, advice and replies; the word
lists under `data/language/` are held against those and against notes to call handlers too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casedesk.data_files import DATA, read_yaml

READING_AGE = 11
"""The oldest reading age allowed, in years (the design's bound for young people)."""
_GRADE_TO_AGE = 5
"""A US school grade and the age at its start lie this many years apart."""
_SENTENCE = 6
_TEXT = 20
"""Words from which the index says something about a sentence, and about a text as a whole."""
_LISTS = ("blame", "leading", "secrecy", "legal", "images")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")
_STEP = re.compile(r"^\d+\. ")
_FIELD = re.compile(r"\{\w+\}")
_UNSAID = {"id", "value", "synonyms", "services", "sources", "source", "when", "ask_when"}
"""Keys whose content is never said to anyone."""
_ADULTS = {"adult", "call_handler", "handler_note", "skip_means", "unknown_means", "what", "scope"}
"""Keys whose content is for adults: checked for words, not for reading age."""


@dataclass(frozen=True)
class Passage:
    """One text of the data: where it stands, and whether a young person can meet it."""

    place: str
    text: str
    young: bool


@dataclass(frozen=True)
class WordList:
    """What the words of one list do, and each entry's pattern with the phrases it lets through."""

    finding: str
    avoid: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


def problems(folder: Path = DATA) -> list[str]:
    """Return what is wrong with the language of the data, each with its file and id.

    Needs `textstat`, which is installed for development only.
    """
    lists = [_word_list(folder / "language" / f"{name}.yml") for name in _LISTS]
    names = read_yaml(folder / "language" / "names.yml")["names"]
    found: list[str] = []
    for passage in passages(folder):
        found += [f"{passage.place}: {one}" for one in _unfit(passage.text, lists)]
        if passage.young:
            found += [f"{passage.place}: {one}" for one in _hard(passage.text, names)]
    return found


def passages(folder: Path = DATA) -> Iterator[Passage]:
    """Yield every text the service can say, from questions, advice, replies and services."""
    for path in sorted((folder / "questions").glob("*.yml")):
        for question in read_yaml(path).get("questions", []):
            yield from _texts(question, f"questions/{path.name} {question['id']}")
    for path in sorted((folder / "advice").glob("*.yml")):
        yield from _texts(read_yaml(path), f"advice/{path.name}")
    for name in ("replies.yml", "crisis/replies.yml"):
        for reply_id, reply in read_yaml(folder / name).items():
            yield from _texts(reply, f"{name} {reply_id}")
    for service in read_yaml(folder / "services.yml"):
        yield from _texts(service, f"services.yml {service['id']}")


def _texts(raw: Any, place: str, *, young: bool = True) -> Iterator[Passage]:  # noqa: ANN401 - YAML
    """Walk one entry; what stands under a key for adults is not for young people."""
    if isinstance(raw, str):
        if " " in raw:  # A single word is a type, a date or a number.
            yield Passage(place, raw.strip(), young)
    elif isinstance(raw, list):
        for one in raw:
            yield from _texts(one, place, young=young)
    elif isinstance(raw, dict):
        for key, content in raw.items():
            if key not in _UNSAID:
                yield from _texts(content, place, young=young and key not in _ADULTS)


def reading_age(text: str, names: list[str]) -> float:
    """Return the reading age of a text in years, by the automated readability index.

    That index counts letters and words, so it needs no dictionary of syllables, and gives the
    same figure everywhere.
    """
    import textstat  # type: ignore[import-untyped]  # noqa: PLC0415 - not on a running desk

    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "Name", text, flags=re.IGNORECASE)
    return float(textstat.automated_readability_index(_FIELD.sub("1", text))) + _GRADE_TO_AGE


def _hard(text: str, names: list[str]) -> Iterator[str]:
    sentences = [_STEP.sub("", one) for one in _SENTENCES.split(text) if one.strip()]
    for said in [sentence for sentence in sentences if len(sentence.split()) >= _SENTENCE]:
        if (age := reading_age(said, names)) > READING_AGE:
            yield f"reading age {age:.0f}: {said}"
    whole = " ".join(sentences)
    if len(whole.split()) >= _TEXT and (age := reading_age(whole, names)) > READING_AGE:
        yield f"reading age {age:.0f} as a whole: {whole}"


def _unfit(text: str, lists: list[WordList]) -> Iterator[str]:
    plain = text.replace("\u2019", "'").casefold()
    for one in lists:
        for pattern, fine in one.avoid:
            left = plain
            for phrase in fine:
                left = left.replace(phrase, "...")
            if said := pattern.search(left):
                yield f"{one.finding}: {said[0]!r}"


def _word_list(path: Path) -> WordList:
    raw: Mapping[str, Any] = read_yaml(path)
    avoid = ((_pattern(one["words"]), tuple(one.get("unless", []))) for one in raw["avoid"])
    return WordList(raw["finding"], tuple(avoid))


def _pattern(words: str) -> re.Pattern[str]:
    """Compile words that follow each other: `a|b` either, `word?` may be missing."""
    parts = []
    for word in words.split():
        options = "|".join(re.escape(option) for option in word.rstrip("?").split("|"))
        parts.append(rf"(?:(?:{options})\s+)?" if word.endswith("?") else rf"(?:{options})\s+")
    return re.compile(rf"(?<!\w){''.join(parts).removesuffix(chr(92) + 's+')}(?!\w)")

"""Facts heard by the patterns under `data/overheard/`, which are read once and checked whole."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.interview.answers import Provenance
from casedesk.interview.overheard.facts import Fact, denied

_KEYS = {"question", "provenance", "heard"}
_ALL_KEYS = {*_KEYS, "first"}
_WORD = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Heard:
    """The patterns of one question: value -> pattern. With `first`, only one value counts."""

    question_id: str
    provenance: Provenance
    first: bool
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def facts(self, words: str) -> Iterator[Fact]:
        """Yield the values heard in a text in plain form."""
        for value, pattern in self.patterns:
            if any(not denied(words[: found.start()]) for found in pattern.finditer(words)):
                yield Fact(self.question_id, value, self.provenance)
                if self.first:
                    return


def hear(question_id: str, words: str) -> list[Fact]:
    """Return the facts about one question heard in a text in plain form."""
    return [
        fact
        for heard in load_heard()
        if heard.question_id == question_id
        for fact in heard.facts(words)
    ]


@cache
def load_heard(folder: Path = DATA / "overheard") -> tuple[Heard, ...]:
    """Read every file of the folder; raise DataError listing every problem with file and place."""
    words = _read_words(folder / "words.yml")
    problems: list[str] = []
    heard = [
        _heard(raw, words, problems, path)
        for path in sorted(folder.glob("*.yml"))
        if path.name != "words.yml"
        for raw in _facts_in(path, problems)
    ]
    if problems:
        raise DataError(problems)
    return tuple(heard)


def _facts_in(path: Path, problems: list[str]) -> list[Mapping[str, Any]]:
    raw = read_yaml(path)
    facts = raw.get("facts") if isinstance(raw, dict) else None
    if not isinstance(facts, list):
        problems.append(f"{path}: is not a mapping with a list of facts")
        return []
    whole: list[Mapping[str, Any]] = [
        one for one in facts if isinstance(one, dict) and _KEYS <= set(one) <= _ALL_KEYS
    ]
    if len(whole) < len(facts):
        problems.append(f"{path}: a fact does not hold exactly question, provenance, heard (first)")
    return whole


def _heard(
    raw: Mapping[str, Any], words: Mapping[str, str], problems: list[str], path: Path
) -> Heard:
    patterns = _patterns(raw, words, problems, path)
    return Heard(raw["question"], raw["provenance"], raw.get("first", False), patterns)


def _patterns(
    raw: Mapping[str, Any], words: Mapping[str, str], problems: list[str], path: Path
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    compiled: list[tuple[str, re.Pattern[str]]] = []
    for value, lines in raw["heard"].items():
        try:
            joined = "|".join(_expanded(line, words) for line in lines)
            compiled.append((value, re.compile(rf"\b(?:{joined})\b")))
        except (KeyError, re.error) as error:
            problems.append(f"{path}: {raw['question']}: {value}: {error}")
    return tuple(compiled)


def _read_words(path: Path) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, listed in read_yaml(path).items():
        words[name] = f"(?:{'|'.join(_expanded(word, words) for word in listed)})"
    return words


def _expanded(line: str, words: Mapping[str, str]) -> str:
    """Return the pattern with its <words> written out and its groups not captured."""
    written = _WORD.sub(lambda found: words[found[1]], line)
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", written)

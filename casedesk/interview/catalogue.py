"""Loading the interview catalogue from `data/questions/`, one file per section.

A file holds `section`, `title`, `order` (sections are asked from low to high) and `questions`.
What a question holds is said in `questions.Question`; `wording` and `again` map a voice to its
words, an option is `{value, label, synonyms, danger, exclusive}` and a label is one string or one
per voice. A yes_no question needs no options; `unsure: true` adds a third. The whole folder is
checked and every problem told at once.
"""

import hashlib
from pathlib import Path
from typing import Any

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.interview.catalogue_checks import problems_in
from casedesk.interview.catalogue_reading import read_question
from casedesk.interview.questions import (
    Catalogue,
    Face,
    HandlerNote,
    Option,
    Question,
    QuestionType,
    Section,
    Voice,
    Wording,
)

__all__ = [
    "Catalogue",
    "Face",
    "HandlerNote",
    "Option",
    "Question",
    "QuestionType",
    "Section",
    "Voice",
    "Wording",
    "load_catalogue",
]


def load_catalogue(folder: Path = DATA / "questions") -> Catalogue:
    """Read and check the folder; raise DataError listing every problem with its file and id."""
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise DataError([f"{folder}: holds no question files"])
    files, problems = _read_all(paths)
    problems += problems_in(files)
    if problems:
        raise DataError(problems)
    ordered = sorted((raw for _, raw in files), key=lambda raw: int(raw["order"]))
    return Catalogue(
        questions=tuple(
            read_question(question, raw["section"])
            for raw in ordered
            for question in raw["questions"]
        ),
        sections=tuple(Section(raw["section"], raw["title"]) for raw in ordered),
        version=_hash(paths),
    )


def _read_all(paths: list[Path]) -> tuple[list[tuple[Path, Any]], list[str]]:
    files: list[tuple[Path, Any]] = []
    problems: list[str] = []
    for path in paths:
        try:
            files.append((path, read_yaml(path)))
        except DataError as error:
            problems += error.problems
    return files, problems


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

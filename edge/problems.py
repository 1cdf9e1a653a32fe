"""Every answer that is not what the person hoped for: one code, one status, kind words.

The words live in `data/edge.yml`. No problem repeats what a person wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError

STATUS_OF: Mapping[str, int] = {
    "bad_json": 400,
    "bad_fields": 400,
    "bad_request": 400,
    "no_session": 401,
    "not_here": 404,
    "not_allowed": 405,
    "other_text": 409,
    "too_big": 413,
    "not_text": 415,
    "picture": 422,
    "empty": 422,
    "too_long": 422,
    "unknown_code": 401,
    "too_fast": 429,
    "not_saved": 503,
}


class Problem(Exception):  # noqa: N818 - reads as what it is
    """Something the person must be told, by its code in STATUS_OF.

    `detail` is a fixed phrase of ours, such as a field's name; never a person's words.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.status = STATUS_OF[code]
        self.detail = detail
        super().__init__(code)


@dataclass(frozen=True)
class ProblemWords:
    """The sentence of every code; `numbers` is added where the person may need a human now."""

    sentences: Mapping[str, str]
    numbers: str

    def say(self, problem: Problem) -> str:
        """Return the words for this problem, without markup."""
        return self.sentences[problem.code].format(numbers=self.numbers, detail=problem.detail)


def load_problem_words(numbers: str) -> ProblemWords:
    """Read the sentences; raise DataError when a code has none or one has no code."""
    path = DATA / "edge.yml"
    sentences: dict[str, str] = read_yaml(path)["problems"]
    astray = sorted(set(sentences) ^ set(STATUS_OF))
    if astray:
        raise DataError(
            [f"{path}: problems.{code}: a sentence and a code must both exist" for code in astray]
        )
    return ProblemWords({code: text.strip() for code, text in sentences.items()}, numbers)

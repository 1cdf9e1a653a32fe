"""What was answered: given or not, how it reached us, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from casedesk.domain.values import Value

Status = Literal["given", "skipped", "unknown", "declined"]
Provenance = Literal["said", "chosen", "inferred", "corrected"]


@dataclass(frozen=True)
class Answer:
    """One answer.

    `value` is present exactly when `status` is "given". `words` is what the person typed or said,
    verbatim; it is sealed with the report and never logged, hence absent from the repr.
    """

    status: Status
    value: Value | None
    provenance: Provenance
    words: str = ""

    def __post_init__(self) -> None:
        if (self.status == "given") != (self.value is not None):
            raise ValueError("an answer has a value exactly when it was given")

    def __repr__(self) -> str:
        return f"Answer({self.status}, {self.provenance})"


type Answers = Mapping[str, Answer]
"""Question id -> answer. A question that was never put or answered is absent."""


def given(value: Value, provenance: Provenance = "said", words: str = "") -> Answer:
    """Return an answer that holds a value."""
    return Answer("given", value, provenance, words)


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as a JSON object with the keys status, value, provenance and words."""
    return {
        "status": answer.status,
        "value": answer.value,
        "provenance": answer.provenance,
        "words": answer.words,
    }


def from_json(raw: Mapping[str, Any]) -> Answer:
    """Return the answer that `to_json` wrote; raise ValueError, never quoting what was said."""
    status, provenance = raw.get("status"), raw.get("provenance")
    words = raw.get("words", "")
    if status not in get_args(Status):
        raise ValueError("an answer's status is not one we know")
    if provenance not in get_args(Provenance):
        raise ValueError("an answer's provenance is not one we know")
    if not isinstance(words, str):
        raise ValueError("an answer's words are not text")  # noqa: TRY004 - bad data, not bad code
    return Answer(cast("Status", status), raw.get("value"), cast("Provenance", provenance), words)


def values(answers: Answers) -> dict[str, Value]:
    """Return the given values by question id: all that triage and conditions may look at."""
    return {
        question_id: answer.value
        for question_id, answer in answers.items()
        if answer.value is not None
    }

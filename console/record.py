"""A report's answers as the console words them: for rows, for the record, for the safe panel."""

from collections.abc import Mapping
from typing import Any

from casedesk.domain.facts import band_of
from casedesk.interview.answers import Answer
from casedesk.interview.questions import Catalogue, Question
from casedesk.interview.review import say
from casedesk.services import labels
from console.words import words

BANDS = {"under_13": "Under 13", "13_15": "13 to 15", "16_17": "16 to 17", "18_plus": "18 or over"}

NOT_GIVEN = {"skipped": "Skipped", "unknown": "Does not know", "declined": "Rather not say"}


def label_words(label: str) -> str:
    """Return a label in words; one that is no longer in the list by its id."""
    known = labels.known().get(label)
    return known.label if known else label


def age_words(values: Mapping[str, Any]) -> str:
    """Return the age band; an exact age is for the case page, not for a list."""
    age, band = values.get("child_age"), values.get("age_band")
    if isinstance(age, int):
        return BANDS[band_of(age)]
    return BANDS.get(str(band), "Age not known")


def kind_words(catalogue: Catalogue, values: Mapping[str, Any]) -> str:
    """Return what is reported, as the options of `incident_kinds` say it."""
    kinds = values.get("incident_kinds")
    question = catalogue.question("incident_kinds")
    return " · ".join(_label(question, one) for one in kinds or ()) or "Not said yet"


def said(question: Question, answer: Answer) -> str:
    """Return an answer in words for staff."""
    if answer.value is None:
        return NOT_GIVEN[answer.status]
    if question.options:
        listed = answer.value if isinstance(answer.value, list) else [answer.value]
        return ", ".join(_label(question, one) for one in listed)
    return say(question, answer.value)


def _label(question: Question, value: object) -> str:
    option = question.option(str(value))
    return option.label_for("call_handler") if option else words(str(value))


def is_sealed(question: Question) -> bool:
    """Tell whether an answer stays closed until somebody opens it and that is recorded.

    How to reach somebody safely is never behind a button: it stands in the panel beside the page.
    """
    sealed = question.sensitive or question.type in {"text", "contact", "identifiers"}
    return sealed and question.section != "contact"


def sections(
    catalogue: Catalogue, answers: Mapping[str, Answer], *, opened: bool
) -> list[dict[str, Any]]:
    """Return the record by section; sealed answers are left out unless they were opened."""
    found = []
    for section in catalogue.sections:
        lines = [
            _line(question, answers[question.id], opened=opened)
            for question in catalogue.questions
            if question.section == section.id and question.id in answers
        ]
        if lines:
            found.append({"title": section.title, "lines": lines})
    return found


def _line(question: Question, answer: Answer, *, opened: bool) -> dict[str, Any]:
    sealed = is_sealed(question) and answer.value is not None and not opened
    return {
        "label": question.label,
        "sealed": sealed,
        "said": "" if sealed else said(question, answer),
        "provenance": words(answer.provenance) if answer.value is not None else "",
    }


def own_words(catalogue: Catalogue, answers: Mapping[str, Answer]) -> list[dict[str, str]]:
    """Return what was written or said verbatim, where it says more than the answer above it."""
    return [
        {"label": question.label, "said": answers[question.id].words}
        for question in catalogue.questions
        if question.id in answers and _says_more(question, answers[question.id])
    ]


def _says_more(question: Question, answer: Answer) -> bool:
    plain = answer.words.strip().casefold()
    if not plain or question.section == "contact":
        return False
    return question.id == "account" or plain != said(question, answer).strip().casefold()

"""The two steps that are no questions of the catalogue: how to go on, and sending.

After the core questions a person may send at once or tell more; nothing is sent before they have
seen what they said. Both are kept beside the answers in the draft, so that a conversation that
breaks off goes on from where it was.
"""

from typing import Literal

from casedesk.interview.answers import Answer, Answers
from casedesk.interview.catalogue import Catalogue
from casedesk.interview.engine import next_question

READY = "ready"
CONFIRM = "confirm"
STEPS = (READY, CONFIRM)

SEND = "send"
MORE = "more"
CHANGE = "change "
"""Prefix of a review line's choice: the question id follows."""

type Depth = Literal["core", "full"]


def depth(answers: Answers) -> Depth:
    """Return how far the person wants to go: the core questions, or all of them."""
    return "full" if READY in answers and answers[READY].value == MORE else "core"


def chosen(value: str) -> Answer:
    """Return the answer to a step."""
    return Answer(status="given", value=value, provenance="chosen")


def questions_only(answers: Answers) -> Answers:
    """Return the answers without the steps."""
    return {key: answer for key, answer in answers.items() if key not in STEPS}


def next_request(catalogue: Catalogue, answers: Answers) -> str:
    """Return the id of the question or step to ask next; the last is always `confirm`."""
    how_far = depth(answers)
    question = next_question(catalogue, questions_only(answers), depth=how_far)
    if question is not None:
        return question.id
    return CONFIRM if READY in answers else READY

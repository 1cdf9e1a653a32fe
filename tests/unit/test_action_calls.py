"""Reading Rasa's tracker: which occasion it is, and whether there is a sign of danger."""

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.call import turn_of
from casedesk.dialogue.turn import Crisis

USER = {"event": "user"}
FORM = {"event": "action", "name": "report_form"}


def tracker(events: list[dict[str, Any]], **message: Any) -> Tracker:
    latest = {"intent": {"name": "inform", "confidence": 0.9}, **message}
    return Tracker("c", {"requested_slot": "child_age"}, latest, events, False, None, {}, None)  # noqa: FBT003 - the SDK's signature


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ([USER, FORM], "answering"),
        ([USER, {"event": "active_loop", "name": "report_form"}, FORM], "opening"),
        ([USER, {"event": "action_execution_rejected"}, FORM], "resuming"),
        ([USER, {"event": "action", "name": "action_side_question"}, FORM], "resuming"),
        ([USER, {"event": "action", "name": "action_default_fallback"}, FORM], "answering"),
    ],
)
def test_the_form_s_occasions_are_told_apart(events: list[dict[str, Any]], phase: str) -> None:
    assert turn_of(tracker(events)).phase == phase


@pytest.mark.parametrize(
    ("found", "crisis"),
    [
        ({"act": "crisis_danger", "certainty": "sure"}, Crisis("crisis_danger", sure=True)),
        ({"act": "crisis_self_harm", "certainty": "ask"}, Crisis("crisis_self_harm", sure=False)),
        ({}, None),
    ],
)
def test_a_sign_of_danger_is_read_as_it_was_found(
    found: dict[str, Any], crisis: Crisis | None
) -> None:
    assert turn_of(tracker([USER, FORM], crisis=found)).crisis == crisis


def test_what_rasa_leaves_out_does_no_harm() -> None:
    turn = turn_of(Tracker("c", {}, None, [], False, None, {}, None))  # noqa: FBT003 - the SDK's signature

    assert (turn.words, turn.face, turn.crisis) == ("", "young_person", None)

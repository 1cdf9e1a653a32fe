"""Reading an action call: Rasa's tracker in, the dialogue's turn out."""

from typing import Any, get_args

from rasa_sdk import Tracker

from casedesk.dialogue.turn import Crisis, CrisisAct, Phase, Turn
from casedesk.interview.questions import Face

FORM = "report_form"
_CRISIS_ACTS: dict[str, CrisisAct] = {
    "crisis_self_harm": "crisis_self_harm",
    "crisis_danger": "crisis_danger",
}
FALLBACK = "action_default_fallback"
_SILENT = {FORM, FALLBACK, "action_listen", None}
"""Actions after which a message is still to be read as an answer."""

_FACES: dict[str | None, Face] = {one: one for one in get_args(Face)}


def turn_of(tracker: Tracker) -> Turn:
    """Return the turn in hand; fields that Rasa left out get harmless values."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    return Turn(
        conversation=tracker.sender_id,
        face=_FACES.get(metadata.get("face"), "young_person"),
        words=metadata.get("words") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        crisis=_crisis(message),
        phase=_phase(tracker.events),
        requested=tracker.get_slot("requested_slot"),
        misunderstood=int(tracker.get_slot("misunderstood") or 0),
    )


def _crisis(message: dict[str, Any]) -> Crisis | None:
    """Return the sign of danger that the crisis screen found, if it did."""
    found = message.get("crisis") or {}
    act = _CRISIS_ACTS.get(found.get("act") or (message.get("intent") or {}).get("name") or "")
    if act is None:
        return None
    return Crisis(act, sure=found.get("certainty", "sure") == "sure")


def _phase(events: list[dict[str, Any]]) -> Phase:
    """Tell the form's three occasions apart by what has happened since the message.

    Rasa calls the validation when the form starts, when a message came, and when the form comes
    back after a rule answered a side question; the request itself does not say which.
    """
    names = {event.get("name") for event in events if event.get("event") == "action"}
    kinds = {event.get("event") for event in events}
    if "active_loop" in kinds:
        return "opening"
    if rejected(events) or names - _SILENT:
        return "resuming"
    return "answering"


def rejected(events: list[dict[str, Any]]) -> bool:
    """Return whether the interview took the message in hand for no answer."""
    return any(event.get("event") == "action_execution_rejected" for event in events)

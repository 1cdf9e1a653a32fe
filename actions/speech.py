"""Writing what the dialogue says into Rasa's dispatcher."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from casedesk.dialogue.outcome import Message, Outcome
from casedesk.interview.engine import Progress


def utter(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Say one message; kind, topic and links travel as custom fields for the channel."""
    dispatcher.utter_message(
        text=message.text,
        buttons=[{"title": one.title, "payload": one.value} for one in message.choices],
        json_message={
            "kind": message.kind,
            "topic": message.topic,
            "links": [{"title": one.title, "href": one.href} for one in message.links],
            **dict(message.extra),
        },
    )


def utter_outcome(dispatcher: CollectingDispatcher, outcome: Outcome) -> None:
    """Say everything of a turn, and tell the channel how far the interview is."""
    for message in outcome.messages:
        utter(dispatcher, message)
    if outcome.progress:
        report_standing(dispatcher, progress=_progress(outcome.progress), state="talking")


def report_standing(dispatcher: CollectingDispatcher, **standing: Any) -> None:  # noqa: ANN401
    """Tell the channel, without words, where the conversation stands."""
    dispatcher.utter_message(json_message=standing)


def _progress(progress: Progress) -> dict[str, Any]:
    return {"section": progress.section, "answered": progress.answered, "of": progress.of}

"""The channel's JSON: what the edge sends, and what it gets back."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Optional, Text

LONGEST_TEXT = 4_000
FACES = ("young_person", "adult", "call_handler")
STEERING = {
    "skip": "skip",
    "back": "back",
    "go back": "back",
    "review": "review",
    "my answers": "review",
    "see my answers": "review",
    "repeat": "repeat",
    "why": "why",
    "why do you ask": "why",
    "stop": "stop",
}
"""What the buttons beside every question say, and the intent each one is."""

_CONVERSATION = re.compile(r"[0-9a-f]{32}")
_KEPT_CONTROLS = "\n\t"


class BadCallError(Exception):
    """The call does not have the shape the channel takes; the text says what is wrong."""


@dataclass(frozen=True)
class Call:
    """One message of a conversation; `text` is None on the opening turn."""

    conversation: str
    message_id: str
    face: str
    text: Optional[str]

    @property
    def opens(self) -> bool:
        """Whether this is the opening turn, on which nobody has said anything yet."""
        return self.text is None


@dataclass
class Reply:
    """What the assistant says in one turn."""

    messages: List[Dict[Text, Any]] = field(default_factory=list)
    progress: Optional[Dict[Text, Any]] = None
    state: str = "talking"

    def as_json(self) -> Dict[Text, Any]:
        """Return the body of the channel's answer."""
        return {"messages": self.messages, "progress": self.progress, "state": self.state}

    def choices(self) -> List[str]:
        """Return the values offered as answers to what was asked; other buttons are sentences."""
        return [
            choice["value"]
            for message in self.messages
            if message["kind"] == "ask"
            for choice in message["choices"]
        ]


def parse_call(body: Any) -> Call:
    """Return the call in the body; raise BadCallError saying which field is wrong."""
    if not isinstance(body, dict):
        raise BadCallError("the body is not a JSON object")
    conversation, message_id = body.get("conversation"), body.get("message_id")
    if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
        raise BadCallError("conversation is not 32 hexadecimal digits")
    if not isinstance(message_id, str) or not 0 < len(message_id) <= 64:
        raise BadCallError("message_id is not a string of 1 to 64 characters")
    if body.get("face") not in FACES:
        raise BadCallError("face is none of " + ", ".join(FACES))
    text = None if body.get("open") is True else _text(body.get("text"))
    return Call(conversation, message_id, body["face"], text)


def _text(text: Any) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise BadCallError(f"text is not a string of at most {LONGEST_TEXT} characters")
    cleaned = "".join(char for char in text if _is_text(char)).strip()
    if not cleaned:
        raise BadCallError("text is empty")
    return cleaned


def _is_text(char: str) -> bool:
    return char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs")


def without_command(text: str) -> str:
    """Return the text in a form that Rasa can't take for a command.

    Rasa obeys `/restart`, `/back` and `/intent{"entity": "value"}` from anybody who types them.
    """
    return text.lstrip("/ \t\n") or "."


def assemble(utterances: Iterable[Dict[Text, Any]], state_before: str) -> Reply:
    """Build the reply from Rasa's utterances: text, buttons, and our fields under `custom`."""
    reply = Reply(state=state_before)
    for utterance in utterances:
        custom = dict(utterance.get("custom") or {})
        reply.progress = custom.pop("progress", reply.progress)
        reply.state = custom.pop("state", reply.state)
        if utterance.get("text"):
            reply.messages.append(_message(utterance, custom))
    return reply


def _message(utterance: Dict[Text, Any], custom: Dict[Text, Any]) -> Dict[Text, Any]:
    buttons = utterance.get("buttons") or []
    return {
        "text": utterance["text"],
        "choices": [{"title": one["title"], "value": one["payload"]} for one in buttons],
        "links": [],
        "kind": "say",
        "topic": None,
        **custom,
    }

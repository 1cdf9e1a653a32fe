"""The receipt: said only from a report that is committed."""

from casedesk.dialogue.context import HERE, Dialogue
from casedesk.dialogue.outcome import Link, Message
from casedesk.dialogue.turn import Turn
from casedesk.interview.engine import voice
from casedesk.services.filing import Receipt


def message(dialogue: Dialogue, turn: Turn, filed: Receipt) -> Message:
    """Return the receipt: reference, code while it can still be shown, and the promised time."""
    see_by = filed.see_by.astimezone(HERE).strftime("%A %-d %B at %H:%M")
    reply = dialogue.guidance.reply(
        "receipt" if filed.code else "receipt_again",
        voice(turn.face, {}),
        reference=filed.reference,
        code=filed.code,
        see_by=see_by,
    )
    links = tuple(Link(one.title, one.href) for one in reply.links)
    extra = (("reference", filed.reference), ("code", filed.code))
    return Message(reply.text, "receipt", "receipt", links=links, extra=extra)

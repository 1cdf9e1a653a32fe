"""The call script: the same conversation as the child's, read aloud by a handler."""

import re
import uuid
from typing import Any

from casedesk.dialogue.steps import CHANGE
from casedesk.domain.errors import NotFound, NotPossible, UnknownQuestion
from casedesk.interview.answers import Answers
from casedesk.interview.engine import waiting
from casedesk.interview.questions import Catalogue
from casedesk.services import calls
from casedesk.services.calls import Call
from console import record
from console.asking import Answer, Ask, Go, Page
from console.assistant import Line, NotSaved, Reply
from console.forms import Field, Filled, Form

TURN = Form(
    "turn",
    "What the caller says",
    (
        Field("message_id", "Message", "hidden", longest=36),
        Field("text", "The caller's words", "area"),
    ),
    "Enter",
)
PRESENT = Form(
    "present",
    "Who else is there",
    (Field("present", "Who is there with the caller", "text", required=False, longest=400),),
    "Keep",
)
SAYINGS = (
    ("skip", "Did not say"),
    ("i don't know", "Does not know"),
    ("rather not say", "Rather not say"),
    ("back", "Go back"),
    ("review", "Read it all back"),
)
CONVERSATION = re.compile(r"[0-9a-f]{32}")


def show(ask: Ask) -> Answer:
    """List the handler's own calls."""
    return Page("calls.html", {"calls": calls.recent(ask.desk, ask.actor)})


def start(ask: Ask) -> Answer:
    """Begin a call and go to its script."""
    conversation = calls.start(ask.desk, ask.actor)
    return Go(f"/calls/{conversation}")


def script(ask: Ask) -> Answer:
    """Open the script, or take it up again where it stopped."""
    call = _call(ask)
    if call.ended_at is not None:
        return _script(ask, call)
    line: Line = ask.request.app.state.line
    try:
        # The opening has an id of its own, so that asking twice opens once.
        opening = str(uuid.uuid5(uuid.NAMESPACE_OID, call.conversation))
        begun = bool(calls.heard(ask.desk, call.conversation).answers)
        if begun:
            reply = line.say(call.conversation, str(uuid.uuid4()), "repeat")
        else:
            reply = line.open(call.conversation, opening)
    except NotSaved:
        return _script(ask, call, failed=True)
    return _script(ask, call, reply)


def turn(ask: Ask) -> Answer:
    """Hand over what the caller said; loading the answer again is not a second turn."""
    call = _call(ask)
    filled = ask.filled(TURN)
    if filled.errors or call.ended_at is not None:
        return _script(ask, call, filled=filled, status=422)
    line: Line = ask.request.app.state.line
    try:
        identified = str(uuid.UUID(filled.text("message_id")))
        said = ", ".join(ask.sent.get("text", ())) if len(ask.sent["text"]) > 1 else ""
        reply = line.say(call.conversation, identified, said or filled.text("text"))
    except (NotSaved, ValueError):
        return _script(ask, call, filled=filled, failed=True, status=503)
    return _script(ask, call, reply)


def present(ask: Ask) -> Answer:
    """Keep who else is in the room."""
    call = _call(ask)
    words = ask.filled(PRESENT).text("present")
    calls.note_present(ask.desk, ask.actor, call.conversation, words)
    return Go(f"/calls/{call.conversation}", done="saved")


def end(ask: Ask) -> Answer:
    """End the call; what was said so far becomes a case at once."""
    call = _call(ask)
    try:
        calls.end(ask.desk, ask.actor, call.conversation)
    except NotPossible:
        return Go(f"/calls/{call.conversation}")
    return Go(f"/calls/{call.conversation}", done="call-ended")


def _call(ask: Ask) -> Call:
    conversation = str(ask.request.path_params["conversation"])
    if not CONVERSATION.fullmatch(conversation):
        raise NotFound("there is no such call")
    return calls.find(ask.desk, ask.actor, conversation)


def _script(
    ask: Ask,
    call: Call,
    reply: Reply | None = None,
    *,
    filled: Filled | None = None,
    failed: bool = False,
    status: int = 200,
) -> Answer:
    heard = calls.heard(ask.desk, call.conversation)
    catalogue = ask.desk.catalogue
    shows = {
        "call": call,
        "minutes": ask.now - call.started_at,
        "reply": reply,
        **_asked(catalogue, reply),
        "failed": failed,
        "filled": filled,
        "turn": TURN,
        # A turn that failed is sent again under its own id; else the next one has a new id.
        "message_id": (filled.text("message_id") if filled and failed else "") or str(uuid.uuid4()),
        "present": PRESENT,
        "sayings": SAYINGS,
        "sections": record.sections(catalogue, heard.answers, opened=True),
        "verdict": heard.verdict,
        "labels": {one.id: one.label for one in catalogue.questions},
        "section": _section(catalogue, reply),
        "elsewhere": _elsewhere(catalogue, heard.answers),
    }
    return Page("call.html", shows, status)


def _asked(catalogue: Catalogue, reply: Reply | None) -> dict[str, Any]:
    """Return the question on the table, with why it is asked and what to do and not to do."""
    if reply is None:
        return {"lead": (), "question": None, "known": None}
    question = reply.messages[-1]
    try:
        known = catalogue.question(question["topic"])
    except UnknownQuestion:
        known = None
    return {"lead": reply.messages[:-1], "question": question, "known": known}


def _section(catalogue: Catalogue, reply: Reply | None) -> str:
    """Return the title of the part the conversation is in."""
    here = str(reply.progress.get("section", "")) if reply else ""
    return next((one.title for one in catalogue.sections if one.id == here), "")


def _elsewhere(catalogue: Catalogue, answers: Answers) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return where a caller may jump to out of order: what is not asked yet, what was answered."""
    known = [one for one in catalogue.questions if one.id in answers]
    groups = ("Not asked yet", waiting(catalogue, answers)), ("Answered", known)
    return [
        (title, [(f"{CHANGE}{one.id}", one.label) for one in found])
        for title, found in groups
        if found
    ]

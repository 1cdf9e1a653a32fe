"""The forms of the acts on a case: what is asked for, and in which words."""

from casedesk.domain.case import REFERRAL
from casedesk.domain.levels import Level
from casedesk.services import casework, labels, referring
from console.forms import Field, Form
from console.words import level_word, words


def options(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (value, label) pairs of words from a closed list."""
    return tuple((value, words(value)) for value in values)


NOTE = Field("words", "Note", "area", required=False, hint="What happened, in plain words.")
REASON = Field("reason", "Reason", "area", hint="Why, so that somebody else can follow it.")
CONTACT = Form(
    "contact",
    "Record a contact or an attempt",
    (
        Field("at", "When", "when", future=False, hint="London time."),
        Field(
            "who", "With whom", "choice", options=options(("child", "carer", "reporter", "other"))
        ),
        Field(
            "method",
            "How",
            "choice",
            hint="Only in person, video and phone count as seeing or speaking to the child.",
            options=options(("in_person", "video", "phone", "text", "email", "message", "letter")),
        ),
        Field("reached", "Were they reached?", "choice", options=(("yes", "Yes"), ("no", "No"))),
        NOTE,
    ),
    "Record contact",
    note="Read the panel about safe contact first. Do not leave messages where that is not safe.",
)
ACTION = Form(
    "action",
    "Record an action",
    (
        Field("kind", "What was done", "select", options=options(casework.ACTION_KINDS)),
        Field(
            "about",
            "On which platform",
            "select",
            hint="For evidence that was secured: left empty, it was secured on all of them.",
            required=False,
        ),
        NOTE,
    ),
    "Record action",
)
REFER = Form(
    "refer",
    "Refer to an agency",
    (Field("agency", "Agency", "select", options=options(referring.AGENCIES)), NOTE),
    "Record referral as sent",
    note="Starts the clock for the agency's answer.",
)
NO_REFERRAL = Form(
    "no-referral", "No other agency needs to be told", (REASON,), "Record the reason"
)
ANSWER = Form(
    "referral-answer",
    "Record an answer",
    (
        Field("referral", "Referral", "hidden"),
        Field("move", "Answer", "choice", options=options(tuple(m.name for m in REFERRAL.moves))),
        Field("reason", "Reason or outcome", "area", required=False),
    ),
    "Record answer",
)
DEVICE = Form(
    "device",
    "Decide about the device",
    (
        Field("decision", "Decision", "choice", options=options(casework.DEVICE_DECISIONS)),
        REASON,
    ),
    "Record decision",
    note="Necessary, proportionate, agreed by the child. Say how their worries were met.",
)
MESSAGE = Form(
    "message",
    "Write to the reporter",
    (
        Field(
            "text",
            "Message",
            "area",
            hint="They read it with their return code. Plain words, no blame, no secrecy promised.",
        ),
    ),
    "Send message",
)
LEVEL = Form(
    "level",
    "Set another level",
    (
        Field(
            "level",
            "Level",
            "choice",
            options=tuple((str(one), f"{one} {level_word(one)}") for one in Level),
        ),
        REASON,
    ),
    "Set level",
    note="Raising holds at once. Lowering waits for a second person.",
)
AGREE_LEVEL = Form("agree-level", "Agree to the lower level", (), "Agree as the second person")
SIGN_OFF = Form(
    "sign-off",
    "Sign off",
    (
        Field("subject", "What", "choice", options=options(casework.SIGN_OFFS)),
        Field("agreed", "Do you agree?", "choice", options=(("yes", "Yes"), ("no", "No"))),
        Field("words", "Note", "area", required=False, hint="A refusal needs its reason."),
    ),
    "Record sign-off",
)
TIMELINE_NOTE = Form("note", "Write a note", (Field("words", "Note", "area"),), "Add note")
OWNER = Form("assign", "Give to somebody", (Field("owner", "New owner", "select"),), "Assign")
DECIDE = Form(
    "decide-request",
    "Decide what the reporter asked for",
    (
        Field("request", "Request", "hidden"),
        Field(
            "decision",
            "Decision",
            "choice",
            options=options(("agreed", "refused", "plan_changed", "safe_again")),
        ),
        REASON,
    ),
    "Record the decision",
    note="The reporter sees the decision when they come back. Write to them as well.",
)
WHY_LATE = Form(
    "reason",
    "Write the reason for the lateness",
    (Field("clock", "Clock", "hidden"), REASON),
    "Record reason",
)
LABELS = Form(
    "labels",
    "Label the case",
    (
        Field(
            "labels",
            "Labels",
            "checks",
            hint="To find it again. A label changes no level and no clock.",
            options=tuple((one.id, one.label) for one in labels.known().values()),
            required=False,
        ),
    ),
    "Set these labels",
)
TAKE = Form("take", "Assign to me", (), "Assign to me")
HAND_BACK = Form("hand-back", "Hand back", (), "Hand back to the duty team")
CLOSE = Form("close", "Agree and close", (), "Agree and close the case")
READ = Form("read-messages", "Mark as read", (), "Mark their messages as read")

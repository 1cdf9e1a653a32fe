"""A case from receipt to closure: its states and moves, and the lifecycle of a referral.

`CASE.diagram()` and `REFERRAL.diagram()` draw the tables below for `docs/`.
"""

from casedesk.domain.machine import Machine, Move

DUTY_TEAM = "duty_team"
"""Who owns a case that no person owns."""

CASE = Machine(
    what="the case",
    first="received",
    final=("closed",),
    moves=(
        Move("assign", ("received",), "assigned"),
        Move("reassign", ("assigned", "active", "waiting", "closing"), None),
        Move("hand_back", ("assigned", "active", "waiting"), "received"),
        Move("start", ("assigned",), "active"),
        Move("wait", ("active",), "waiting", reason=True),
        Move("resume", ("waiting",), "active"),
        Move("ask_closure", ("active", "waiting"), "closing"),
        Move("send_back", ("closing",), "active", supervisor=True, reason=True),
        Move("close", ("closing",), "closed", supervisor=True),
        Move("reporter_adds", ("closing",), "active"),
        Move("reopen", ("closed",), "received", reason=True),
    ),
)
"""Whatever the reporter adds takes a case out of `closing`, and reopens a closed one with the
addition as the reason. A reopened case goes to the duty team, because its last owner may be gone,
and its clocks start anew."""

REFERRAL = Machine(
    what="the referral",
    first="sent",
    final=("declined", "withdrawn", "finished"),
    moves=(
        Move("acknowledge", ("sent",), "acknowledged"),
        Move("accept", ("sent", "acknowledged"), "accepted"),
        Move("decline", ("sent", "acknowledged"), "declined", reason=True),
        Move("withdraw", ("sent", "acknowledged", "accepted"), "withdrawn", reason=True),
        Move("finish", ("accepted",), "finished", reason=True),
    ),
)
"""Primero's lifecycle with an acknowledgement; for `finish` the reason is the outcome."""

UNANSWERED = frozenset({"sent"})
"""Referral states in which the `referral_ack` clock runs."""


def is_live(state: str) -> bool:
    """Return whether the case must have an owner, a next action and a due time."""
    return state not in CASE.final

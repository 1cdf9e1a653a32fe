"""The shape of the route table, kept apart so that pages and guard can both know it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from console.asking import Answer, Ask

ANYBODY: frozenset[str] = frozenset()
SIGNED_IN: frozenset[str] = frozenset({"in"})

PATH_OF_STAGE = {"password": "/new-password", "enrol": "/enrol", "code": "/code", "in": "/"}
"""Where somebody at a stage of signing in belongs."""

type Sees = Literal["nothing", "case", "own_case", "own_call"]
"""The object check of a route: none; a case this person may see; one they may act on; a call
they started (the page itself asks for it by conversation and handler together)."""


@dataclass(frozen=True)
class Route:
    """One path and method: who may use it, which object it is checked against, what it records.

    `roles` empty means every role. `stages` says how far through sign-in one must be; ANYBODY is
    open to the world. `records` is the ledger act of a success, "" for a page that opens nothing
    sealed. `background` requests do not count as the person being there.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    handler: Callable[[Ask], Answer]
    roles: frozenset[str] = frozenset()
    stages: frozenset[str] = SIGNED_IN
    sees: Sees = "nothing"
    records: str = ""
    background: bool = False

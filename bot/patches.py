"""What is replaced inside Rasa 3.6.21, and why. Nothing else of ours reaches into Rasa.

Each patch names the function it replaces and the SHA-256 of that function's source. `apply` refuses
to start on another version or another source, so that an upgrade is a decision.

1. `RemoteAction._validate_action_result` builds and re-checks the whole JSON schema of an action's
   answer on every call, about 18 ms of CPU a call, more than everything else in a turn together.
   Our endpoint has looked at the answer already (`bot.action_endpoint`), and Rasa's own
   deserialisation of the events refuses what is no event.

2. `RulePolicy._find_action_from_default_actions` obeys the intents `back`, `restart` and
   `session_start` before any form or rule: whoever is understood to say "go back" would have two
   turns of the conversation undone, answers and all. Going back is the interview's business here.
"""

import hashlib
import inspect
from typing import Any, Callable, List, NamedTuple, Tuple

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy

RASA_VERSION = "3.6.21"


class Patch(NamedTuple):
    """One replaced function: its owner and name, its source's hash, what takes its place."""

    owner: Any
    name: str
    source_sha256: str
    replacement: Any


class RasaChangedError(Exception):
    """Rasa is not the code these patches were written for."""


def _already_checked(_self: RemoteAction, _result: Any) -> bool:
    return True


def _no_default_action(_tracker: Any) -> Tuple[None, None]:
    return None, None


PATCHES: List[Patch] = [
    Patch(
        RemoteAction,
        "_validate_action_result",
        "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
        _already_checked,
    ),
    Patch(
        RulePolicy,
        "_find_action_from_default_actions",
        "e453b06d15947c81c6ae1d8d7598c855f8f8873ee446b6c5296ffce0a4b03acd",
        staticmethod(_no_default_action),
    ),
]


def source_sha256(function: Callable[..., Any]) -> str:
    """Return the SHA-256 of a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()


def apply() -> None:
    """Put every patch in place; raises RasaChangedError when Rasa is not what it was."""
    if rasa.__version__ != RASA_VERSION:
        raise RasaChangedError(f"patches are for Rasa {RASA_VERSION}, this is {rasa.__version__}")
    for patch in PATCHES:
        if source_sha256(getattr(patch.owner, patch.name)) != patch.source_sha256:
            raise RasaChangedError(f"{patch.owner.__name__}.{patch.name} is other code")
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)

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

3. `DaskGraphRunner`, as the processor uses it, is `bot.graph_runner`: about 1.5 ms a turn.

4. `copy` in the processor, the rule policy and the forms serves debug lines alone, and copies whole
   conversations for them even when nobody reads them. These lines are never written here.

5. `Slot` is copied for every slot of every tracker, several trackers a turn, through the protocol
   for pickling. All a slot holds is its attributes.

6. `Event.resolve_by_type` searches all subclasses of all events for each event that is read. The
   classes are known once Rasa is loaded.

7. `Domain.is_empty` turns the whole domain, and an empty one made for the purpose, into
   dictionaries to compare them, for each message. A domain does not change while it serves.

8. `RulePolicy._find_action_from_rules` is asked twice after each message: first for rules that were
   trained on what people said word for word, then for rules on what they meant. There are none of
   the first kind.
"""

import hashlib
import inspect
from types import SimpleNamespace
from typing import Any, Dict, List, NamedTuple, Optional, Text, Tuple, Type

import rasa
from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.utils.common import all_subclasses

from bot.graph_runner import InOrderRunner

RASA_VERSION = "3.6.21"


class Patch(NamedTuple):
    """One replaced name: its owner, the hash of the code it stands on, what takes its place.

    That code is what is replaced, unless `stands_on` says otherwise.
    """

    owner: Any
    name: str
    source_sha256: str
    replacement: Any
    stands_on: Any = None

    def code(self) -> Any:
        """Return the function, class or module that must be the known one."""
        return self.stands_on or getattr(self.owner, self.name)


class RasaChangedError(Exception):
    """Rasa is not the code these patches were written for."""


def _already_checked(_self: RemoteAction, _result: Any) -> bool:
    return True


def _no_default_action(_tracker: Any) -> Tuple[None, None]:
    return None, None


_NOT_COPIED = SimpleNamespace(deepcopy=lambda it: it)


def _slot_copy(slot: Slot) -> Slot:
    made = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


_event_types: Dict[Text, Type[Event]] = {}
_find_event_type = Event.resolve_by_type


def _event_type(name: Text, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    if not _event_types:
        # Of two classes with one name the first counts, as it does for Rasa.
        found = {one.type_name: one for one in reversed(all_subclasses(Event))}
        _event_types.update(found)
    return _event_types.get(name) or _find_event_type(name, default)


_ask_whether_empty = Domain.is_empty


def _is_empty(domain: Domain) -> bool:
    known = vars(domain)
    if "known_empty" not in known:
        known["known_empty"] = _ask_whether_empty(domain)
    return bool(known["known_empty"])


_find_rule: Any = RulePolicy._find_action_from_rules  # noqa: SLF001 - what patch 8 calls


def _rule_by_meaning(
    policy: RulePolicy, tracker: Any, domain: Domain, use_text_for_last_user_input: bool
) -> Tuple[Optional[Text], Optional[Text], bool]:
    if use_text_for_last_user_input:
        return None, None, False
    found: Tuple[Optional[Text], Optional[Text], bool] = _find_rule(policy, tracker, domain, False)  # noqa: FBT003 - Rasa's own signature
    return found


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
    Patch(
        processor,
        "DaskGraphRunner",
        "78a7d146c5c06d4cfd29638bbb20192183bfcd8cc69d2cb2be198c8e87a4c134",
        InOrderRunner,
    ),
    Patch(
        processor,
        "copy",
        "f42dfbf26e2ffcb66e08cf4180d1de1cce2a8f59389d5d3b4ea12a95b1f186dd",
        _NOT_COPIED,
        stands_on=processor,
    ),
    Patch(
        rule_policy,
        "copy",
        "952d1a13906511ac9b8d1c3dcd27148b24bbcd6610ebb13bff23f2fb1667b2b5",
        _NOT_COPIED,
        stands_on=rule_policy,
    ),
    Patch(
        forms,
        "copy",
        "7cb6c30550116597a43e0139b3d0c3507e4a1a900d72a5eae8b818aa19647dd7",
        _NOT_COPIED,
        stands_on=forms,
    ),
    Patch(
        Slot,
        "__copy__",
        "0a694d68aef367326f0d4714f862136245b05509efc5b037ab8c60fb3341e47e",
        _slot_copy,
        stands_on=Slot,
    ),
    Patch(
        Event,
        "resolve_by_type",
        "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968",
        staticmethod(_event_type),
    ),
    Patch(
        RulePolicy,
        "_find_action_from_rules",
        "be6da6ee0f5429bd9bbded9f22186f3729469e5b392949493fd34a00ef9531d9",
        _rule_by_meaning,
    ),
    Patch(
        Domain,
        "is_empty",
        "884be90ef485f1d2c0f140657a47f106a7d2785b63b03e46cd699b4072e95369",
        _is_empty,
    ),
]


def source_sha256(code: Any) -> str:
    """Return the SHA-256 of the source of a function, class or module."""
    return hashlib.sha256(inspect.getsource(code).encode()).hexdigest()


def apply() -> None:
    """Put every patch in place; raises RasaChangedError when Rasa is not what it was."""
    if rasa.__version__ != RASA_VERSION:
        raise RasaChangedError(f"patches are for Rasa {RASA_VERSION}, this is {rasa.__version__}")
    for patch in PATCHES:
        if source_sha256(patch.code()) != patch.source_sha256:
            raise RasaChangedError(f"{patch.owner.__name__}.{patch.name} is other code")
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)

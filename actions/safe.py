"""The base of every action: whatever goes wrong inside, no words leave with it.

The SDK answers an exception with the whole request, that is, with everything the person said; and
Rasa writes that answer into its log.
"""

import asyncio
import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from casedesk.dialogue.context import Dialogue

log = logging.getLogger("firstday.actions")

type Event = dict[str, Any]


class ActionFailed(Exception):  # noqa: N818 - reads as what happened
    """An action did not run; carries the action's name and nothing else."""

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__(action)


class SafeAction(Action):
    """An action over the dialogue. Subclasses give `NAME` and `act`."""

    NAME: str

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue

    def name(self) -> str:
        """Return the name Rasa knows this action by."""
        return self.NAME

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Do the work, blocking; return the events."""
        raise NotImplementedError

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 - the SDK's signature
    ) -> list[Event]:
        """Run `act` beside the event loop; raise ActionFailed for whatever it raised."""
        try:
            return await asyncio.to_thread(self.act, dispatcher, tracker)
        except Exception as error:  # noqa: BLE001 - nothing at all may leave with words in it
            where = _innermost(error)
            log.error(  # noqa: TRY400 - a traceback may quote what was said
                "action_failed action=%s error=%s at=%s", self.NAME, type(error).__name__, where
            )
            # `from None`: the cause may quote what was said.
            raise ActionFailed(self.NAME) from None


def _innermost(error: BaseException) -> str:
    """Return file and line where an error arose: enough to find it, and no words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"

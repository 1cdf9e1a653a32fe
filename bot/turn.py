"""The turn in hand, so that its parts can say that it failed.

Rasa carries on after a failed action or tracker store: it logs the error and answers 200. For a
report that is a false receipt in waiting. Every part of ours that can fail marks the turn here;
the tracker store then keeps nothing of a failed turn, and the channel answers that nothing was
saved. The person sends the same message again, and it meets the state it met before.
"""

import contextlib
import logging
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Dict, Iterator, List, Optional

if TYPE_CHECKING:
    import numpy as np
    from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)


@dataclass
class Turn:
    """One message being answered: what went wrong with it so far, and what was read for it.

    `tracker` is its conversation, `vectors` those of its text and its parts.
    """

    failures: List[str] = field(default_factory=list)
    tracker: "Optional[DialogueStateTracker]" = None
    vectors: "Dict[str, np.ndarray]" = field(default_factory=dict)

    def has_failed(self) -> bool:
        """Whether any part of this turn failed."""
        return bool(self.failures)


_in_hand: "ContextVar[Optional[Turn]]" = ContextVar("turn", default=None)


@contextlib.contextmanager
def begin_turn() -> Iterator[Turn]:
    """Make a turn the one in hand for everything called inside the block."""
    turn = Turn()
    token = _in_hand.set(turn)
    try:
        yield turn
    finally:
        _in_hand.reset(token)


def turn_in_hand() -> Optional[Turn]:
    """Return the turn being answered, None outside of one."""
    return _in_hand.get()


def fail_turn(part: str, error: BaseException) -> None:
    """Mark the turn in hand as failed; only the error's kind is logged, never its text."""
    logger.error("turn_failed part=%s error=%s", part, type(error).__name__)
    turn = _in_hand.get()
    if turn is not None:
        turn.failures.append(part)


def turn_has_failed() -> bool:
    """Whether there is a turn in hand and some part of it failed."""
    turn = _in_hand.get()
    return turn is not None and turn.has_failed()

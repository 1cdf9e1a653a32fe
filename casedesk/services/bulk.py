"""The same act on several cases: each is an act of its own, and what can't be done stops none.

Only giving to somebody and labelling are done in bulk: what needs a judgement needs its case read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.services import case_access
from casedesk.services.desk import Desk
from casedesk.services.staff import Person

MOST = 100
"""Cases at a time: what somebody can still have looked over."""


@dataclass(frozen=True)
class Outcome:
    """References of what was done, and of what was left out with the reason."""

    done: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def each(
    desk: Desk, person: Person, references: Iterable[str], do: Callable[[str], None]
) -> Outcome:
    """Do it to every case this person may act on. Raises NotPossible for none, or for too many."""
    wanted = tuple(dict.fromkeys(references))
    if not wanted:
        raise NotPossible("choose at least one case")
    if len(wanted) > MOST:
        raise NotPossible(f"choose {MOST} cases at most")
    done, left_out = [], []
    for reference in wanted:
        try:
            case_access.check_own(desk, person, reference)
            do(reference)
        except (NotFound, NotPermitted, NotPossible) as problem:
            left_out.append((reference, str(problem)))
        else:
            done.append(reference)
    return Outcome(tuple(done), tuple(left_out))

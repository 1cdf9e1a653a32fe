"""The timeline of a case: what happened, in order, each with who did it."""

from collections.abc import Mapping
from typing import Any

from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.ids import new_id
from casedesk.store.ledger import Pending
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place


def note(
    desk: Desk,
    work: UnitOfWork,
    case_id: str,
    act: str,
    *,
    actor: str,
    facts: Mapping[str, Any] | None = None,
    words: str = "",
) -> None:
    """Add an entry to timeline and ledger when the unit is committed; `words` are sealed."""
    entry_id = new_id(work.now)
    row = {
        "id": entry_id,
        "case_id": case_id,
        "at": work.now,
        "actor": actor,
        "act": act,
        "facts": dict(facts or {}),
        "note": seal_note(desk, Place("timeline", "note", (entry_id,)), words),
    }
    done = ledger.act_of(desk, work, (actor, act, f"case:{case_id}"), facts)
    work.pending.append(Pending(done, row))


def seal_note(desk: Desk, place: Place, words: str) -> bytes | None:
    """Seal what staff wrote to the desk; nothing for an empty note."""
    return desk.vault.seal(place, words.strip().encode()) if words.strip() else None


def open_note(desk: Desk, place: Place, envelope: bytes | None) -> str:
    """Open what `seal_note` sealed; raise CannotOpen without the desk's key."""
    return "" if envelope is None else desk.vault.open(place, envelope).decode()

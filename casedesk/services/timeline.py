"""The timeline of a case: what happened, in order, each with who did it."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select

from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import timeline
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
) -> str:
    """Add an entry to the timeline and to the ledger; `words` are sealed. Return its id."""
    entry_id = uuid.uuid4().hex
    newest = select(func.max(timeline.c.number)).where(timeline.c.case_id == case_id)
    number = (work.connection.scalar(newest) or 0) + 1
    row = {
        "id": entry_id,
        "case_id": case_id,
        "number": number,
        "at": work.now,
        "actor": actor,
        "act": act,
        "facts": dict(facts or {}),
        "note": seal_note(desk, Place("timeline", "note", (entry_id,)), words),
    }
    work.connection.execute(insert(timeline).values(**row))
    ledger.append(desk, work, actor=actor, act=act, subject=f"case:{case_id}", details=facts)
    return entry_id


def seal_note(desk: Desk, place: Place, words: str) -> bytes | None:
    """Seal what staff wrote to the desk; nothing for an empty note."""
    return desk.vault.seal(place, words.strip().encode()) if words.strip() else None


def open_note(desk: Desk, place: Place, envelope: bytes | None) -> str:
    """Open what `seal_note` sealed; raise CannotOpen without the desk's key."""
    return "" if envelope is None else desk.vault.open(place, envelope).decode()

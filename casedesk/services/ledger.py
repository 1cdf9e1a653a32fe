"""The ledger in the store: one entry per act, in the same commit as the act.

Writers take turns at the one row of `ledger_head`; call `append` late in a unit of work, because
from there to the commit everybody else waits.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from casedesk.services.desk import Desk
from casedesk.store.columns import to_microseconds
from casedesk.store.tables.operations import ledger, ledger_head
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent

GENESIS = bytes(32)


def append(
    desk: Desk,
    work: UnitOfWork,
    *,
    actor: str,
    act: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Add one entry and return its number; `details` enter only as a keyed digest."""
    insert_if_absent(work.connection, ledger_head, {"id": 1, "seq": 0, "hash": GENESIS})
    # The lock, not the read, is what keeps the chain from forking.
    head = work.connection.execute(select(ledger_head).with_for_update()).mappings().one()
    digest = desk.vault.ledger_digest(json.dumps(details or {}, sort_keys=True, default=str))
    entry = {
        "seq": head["seq"] + 1,
        "prev_hash": head["hash"],
        "at": work.now,
        "actor": actor,
        "act": act,
        "object": subject,
        "details": digest,
    }
    entry["hash"] = _hash(entry)
    work.connection.execute(insert(ledger).values(**entry))
    work.connection.execute(update(ledger_head).values(seq=entry["seq"], hash=entry["hash"]))
    return int(entry["seq"])


def _hash(entry: Mapping[str, Any]) -> bytes:
    fields = [
        b"casedesk ledger v1",
        str(entry["seq"]).encode(),
        entry["prev_hash"],
        str(to_microseconds(entry["at"])).encode(),
        *(entry[name].encode() for name in ("actor", "act", "object")),
        entry["details"],
    ]
    return hashlib.sha256(b"".join(len(one).to_bytes(4) + one for one in fields)).digest()

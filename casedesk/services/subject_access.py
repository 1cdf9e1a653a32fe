"""Everything held about one reporter, opened, for whoever asks what is held about them.

The right of access is Article 15 of the UK GDPR. What is found is found from the tables
themselves, so that a table added later is part of it unless it is named in `NOT_ABOUT_THEM`.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, RowMapping, Table, select

from casedesk.services import cases, ledger, timeline
from casedesk.services.acting import need_reason
from casedesk.services.desk import Desk
from casedesk.store.sealed_columns import NOT_TO_THE_DESK
from casedesk.store.tables import metadata
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.staff import calls
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place

type Row = dict[str, Any]

NOT_ABOUT_THEM = {
    "presence": "which of the staff has the page open just now",
    "codes": "hashes of the return code; there is nothing in them to read",
    "draft_answers": "the same answers, under a short-lived key, while one may add to them",
    "identifiers": "keyed hashes of identifiers that stand readable among the answers",
}
"""Tables with rows of a case that are left out, each with its reason."""

BELONGS = ("case_id", "report_id")
ITSELF = ("cases", "reports")


def tables_about_them() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every table that holds rows of a case, with the column that names the case."""
    for table in metadata.sorted_tables:
        names = ("id",) if table.name in ITSELF else BELONGS
        column = next((table.c[name] for name in names if name in table.c), None)
        if column is not None and table.name not in NOT_ABOUT_THEM:
            yield table, column


def everything(desk: Desk, reference: str, *, actor: str, reason: str) -> dict[str, list[Row]]:
    """Return every row by table, sealed words opened; why it was asked is kept on the timeline.

    Instants are aware UTC. Raises NotFound, NotPossible without a reason, and CannotOpen in a
    process without the desk's private key. Whoever hands it over looks first at what it says of
    others: the right is to one's own data.
    """
    reason = need_reason(reason, "an export")
    with desk.work() as work:
        case_id = cases.find(work, reference)["id"]
        found = {
            table.name: [_opened(desk, table, row) for row in _rows(work, column, case_id)]
            for table, column in tables_about_them()
        }
        found["calls"] = [_opened(desk, calls, row) for row in _calls(work, case_id)]
        timeline.note(desk, work, case_id, "disclosed", actor=actor, words=reason)
        subject = f"case:{case_id}"
        ledger.append(desk, work, actor=actor, act="case_opened", subject=subject)
        work.commit()
    return {name: rows for name, rows in found.items() if rows}


def _rows(work: UnitOfWork, column: Column[Any], case_id: str) -> list[RowMapping]:
    wanted = select(column.table).where(column == case_id).order_by(*column.table.primary_key)
    return list(work.connection.execute(wanted).mappings())


def _calls(work: UnitOfWork, case_id: str) -> list[RowMapping]:
    """Return the calls through which the report came; they name its conversation, not the case."""
    wanted = select(calls).join(drafts, drafts.c.conversation == calls.c.conversation)
    return list(work.connection.execute(wanted.where(drafts.c.report_id == case_id)).mappings())


def _opened(desk: Desk, table: Table, row: RowMapping) -> Row:
    """Open what is sealed to the desk; bytes that are hashes or another's are left out."""
    key = tuple(row[column.name] for column in table.primary_key)
    found: Row = {}
    for name, value in row.items():
        if not isinstance(value, bytes):
            found[name] = value
        elif (table.name, name) not in NOT_TO_THE_DESK:
            found[name] = desk.vault.open(Place(table.name, name, key), value).decode()
    return found

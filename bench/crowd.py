"""A desk with very many cases, quickly: invented ones filed through the doors, then copied.

A copy has ids, a reference and instants of its own and keeps the rest. What is sealed stays bound
to the original and can't be opened: lists, claims and clocks never open it.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text
from tqdm import tqdm

from casedesk.services import demo
from casedesk.services.desk import Desk
from casedesk.services.report_records import new_reference
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases, clocks
from casedesk.store.tables.reports import identifiers, report_answers, reports, verdicts

COPIED = (reports, report_answers, verdicts, identifiers, cases, clocks)
ORIGINALS = 60
BATCH = 500
SHIFT = timedelta(hours=6)
"""How far the instants of a copy may lie from those of its original."""

type Rows = Mapping[str, list[dict[str, Any]]]


def crowd(desk: Desk, count: int) -> None:
    """Fill an empty desk with this many cases; nearly all are live."""
    demo.fill(desk, ORIGINALS)
    with desk.reading() as work:
        patterns = [_rows(work.connection, one) for one in work.connection.scalars(_LIVE)]
    chance = random.Random(7)  # noqa: S311 - invented data, not a secret
    with tqdm(total=count, initial=ORIGINALS, desc="cases", unit="case", disable=None) as bar:
        for size in _batches(count - ORIGINALS):
            now = desk.clock.now()
            copies = [_copy(chance.choice(patterns), chance, now) for _ in range(size)]
            with desk.work() as work:
                for table in COPIED:
                    rows = [row for copy in copies for row in copy[table.name]]
                    if rows:
                        work.connection.execute(insert(table), rows)
                work.commit()
            bar.update(size)
    with desk.work() as work:
        # PostgreSQL does this by itself within a minute of so many changes.
        work.connection.execute(text("ANALYZE"))
        work.commit()


_LIVE = select(cases.c.id).where(cases.c.closed_at.is_(None)).order_by(cases.c.id)


def _batches(count: int) -> Iterator[int]:
    for begun in range(0, count, BATCH):
        yield min(BATCH, count - begun)


def _rows(connection: Connection, case_id: str) -> Rows:
    def mine(table: Table) -> list[dict[str, Any]]:
        name = next(one for one in ("report_id", "case_id", "id") if one in table.c)
        found = connection.execute(select(table).where(table.c[name] == case_id)).mappings()
        return [dict(row) for row in found]

    return {table.name: mine(table) for table in COPIED}


def _copy(pattern: Rows, chance: random.Random, now: datetime) -> Rows:
    case_id, reference = new_id(now), new_reference()
    shift = SHIFT * chance.uniform(-1, 1)
    own = {"report_id": case_id, "case_id": case_id, "reference": reference, "series_id": None}

    def changed(table: str, row: dict[str, Any]) -> dict[str, Any]:
        kept = {
            name: value + shift if isinstance(value, datetime) else value
            for name, value in row.items()
        }
        kept |= {name: value for name, value in own.items() if name in row}
        if "id" in row:
            kept["id"] = case_id if table in {"reports", "cases"} else new_id(now)
        if "digest" in row:
            kept["digest"] = chance.randbytes(len(row["digest"]))
        return kept

    return {name: [changed(name, row) for row in rows] for name, rows in pattern.items()}

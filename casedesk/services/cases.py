"""A case as its page shows it: the report, how it was judged, its clocks and all that was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, select

from casedesk.domain.errors import NotFound
from casedesk.domain.levels import Level
from casedesk.interview.answers import Answer
from casedesk.services import judging, ledger, report_records
from casedesk.services.desk import Desk
from casedesk.services.timeline import open_note
from casedesk.store.tables import cases as tables
from casedesk.store.tables.base import metadata
from casedesk.store.tables.cases import cases
from casedesk.store.tables.reports import report_revisions, reports, verdicts
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place

type Facts = Mapping[str, Any]
"""One row of a case's record, by column; sealed notes are opened under `note`."""


@dataclass(frozen=True)
class Case:
    """Everything about one case. Instants are aware UTC; words are opened, hence absent from repr.

    `verdict` is the one in force; `verdicts` are all of them, oldest first.
    """

    id: str
    reference: str
    level: Level
    state: str
    facts: Facts = field(repr=False)
    report: Facts
    answers: Mapping[str, Answer] = field(repr=False)
    revisions: tuple[Facts, ...]
    verdict: Facts
    verdicts: tuple[Facts, ...]
    clocks: tuple[Facts, ...]
    escalations: tuple[Facts, ...]
    contacts: tuple[Facts, ...] = field(repr=False)
    actions: tuple[Facts, ...] = field(repr=False)
    referrals: tuple[Facts, ...] = field(repr=False)
    sign_offs: tuple[Facts, ...] = field(repr=False)
    messages: tuple[Facts, ...] = field(repr=False)
    requests: tuple[Facts, ...] = field(repr=False)
    timeline: tuple[Facts, ...] = field(repr=False)
    links: tuple[Facts, ...]
    labels: tuple[str, ...]


def find(work: UnitOfWork, reference: str) -> RowMapping:
    """Return the case's row; raise NotFound. References are read whatever their case."""
    wanted = select(cases).where(cases.c.reference == reference.strip().upper())
    row = work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("there is no such case")
    return row


def open_case_file(desk: Desk, reference: str, *, actor: str) -> Case:
    """Return the whole case with its sealed words opened; the opening is an act in the ledger.

    Raises NotFound, and CannotOpen in a process without the desk's private key.
    """
    with desk.work() as work:
        case = _assemble(desk, work, find(work, reference))
        ledger.append(desk, work, actor=actor, act="case_opened", subject=f"case:{case.id}")
        work.commit()
    return case


def _assemble(desk: Desk, work: UnitOfWork, row: RowMapping) -> Case:
    case_id = row["id"]
    report = (
        work.connection.execute(select(reports).where(reports.c.id == case_id)).mappings().one()
    )
    return Case(
        id=case_id,
        reference=row["reference"],
        level=Level(row["level"]),
        state=row["state"],
        facts=_opened(desk, "cases", dict(row), column="device_reason"),
        report=dict(report),
        answers=report_records.opened(desk, work.connection, case_id),
        revisions=_of(work, report_revisions, report_revisions.c.report_id == case_id),
        verdict=_verdict(desk, work, case_id),
        verdicts=_verdicts(desk, work, case_id),
        clocks=_of(work, tables.clocks, tables.clocks.c.case_id == case_id),
        escalations=_escalations(desk, work, case_id),
        links=_links(work, case_id),
        labels=_labels(work, case_id),
        **_notes(desk, work, case_id),
    )


def _labels(work: UnitOfWork, case_id: str) -> tuple[str, ...]:
    put = tables.case_labels
    mine = select(put.c.label).where(put.c.case_id == case_id).order_by(put.c.label)
    return tuple(work.connection.scalars(mine))


def _of(work: UnitOfWork, table: Table, where: ColumnElement[bool]) -> tuple[Facts, ...]:
    order = [table.c[name] for name in _ORDER if name in table.c]
    rows = work.connection.execute(select(table).where(where).order_by(*order))
    return tuple(dict(row) for row in rows.mappings())


_ORDER = ("number", "at", "recorded_at", "sent_at", "due_at", "fired_at", "id")
_WITH_NOTES = ("contacts", "actions", "referrals", "sign_offs", "requests", "timeline")


def _notes(desk: Desk, work: UnitOfWork, case_id: str) -> dict[str, tuple[Facts, ...]]:
    found = {}
    for name in _WITH_NOTES:
        table = metadata.tables[name]
        rows = _of(work, table, table.c.case_id == case_id)
        found[name] = tuple(_opened(desk, name, row) for row in rows)
    messages = tables.messages
    sent = _of(work, messages, messages.c.case_id == case_id)
    found["messages"] = tuple(_opened(desk, "messages", one, column="for_desk") for one in sent)
    return found


def _opened(desk: Desk, table: str, row: Facts, *, column: str = "note") -> Facts:
    """Return the row with its sealed column opened and every other envelope left out."""
    words = open_note(desk, Place(table, column, (row["id"],)), row[column])
    return {key: one for key, one in row.items() if not isinstance(one, bytes)} | {column: words}


def _verdicts(desk: Desk, work: UnitOfWork, case_id: str) -> tuple[Facts, ...]:
    rows = _of(work, verdicts, verdicts.c.report_id == case_id)
    return tuple(_opened(desk, "verdicts", row, column="why") for row in rows)


def _verdict(desk: Desk, work: UnitOfWork, case_id: str) -> Facts:
    row = judging.in_force(work, case_id)
    return {} if row is None else _opened(desk, "verdicts", dict(row), column="why")


def _escalations(desk: Desk, work: UnitOfWork, case_id: str) -> tuple[Facts, ...]:
    table = tables.escalations
    found = []
    for row in _of(work, table, table.c.case_id == case_id):
        place = Place("escalations", "reason", (case_id, row["clock_id"], row["step"]))
        found.append({**row, "reason": open_note(desk, place, row["reason"])})
    return tuple(found)


def _links(work: UnitOfWork, case_id: str) -> tuple[Facts, ...]:
    links = tables.series_links
    mine = (links.c.case_id == case_id, links.c.other_id == case_id)
    found = []
    for here, there in ((mine[0], links.c.other_id), (mine[1], links.c.case_id)):
        rows = work.connection.execute(
            select(*_OTHER, links.c.strength, links.c.shared)
            .join(cases, cases.c.id == there)
            .where(here)
        )
        found += [dict(row) for row in rows.mappings()]
    return tuple(sorted(found, key=lambda one: one["received_at"], reverse=True))


_OTHER = (cases.c.reference, cases.c.level, cases.c.state, cases.c.received_at)

"""Verdicts: what the rules made of a report, kept beside it with every reason."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, func, select

from casedesk.domain.levels import Level
from casedesk.domain.override import retriaged
from casedesk.domain.triage import Reason, Verdict, triage
from casedesk.domain.values import Values
from casedesk.services.desk import Desk
from casedesk.store.ids import new_id
from casedesk.store.tables.reports import verdicts
from casedesk.store.unit_of_work import UnitOfWork


def judge(desk: Desk, values: Values) -> Verdict:
    """Apply the rules to answers, on the date it is where the desk is."""
    zone = desk.rulebook.clocks.office_hours.zone
    return triage(values, desk.rulebook, today=desk.clock.now().astimezone(zone).date())


def in_force(work: UnitOfWork, report_id: str) -> RowMapping | None:
    """Return the newest verdict that counts: not one that waits for its second person."""
    wanted = (
        select(verdicts)
        .where(verdicts.c.report_id == report_id, verdicts.c.in_force)
        .order_by(verdicts.c.number.desc())
        .limit(1)
    )
    return work.connection.execute(wanted).mappings().first()


def record(
    work: UnitOfWork,
    place: tuple[str, int],
    verdict: Verdict,
    *,
    before: RowMapping | None = None,
    unread: frozenset[str] = frozenset(),
) -> Level:
    """Write the rules' verdict on one revision and return the level that now stands.

    `before` is the verdict in force; the level never falls by itself. `unread` are questions
    answered with something that this process cannot open: they are not missing, and reasons that
    stood before keep standing.
    """
    level = _standing(before, verdict) if before else verdict.level
    reasons = [asdict(reason) for reason in verdict.reasons]
    if before:
        fired = {reason["rule"] for reason in reasons}
        reasons += [reason for reason in before["reasons"] if reason["rule"] not in fired]
    row = {
        "revision": place[1],
        "level": level,
        "reasons": reasons,
        "headings": _headings(verdict, reasons),
        "missing": [one for one in verdict.missing if one not in unread],
        "rules_version": verdict.rules_version,
        "decided_by": "rules",
        "in_force": True,
    }
    if before is None:
        row["number"] = 1
    insert_verdict(work, place[0], row)
    return level


def _standing(before: RowMapping, verdict: Verdict) -> Level:
    reasons = [Reason(**{**one, "level": Level(one["level"])}) for one in before["reasons"]]
    earlier = Verdict(Level(before["level"]), tuple(reasons), {}, (), before["rules_version"])
    return retriaged(earlier.level, earlier, verdict)


def insert_verdict(work: UnitOfWork, report_id: str, row: Mapping[str, Any]) -> None:
    """Add a verdict under the next number, with an id of its own unless the row brings one."""
    number = row["number"] if "number" in row else next_number(work, report_id)
    new = {"id": new_id(work.now), "report_id": report_id, "at": work.now}
    work.add(verdicts, {**new, **row, "number": number})


def next_number(work: UnitOfWork, report_id: str) -> int:
    """Return the number the report's next verdict gets."""
    newest = select(func.max(verdicts.c.number)).where(verdicts.c.report_id == report_id)
    return (work.connection.scalar(newest) or 0) + 1


def _headings(verdict: Verdict, reasons: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {
        heading: [reason["text"] for reason in reasons if reason["heading"] == heading]
        for heading in verdict.headings
    }

"""A report becomes a case, and every later revision of it is judged again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update

from casedesk.domain.case import CASE, DUTY_TEAM
from casedesk.domain.clocks import deadlines_for
from casedesk.domain.levels import Level
from casedesk.domain.triage import new_danger
from casedesk.domain.values import Values
from casedesk.interview.answers import Answers, values
from casedesk.services import clockwork, judging, lifecycle, likeness, matching, notices, timeline
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.services.report_records import (
    answered,
    known_values,
    new_reference,
    write_answers,
)
from casedesk.store.tables.cases import cases
from casedesk.store.tables.reports import report_revisions, reports
from casedesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Opened:
    """What the reporter is told of a case; by `see_by` the child is to be seen or spoken to."""

    reference: str
    level: Level
    see_by: datetime


def open_case(
    desk: Desk, work: UnitOfWork, draft: Draft, answers: Answers, *, finished: bool
) -> Opened:
    """Write report, verdict, case, clocks, notice and ledger entry.

    The report takes the draft's id: its primary key makes a second report from it impossible.
    """
    report_id, reference = draft.id, new_reference()
    origin = "filed" if finished else "unfinished"
    report = {
        "id": report_id,
        "reference": reference,
        "received_at": work.now,
        "face": draft.face,
        "finished": finished,
        "revision": 1,
        "catalogue_version": desk.catalogue.version,
    }
    work.add(reports, report)
    known = values(answers)
    _write(desk, work, (report_id, 1), Revision(origin, answers, known))
    level = judging.record(work, (report_id, 1), judging.judge(desk, known))
    deadlines = deadlines_for(level, work.now, desk.rulebook.clocks, known)
    first = {"level": level, **clockwork.next_due(desk, deadlines)}
    row = _new_case(work, report_id, reference, finished=finished) | first
    work.add(cases, row)
    clockwork.start(desk, work, report_id, deadlines)
    matching.remember(desk, work, report_id, answers)
    likeness.remember(desk, work, draft, answers)
    facts = {"reference": reference, "level": level}
    notices.tell(desk, work, report_id, f"case_{origin}", to=DUTY_TEAM, facts=facts)
    timeline.note(desk, work, report_id, f"report_{origin}", actor="reporter", facts=facts)
    see_by = min(one.due_at for one in deadlines if one.kind == "child_seen")
    return Opened(reference, level, see_by)


def _new_case(
    work: UnitOfWork, report_id: str, reference: str, *, finished: bool
) -> dict[str, Any]:
    return {
        "id": report_id,
        "reference": reference,
        "state": CASE.first,
        "received_at": work.now,
        "unfinished": not finished,
        "owner": DUTY_TEAM,
    }


@dataclass(frozen=True)
class Revision:
    """What changed in a report: by what, which answers, and which no longer apply.

    `seen` are all values this process can still read, the changed ones included.
    """

    origin: str
    changed: Answers
    seen: Values
    cleared: tuple[str, ...] = ()


def revise(desk: Desk, work: UnitOfWork, report_id: str, revision: Revision) -> Level:
    """Append a revision, judge the report again, move its clocks; return the level that stands."""
    number = _next_revision(work, report_id)
    _write(desk, work, (report_id, number), revision)
    before = judging.in_force(work, report_id)
    level = _judge_again(desk, work, (report_id, number), revision, before=before)
    raised = before is not None and level.outranks(Level(before["level"]))
    if raised:
        work.connection.execute(update(cases).where(cases.c.id == report_id).values(level=level))
    if raised or _danger_is_new(work, report_id, before):
        clockwork.retime(desk, work, report_id, level)
    clockwork.first_named(desk, work, report_id, level)
    if revision.origin != "staff":
        lifecycle.reporter_added(desk, work, report_id)
    clockwork.refresh(desk, work, report_id)
    matching.remember(desk, work, report_id, revision.changed)
    _tell(desk, work, report_id, origin=revision.origin, raised=raised)
    return level


def _danger_is_new(work: UnitOfWork, report_id: str, before: RowMapping | None) -> bool:
    after = judging.in_force(work, report_id)
    if before is None or after is None:
        return False
    return bool(new_danger(_floors(before), _floors(after), Level(before["level"])))


def _floors(verdict: RowMapping) -> dict[str, Level]:
    return {reason["rule"]: Level(reason["level"]) for reason in verdict["reasons"]}


def _judge_again(
    desk: Desk,
    work: UnitOfWork,
    place: tuple[str, int],
    revision: Revision,
    *,
    before: RowMapping | None,
) -> Level:
    known = known_values(work.connection, place[0])
    verdict = judging.judge(desk, {**known, **revision.seen})
    unread = answered(work.connection, place[0])
    return judging.record(work, place, verdict, before=before, unread=unread)


def _tell(desk: Desk, work: UnitOfWork, report_id: str, *, origin: str, raised: bool) -> None:
    case = select(cases.c.reference, cases.c.level).where(cases.c.id == report_id)
    reference, level = work.connection.execute(case).one()
    facts = {"reference": reference, "level": level, "raised": raised}
    notices.tell(desk, work, report_id, "report_revised", to=DUTY_TEAM, facts=facts)
    actor = "staff" if origin == "staff" else "reporter"
    timeline.note(desk, work, report_id, f"report_{origin}", actor=actor, facts=facts)


def _next_revision(work: UnitOfWork, report_id: str) -> int:
    """Count the report's revision up, which also locks it against another writer."""
    counted = (
        update(reports)
        .where(reports.c.id == report_id)
        .values(revision=reports.c.revision + 1)
        .returning(reports.c.revision)
    )
    return int(work.connection.execute(counted).scalar_one())


def _write(desk: Desk, work: UnitOfWork, place: tuple[str, int], revision: Revision) -> None:
    row = {"report_id": place[0], "number": place[1], "at": work.now, "origin": revision.origin}
    work.add(report_revisions, row)
    write_answers(desk, work, place, revision.changed, cleared=revision.cleared)

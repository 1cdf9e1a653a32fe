"""Marking reports that look alike or come fast, after they are filed and never in their way.

The worker compares each new report with those of the last hours. Without a worker nothing is
marked, and every report keeps the place its level and its clocks give it.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import RowMapping, delete, select, update

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.domain.likeness import SLOTS, Likeness, Told, marks, sketch, triples
from casedesk.domain.reading import Reader
from casedesk.interview.answers import Answers
from casedesk.services import timeline
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.store.tables.cases import cases
from casedesk.store.tables.reports import sketches
from casedesk.store.unit_of_work import UnitOfWork

BATCH = 50
MOST_EARLIER = 5000
"""In a flood the newest reports are enough to tell that it is one."""

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def remember(desk: Desk, work: UnitOfWork, draft: Draft, answers: Answers) -> None:
    """Keep what tells this report's likeness to others: keyed digests, no words."""
    account = answers.get("account")
    words = (account.words or str(account.value or "")) if account else ""
    row = {
        "report_id": draft.id,
        "at": work.now,
        "conversation": draft.conversation,
        "took_seconds": int((work.now - draft.opened_at).total_seconds()),
        "answers": len(answers),
        "sketch": sketch(desk.vault.digests("likeness", triples(words))),
        "compared": False,
    }
    work.add(sketches, row)


def mark(desk: Desk) -> int:
    """Compare the reports that came since; return how many there were."""
    policy = load_likeness()
    with desk.work() as work:
        waiting = _waiting(work)
        if waiting:
            earlier = _earlier(work, waiting, policy)
            for row in waiting:
                told = _told(row)
                before = [one for place, one in earlier if place < (row["at"], row["report_id"])]
                _compared(desk, work, row["report_id"], marks(told, before, policy))
            work.commit()
    return len(waiting)


def pass_over(desk: Desk) -> None:
    """Leave the reports there are unmarked: invented ones tell the same few stories."""
    with desk.work() as work:
        work.connection.execute(update(sketches).values(compared=True))
        work.commit()


def forget(work: UnitOfWork) -> None:
    """Delete what no report to come will be compared with."""
    old = sketches.c.at <= work.now - load_likeness().window
    work.connection.execute(delete(sketches).where(old, sketches.c.compared))


def _waiting(work: UnitOfWork) -> list[RowMapping]:
    wanted = (
        select(sketches)
        .where(sketches.c.compared.is_(False))
        .order_by(sketches.c.at, sketches.c.report_id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(work.connection.execute(wanted).mappings())


def _earlier(
    work: UnitOfWork, waiting: Sequence[RowMapping], policy: Likeness
) -> list[tuple[tuple[datetime, str], Told]]:
    """Return the reports up to the last that waits, newest first, each with its place in time."""
    since, until = waiting[0]["at"] - policy.window, waiting[-1]["at"]
    wanted = (
        select(sketches)
        .where(sketches.c.at > since, sketches.c.at <= until)
        .order_by(sketches.c.at.desc(), sketches.c.report_id.desc())
        .limit(MOST_EARLIER)
    )
    rows = work.connection.execute(wanted).mappings()
    return [((row["at"], row["report_id"]), _told(row)) for row in rows]


def _compared(desk: Desk, work: UnitOfWork, report_id: str, why: tuple[str, ...]) -> None:
    done = update(sketches).where(sketches.c.report_id == report_id)
    work.connection.execute(done.values(compared=True))
    if not why:
        return
    work.connection.execute(
        update(cases).where(cases.c.id == report_id).values(others_first=True, marks=list(why))
    )
    facts = {"why": " ".join(why)}
    timeline.note(desk, work, report_id, "others_first", actor="rules", facts=facts)


def _told(row: RowMapping) -> Told:
    took = timedelta(seconds=row["took_seconds"])
    return Told(row["at"], row["conversation"], took, row["answers"], row["sketch"])


@cache
def load_likeness(file: Path = DATA / "triage" / "likeness.yml") -> Likeness:
    """Read when a report is marked; raise DataError listing every problem."""
    problems: list[str] = []
    reader = Reader(str(file), read_yaml(file), problems)
    reader.text("reviewed_on")
    alike, repeated, hurried = map(reader.mapping, ("alike", "repeated", "hurried"))
    policy = Likeness(
        alike=alike.text("means"),
        alike_reports=_number(alike, "reports"),
        alike_within=_within(alike),
        alike_slots=_number(alike, "slots", most=SLOTS),
        repeated=repeated.text("means"),
        repeated_reports=_number(repeated, "reports"),
        repeated_within=_within(repeated),
        hurried=hurried.text("means"),
        hurried_answers=_number(hurried, "answers"),
        hurried_within=_within(hurried),
    )
    for one in (alike, repeated, hurried):
        one.text("source")
        one.finish()
    reader.finish()
    if problems:
        raise DataError(problems)
    return policy


def _number(reader: Reader, key: str, *, most: int = 1000) -> int:
    found = reader.get(key)
    if isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= most:
        return found
    reader.problem(f"`{key}` must be a whole number from 1 to {most}")
    return most


def _within(reader: Reader) -> timedelta:
    match = re.fullmatch(r"([1-9]\d{0,3})([smh])", str(reader.get("within")))
    if match is None:
        reader.problem("`within` must be a duration such as 20s, 30m or 24h")
        return timedelta(0)
    return int(match[1]) * _UNITS[match[2]]

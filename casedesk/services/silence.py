"""Eleven silent days, simulated: the founding case is filed and nobody does anything.

Runs the real services on a database of its own in a temporary folder, hour by hour.
"""

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from casedesk.clock import FixedClock
from casedesk.domain.values import Value
from casedesk.interview.answers import given
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.escalation import escalate
from casedesk.services.filing import submit
from casedesk.store.engine import make_engine
from casedesk.store.migrate import migrate
from casedesk.store.tables.cases import clocks, escalations

DAYS = 11

FOUNDING: dict[str, Value] = {
    "reporter_role": "young_person",
    "in_danger_now": "no",
    "self_harm": "none",
    "child_age": 13,
    "incident_kinds": ["threat_to_share"],
    "demands": ["more_images"],
    "image_spread": "threatened",
    "suspect_relation": "peer",
    "suspect_age": "under_18",
}
"""A child of 13, threatened by a boy of 12 who wants more images and no money."""


@dataclass(frozen=True)
class Fired:
    """One step that fired: how long after the report, on which clock, and who was told.

    `undone` is what should have happened by then, as staff read it.
    """

    at: datetime
    after: timedelta
    clock: str
    undone: str
    step: str
    told: str
    needs_reason: bool


def eleven_days(desk: Desk, step: Callable[[], None] = lambda: None) -> tuple[Fired, ...]:
    """Return everything that fired while nobody acted for eleven days, in order."""
    with tempfile.TemporaryDirectory(prefix="firstday-") as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'silence.db'}")
        migrate(engine)
        clock = FixedClock(desk.clock.now())
        alone = replace(desk, engine=engine, clock=clock)
        received = clock.now()
        _file(alone)
        for _ in range(DAYS * 24):
            clock.at += timedelta(hours=1)
            while escalate(alone):
                pass
            step()
        fired = _fired(alone, received)
        engine.dispose()
    return fired


def _file(desk: Desk) -> None:
    conversation = uuid.uuid4().hex
    draft = open_draft(desk, conversation, "young_person")
    answers = {key: given(value, "chosen") for key, value in FOUNDING.items()}
    save_answers(desk, draft.id, answers)
    submit(desk, conversation)


def _fired(desk: Desk, received: datetime) -> tuple[Fired, ...]:
    with desk.reading() as work:
        rows = work.connection.execute(
            select(escalations, clocks.c.kind, clocks.c.subject)
            .join(clocks, clocks.c.id == escalations.c.clock_id)
            .order_by(escalations.c.step_at, clocks.c.kind)
        ).mappings()
        return tuple(
            Fired(
                at=row["step_at"],
                after=row["step_at"] - received,
                clock=f"{row['kind']} {row['subject']}".strip(),
                undone=desk.rulebook.clocks.rules[row["kind"]].action,
                step=row["name"],
                told=row["told"],
                needs_reason=row["needs_reason"],
            )
            for row in rows
        )

"""Conversations that stop: in danger they become a case marked unfinished, else they are forgotten.

The first message of every conversation says so. Adopters switch the first half off with
`UNFINISHED_TO_STAFF=no`.
"""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from casedesk.interview.answers import values
from casedesk.interview.engine import reachable
from casedesk.services import draft_records
from casedesk.services.case_opening import Revision, open_case, revise
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.store.tables.drafts import draft_answers, drafts
from casedesk.store.unit_of_work import UnitOfWork

IDLE = timedelta(minutes=15)
"""How long a conversation with a danger fact may pause before staff see it."""

KEPT = timedelta(hours=72)
"""How long any draft waits for its reporter; then its answers are erased."""


def surface(desk: Desk) -> int:
    """Hand one idle conversation in danger to staff; return how many were handed over, 0 or 1."""
    if not desk.settings.unfinished_to_staff:
        return 0
    with desk.work() as work:
        draft_id = _idle_in_danger(work)
        if draft_id is None:
            return 0
        draft = draft_records.lock(desk, work, draft_id)
        hand_over(desk, work, draft)
        work.commit()
    return 1


def _idle_in_danger(work: UnitOfWork) -> str | None:
    """Lock one open draft in danger that staff have not seen as it is now."""
    wanted = (
        select(drafts.c.id)
        .where(
            drafts.c.state == "open",
            # Once staff have it, a correction that takes the danger back reaches them too.
            or_(drafts.c.danger, drafts.c.report_id.is_not(None)),
            drafts.c.touched_at <= work.now - IDLE,
            or_(drafts.c.surfaced_version.is_(None), drafts.c.surfaced_version < drafts.c.version),
        )
        .order_by(drafts.c.touched_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return work.connection.scalar(wanted)


def hand_over(desk: Desk, work: UnitOfWork, draft: Draft) -> None:
    """Make an open draft a case marked unfinished, or bring the one it became up to date."""
    answers = reachable(desk.catalogue, draft.answers)
    if draft.report_id is None:
        open_case(desk, work, draft, answers, finished=False)
    else:
        revise(desk, work, draft.report_id, Revision("unfinished", answers, values(answers)))
    work.connection.execute(
        update(drafts)
        .where(drafts.c.id == draft.id)
        .values(surfaced_version=draft.version, report_id=draft.id)
    )


def forget(desk: Desk) -> None:
    """Erase the answers nobody came back to, and return codes kept past their window."""
    with desk.work() as work:
        old = work.now - KEPT
        gone = select(drafts.c.id).where(drafts.c.touched_at <= old)
        work.connection.execute(delete(draft_answers).where(draft_answers.c.draft_id.in_(gone)))
        work.connection.execute(
            delete(drafts).where(drafts.c.touched_at <= old, drafts.c.state == "open")
        )
        work.connection.execute(
            update(drafts)
            .where(drafts.c.code_until.is_not(None), drafts.c.code_until <= work.now)
            .values(code=None, code_until=None)
        )
        work.commit()

"""Conversations in progress: every answer is kept, sealed, the moment it is given."""

from collections.abc import Iterable

from casedesk.domain.errors import NotFound
from casedesk.interview.answers import Answers
from casedesk.services import draft_records
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.services.revisions import append_revision
from casedesk.store.unit_of_work import UnitOfWork

__all__ = ["Draft", "current_draft", "open_draft", "save_answers"]


def open_draft(desk: Desk, conversation: str, face: str) -> Draft:
    """Return the conversation's open draft, beginning one if there is none."""
    desk.return_secrets.prepare()

    def act(work: UnitOfWork) -> Draft | None:
        draft_records.begin(work, conversation, face)
        return draft_records.find(desk, work.connection, conversation)

    draft = desk.together.run(act)
    if draft is None:  # pragma: no cover - the row was written two lines above
        raise NotFound("the draft that was just opened is gone")
    return draft


def current_draft(desk: Desk, conversation: str) -> Draft | None:
    """Return the conversation's open draft, else the last one it filed, else None."""
    with desk.reading() as work:
        return draft_records.find(desk, work.connection, conversation)


def save_answers(desk: Desk, draft_id: str, changed: Answers, cleared: Iterable[str] = ()) -> None:
    """Keep what one message changed; raise NotFound for a draft that is gone.

    After filing the same call appends a revision to the report and judges it again, so that a
    correction is never dropped.
    """
    gone = tuple(cleared)

    def act(work: UnitOfWork) -> None:
        before = draft_records.lock(desk, work, draft_id)
        draft_records.keep(desk, work, before, changed=changed, cleared=gone)
        if before.filed:
            append_revision(desk, work, before, changed=changed, cleared=gone)

    desk.together.run(act)

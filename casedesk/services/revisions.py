"""What a reporter adds or corrects after filing."""

from casedesk.interview.answers import Answers, values
from casedesk.services.case_opening import Revision, revise
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.store.unit_of_work import UnitOfWork


def append_revision(
    desk: Desk, work: UnitOfWork, filed: Draft, *, changed: Answers, cleared: tuple[str, ...]
) -> None:
    """Append what changed to the filed report; steps of the dialogue are not answers to it."""
    of_catalogue = {key: answer for key, answer in changed.items() if key in desk.catalogue}
    gone = tuple(key for key in cleared if key in desk.catalogue)
    if not (of_catalogue or gone) or filed.report_id is None:
        return
    kept = {key: answer for key, answer in filed.answers.items() if key not in gone}
    seen = values({**kept, **of_catalogue})
    revise(desk, work, filed.report_id, Revision("corrected", of_catalogue, seen, gone))

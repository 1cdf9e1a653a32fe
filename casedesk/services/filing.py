"""Filing: a draft becomes a report, a case and its clocks in one unit of work, or not at all.

The report's id is the draft's id, and a conversation has one open draft at most; so a repeated
submit finds the draft filed and returns the reference it already has.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.levels import Level
from casedesk.interview.answers import values
from casedesk.interview.engine import reachable
from casedesk.services import codes, draft_records
from casedesk.services.case_opening import Opened, Revision, open_case, revise
from casedesk.services.desk import Desk
from casedesk.services.draft_records import Draft
from casedesk.store.tables.cases import cases, clocks
from casedesk.store.tables.drafts import drafts
from casedesk.store.tables.reports import reports
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place, ReturnSecret

CODE_WINDOW = timedelta(minutes=15)
"""How long a repeated submit can show the return code again."""

_TRIES = 10

_CLAIM = (
    update(drafts)
    .where(drafts.c.id == bindparam("wanted"))
    .values(
        state="filed",
        report_id=bindparam("wanted"),
        touched_at=bindparam("now"),
        code=bindparam("sealed"),
        code_until=bindparam("until"),
    )
)


@dataclass(frozen=True)
class Receipt:
    """What the reporter is told. `code` is empty once the window for showing it is over.

    `see_by` is the instant (aware, UTC) by which the child is to be seen or spoken to.
    """

    reference: str
    code: str = field(repr=False)
    level: Level
    see_by: datetime
    repeated: bool


@dataclass(frozen=True)
class _Sending:
    """A conversation whose report is to be filed, and the secret for its return code."""

    conversation: str
    secret: ReturnSecret


def submit(desk: Desk, conversation: str) -> Receipt:
    """File the conversation's open draft, or return the receipt of the one it filed last.

    Raises NotFound when the conversation never had a draft.
    """
    for _ in range(_TRIES):
        receipt = _file(desk, conversation) or _receipt_again(desk, conversation)
        if receipt is not None:
            return receipt
    raise NotPossible("the report could not be filed; send again")


def _file(desk: Desk, conversation: str) -> Receipt | None:
    """Return the receipt, or None when there is nothing open to file, or a draw was taken."""
    # Outside the unit of work: making a secret takes long.
    secret = desk.return_secrets.take()
    # The reference or the code drawn may already be somebody else's.
    with suppress(IntegrityError):
        receipt = desk.together.share(_file_all, _Sending(conversation, secret))
        if receipt is None:
            desk.return_secrets.give_back(secret)
        return receipt
    return None


def _file_all(
    desk: Desk, work: UnitOfWork, sendings: Sequence[_Sending]
) -> Sequence[Receipt | None]:
    """File the open drafts of these conversations; the rows of all are written together."""
    waiting = draft_records.lock_open(desk, work, [one.conversation for one in sendings])
    # Popped: of those who send the same conversation at once, the first one files it.
    taken = [(waiting.pop(one.conversation, None), one.secret) for one in sendings]
    return [_file_one(desk, work, draft, secret) if draft else None for draft, secret in taken]


def _file_one(desk: Desk, work: UnitOfWork, draft: Draft, secret: ReturnSecret) -> Receipt:
    code = codes.new_code(secret)
    opened = _store(desk, work, draft)
    _claim(desk, work, draft, code)
    draft_records.keep_facts_only(desk, work, draft)
    codes.issue(work, draft.id, code, secret)
    return Receipt(opened.reference, code, opened.level, opened.see_by, repeated=False)


def _claim(desk: Desk, work: UnitOfWork, draft: Draft, code: str) -> None:
    """Take the draft, which this unit holds locked; nobody can file it again.

    The code is kept with it for a while, so that a repeated submit can show it again.
    """
    claimed = {
        "wanted": draft.id,
        "now": work.now,
        "sealed": desk.vault.seal_draft(_code_place(draft.id), code.encode()),
        "until": work.now + CODE_WINDOW,
    }
    work.add(_CLAIM, claimed)


def _store(desk: Desk, work: UnitOfWork, draft: Draft) -> Opened:
    answers = reachable(desk.catalogue, draft.answers)
    if draft.report_id is None:
        return open_case(desk, work, draft, answers, finished=True)
    # Staff already have it as unfinished: the reporter came back and sent it.
    work.connection.execute(
        update(reports).where(reports.c.id == draft.report_id).values(finished=True)
    )
    work.connection.execute(
        update(cases).where(cases.c.id == draft.report_id).values(unfinished=False)
    )
    revise(desk, work, draft.report_id, Revision("continued", answers, values(answers)))
    return _standing(work, draft.report_id)


def _receipt_again(desk: Desk, conversation: str) -> Receipt | None:
    """Return the receipt of what was filed last, or None when that is still open."""
    with desk.reading() as work:
        draft = draft_records.find(desk, work.connection, conversation)
        if draft is None:
            raise NotFound("this conversation has nothing to send")
        if not draft.filed:
            return None
        row = work.connection.execute(
            select(drafts.c.code, drafts.c.code_until).where(drafts.c.id == draft.id)
        ).one()
        shown = row.code is not None and work.now < row.code_until
        code = desk.vault.open_draft(_code_place(draft.id), row.code).decode() if shown else ""
        case = _standing(work, draft.report_id or draft.id)
    return Receipt(case.reference, code, case.level, case.see_by, repeated=True)


def _standing(work: UnitOfWork, case_id: str) -> Opened:
    """Return what the reporter is told about a case as it stands now."""
    case = work.connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one()
    see_by = work.connection.scalar(
        select(clocks.c.due_at)
        .where(clocks.c.case_id == case_id, clocks.c.kind == "child_seen")
        .order_by(clocks.c.due_at)
        .limit(1)
    )
    if see_by is None:  # pragma: no cover - every case starts with this clock; `check` says so
        raise NotFound("the case has no clock for seeing the child")
    return Opened(case["reference"], Level(case["level"]), see_by)


def _code_place(draft_id: str) -> Place:
    return Place("drafts", "code", (draft_id,))

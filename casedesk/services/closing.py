"""Closing a case, which takes two people and a record that says enough."""

from datetime import datetime

from sqlalchemy import func, select

from casedesk.domain.case import UNANSWERED
from casedesk.domain.closure import ClosureRecord, check_closure
from casedesk.domain.contact import Contact
from casedesk.services.acting import Act, Actor, acting
from casedesk.services.desk import Desk
from casedesk.services.reporter_requests import undecided
from casedesk.store.tables.cases import clocks, contacts, referrals, sign_offs


def close(desk: Desk, reference: str, *, by: Actor) -> None:
    """Close a case whose closure somebody else asked for.

    Raises NotPossible naming everything that is missing, NotPermitted for who is no supervisor.
    """
    with acting(desk, reference, by) as act:
        act.need_supervisor()
        check_closure(record_of(act))
        act.move("close")


def record_of(act: Act) -> ClosureRecord:
    """Return what the case's record says about closing it, if this person agreed now."""
    case = act.case
    return ClosureRecord(
        contacts=_contacts(act),
        asked_by=case["closure_asked_by"] or "",
        attempts_agreed_by=_attempts_agreed_by(act),
        referral_answered=case["referral_answer"] is not None,
        referrals_open=_referrals_open(act),
        requests_open=undecided(act.work, act.case_id),
        device_decided=case["device_decision"] is not None,
        agreed_by=act.by.name if act.by.supervisor else None,
        since=_wanted_since(act),
    )


def _contacts(act: Act) -> tuple[Contact, ...]:
    rows = act.work.connection.execute(
        select(contacts.c.happened_at, contacts.c.who, contacts.c.method, contacts.c.reached).where(
            contacts.c.case_id == act.case_id
        )
    )
    return tuple(Contact(*row) for row in rows)


def _wanted_since(act: Act) -> datetime | None:
    """Return when the newest clock for seeing the child started."""
    newest = select(func.max(clocks.c.started_at)).where(
        clocks.c.case_id == act.case_id, clocks.c.kind == "child_seen"
    )
    since: datetime | None = act.work.connection.scalar(newest)
    return since


def _attempts_agreed_by(act: Act) -> str | None:
    newest = (
        select(sign_offs.c.actor, sign_offs.c.agreed)
        .where(sign_offs.c.case_id == act.case_id, sign_offs.c.subject == "attempts")
        .order_by(sign_offs.c.at.desc())
        .limit(1)
    )
    row = act.work.connection.execute(newest).first()
    return row.actor if row and row.agreed else None


def _referrals_open(act: Act) -> int:
    count = select(func.count()).where(
        referrals.c.case_id == act.case_id, referrals.c.state.in_(UNANSWERED)
    )
    return act.work.connection.scalar(count) or 0

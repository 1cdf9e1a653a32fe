"""What leaves the desk: one case as a referral pack, and lists that take two people.

The pack's JSON has `format` "firstday.referral-pack/1"; instants are ISO 8601 in UTC. Every pack
and every list is in the ledger, with the reason in the timeline or beside the request.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.interview.questions import Catalogue
from casedesk.services import cases, ledger, timeline
from casedesk.services.acting import Actor, acting, need_reason
from casedesk.services.cases import Case
from casedesk.services.desk import Desk
from casedesk.services.timeline import open_note, seal_note
from casedesk.store.tables.staff import exports
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place

FORMAT = "firstday.referral-pack/1"
GOOD_FOR = timedelta(hours=24)
"""How long a list that was agreed to may be taken."""

KINDS = ("open_cases",)


def case_pack(desk: Desk, reference: str, *, by: Actor, reason: str, recipient: str) -> Case:
    """Record that a case leaves the desk, for whom and why; return it opened."""
    with acting(desk, reference, by) as act:
        reason = need_reason(reason, "an export")
        recipient = need_reason(recipient, "who receives it")
        said = f"For {recipient}: {reason}"
        timeline.note(desk, act.work, act.case_id, "exported", actor=by.name, words=said)
    return cases.open_case_file(desk, reference, actor=by.name)


def as_json(case: Case, catalogue: Catalogue) -> dict[str, Any]:
    """Return the pack as JSON can carry it; field names are this format's own and stay."""
    return {
        "format": FORMAT,
        "reference": case.reference,
        "received_at": case.facts["received_at"].isoformat(),
        "level": str(case.level),
        "unfinished": case.facts["unfinished"],
        "reasons": [
            {name: one[name] for name in ("rule", "text", "heading", "level")}
            for one in case.verdict["reasons"]
        ],
        "missing": list(case.verdict["missing"]),
        "answers": [
            {
                "question": question.id,
                "asked": question.wording.young_person,
                "label": question.label,
                "status": case.answers[question.id].status,
                "value": case.answers[question.id].value,
                "words": case.answers[question.id].words,
                "provenance": case.answers[question.id].provenance,
            }
            for question in catalogue.questions
            if question.id in case.answers
        ],
        "contacts": [
            _plain(one, "happened_at", "who", "method", "reached") for one in case.contacts
        ],
        "actions": [_plain(one, "done_at", "kind", "note") for one in case.actions],
        "referrals": [
            _plain(one, "agency", "state", "sent_at", "acknowledged_at", "decided_at")
            for one in case.referrals
        ],
        "child_seen_at": _iso(case.facts["child_seen_at"]),
        "device_decision": case.facts["device_decision"],
        "device_reason": case.facts["device_reason"],
    }


def _plain(one: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _iso(one[name]) for name in names}


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Request:
    """A list somebody asked for. Instants aware UTC; the reason is opened."""

    id: str
    kind: str
    asked_by: str
    asked_at: datetime
    agreed_by: str | None
    agreed_at: datetime | None
    taken_at: datetime | None
    reason: str = field(repr=False)


def ask(desk: Desk, kind: str, *, by: Actor, reason: str) -> str:
    """Ask for a list; nothing leaves before another supervisor agrees. Return the request's id."""
    if kind not in KINDS:
        raise NotPossible(f"a list is one of {', '.join(KINDS)}")
    reason = need_reason(reason, "an export")
    new = uuid.uuid4().hex
    with desk.work() as work:
        row = {"id": new, "kind": kind, "asked_by": by.name, "asked_at": work.now}
        sealed = seal_note(desk, _place(new), reason)
        work.connection.execute(insert(exports).values(**row, reason=sealed))
        ledger.append(desk, work, actor=by.name, act="export_asked", subject=f"export:{new}")
        work.commit()
    return new


def agree(desk: Desk, export_id: str, *, by: Actor) -> None:
    """Agree, as the second person. Raises NotPermitted for who asked, NotPossible if too late."""
    with desk.work() as work:
        row = _row(work, export_id)
        if row["asked_by"] == by.name:
            raise NotPermitted("a list takes a second person")
        if row["agreed_at"] is not None:
            raise NotPossible("this was agreed to already")
        this = exports.c.id == export_id
        agreed = {"agreed_by": by.name, "agreed_at": work.now}
        work.connection.execute(update(exports).where(this).values(**agreed))
        ledger.append(desk, work, actor=by.name, act="export_agreed", subject=f"export:{export_id}")
        work.commit()


def take(desk: Desk, export_id: str, *, by: Actor) -> None:
    """Record that who asked takes the list now: once, and within a day of the agreement."""
    with desk.work() as work:
        row = _row(work, export_id)
        if row["asked_by"] != by.name:
            raise NotPermitted("only who asked for a list takes it")
        if row["agreed_at"] is None:
            raise NotPossible("another supervisor has to agree first")
        if row["taken_at"] is not None or work.now - row["agreed_at"] > GOOD_FOR:
            raise NotPossible("this list was taken already or its day is over; ask again")
        this = exports.c.id == export_id
        work.connection.execute(update(exports).where(this).values(taken_at=work.now))
        ledger.append(desk, work, actor=by.name, act="export_taken", subject=f"export:{export_id}")
        work.commit()


def requests(desk: Desk, limit: int = 50) -> tuple[Request, ...]:
    """Return the newest requests with their reasons."""
    with desk.reading() as work:
        rows = work.connection.execute(
            select(exports).order_by(exports.c.asked_at.desc()).limit(limit)
        ).mappings()
        return tuple(
            Request(**{**row, "reason": open_note(desk, _place(row["id"]), row["reason"])})
            for row in rows
        )


def _row(work: UnitOfWork, export_id: str) -> RowMapping:
    wanted = select(exports).where(exports.c.id == export_id)
    row = work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("there is no such export")
    return row


def _place(export_id: str) -> Place:
    return Place("exports", "reason", (export_id,))

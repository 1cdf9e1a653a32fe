"""Who may see and act on a case, who is looking at it now, and the record of opening its words."""

import re
from collections.abc import Collection

from sqlalchemy import RowMapping, select

from casedesk.domain.case import DUTY_TEAM
from casedesk.domain.errors import NotFound, NotPermitted
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.services.queue_views import HERE, visible_to
from casedesk.services.staff import Person
from casedesk.store.tables.cases import cases
from casedesk.store.tables.staff import presence, staff
from casedesk.store.upsert import upsert

REFERENCE = re.compile(r"[A-Za-z0-9-]{1,16}")
"""What a reference can look like; the rest is not asked of the database at all."""

ACTING = frozenset({"caseworker", "supervisor"})


def check_visible(desk: Desk, person: Person, reference: str) -> RowMapping:
    """Return the case's row; raise NotFound alike when there is none and when it is not theirs."""
    if not REFERENCE.fullmatch(reference):
        raise NotFound("there is no such case")
    with desk.reading() as work:
        wanted = select(cases).where(cases.c.reference == reference.upper(), *visible_to(person))
        row = work.connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("there is no such case")
    return row


def visible_among(desk: Desk, person: Person, references: Collection[str]) -> frozenset[str]:
    """Return which of these cases this person may see."""
    wanted = cases.c.reference.in_(references), *visible_to(person)
    with desk.reading() as work:
        return frozenset(work.connection.scalars(select(cases.c.reference).where(*wanted)))


def check_own(desk: Desk, person: Person, reference: str) -> RowMapping:
    """Return the case's row for whoever may act on it: see `may_act`.

    Raises NotFound as `check_visible` does, NotPermitted when it is another's case.
    """
    row = check_visible(desk, person, reference)
    if not may_act(person, row["owner"]):
        raise NotPermitted("take the case before you act on it")
    return row


def may_act(person: Person, owner: str | None) -> bool:
    """Tell whether somebody may act on a case of this owner; the duty team's is anybody's."""
    if person.role == "supervisor":
        return True
    return person.role in ACTING and owner in {person.username, DUTY_TEAM}


def record_opened_words(desk: Desk, case_id: str, *, actor: str) -> None:
    """Write into the ledger that a reporter's own words were shown."""
    with desk.work() as work:
        ledger.append(desk, work, actor=actor, act="words_opened", subject=f"case:{case_id}")
        work.commit()


def look_in(desk: Desk, case_id: str, person: Person) -> tuple[str, ...]:
    """Note that somebody has the case open; return the names of the others who have it open."""
    with desk.work() as work:
        row = {"case_id": case_id, "username": person.username, "at": work.now}
        upsert(work.connection, presence, [row])
        others = (
            select(staff.c.name)
            .join(presence, presence.c.username == staff.c.username)
            .where(presence.c.case_id == case_id, presence.c.at > work.now - HERE)
            .where(presence.c.username != person.username)
            .order_by(staff.c.name)
        )
        names = tuple(work.connection.scalars(others))
        work.commit()
    return names

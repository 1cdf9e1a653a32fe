"""Looking for cases by a suspect's identifier: what is typed is hashed, that it was asked is kept.

Names and handles stand nowhere in clear, so a search finds what matches exactly once brought into
one form, never a part of it. Each search is an entry in the ledger with a keyed digest of what was
looked for: it can be shown later that somebody looked for that, and for nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casedesk.domain.errors import NotPossible
from casedesk.domain.identifiers import KINDS, terms
from casedesk.domain.levels import Level
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.services.queue_views import visible_to
from casedesk.services.staff import Person
from casedesk.store.tables.cases import cases
from casedesk.store.tables.reports import identifiers

MOST = 50


@dataclass(frozen=True)
class Found:
    """One case that names it: by which kinds, and where the case stands; instants are aware UTC."""

    reference: str
    level: Level
    state: str
    owner: str
    received_at: datetime
    kinds: tuple[str, ...]


def by_identifier(desk: Desk, person: Person, text: str) -> tuple[Found, ...]:
    """Return the cases this person may see that name it, newest first, fifty at most.

    Raises NotPossible for a text that says nothing, such as "unknown".
    """
    digests = sorted(set(_digests(desk, text)))
    if not digests:
        raise NotPossible("that is too little to look for; give a whole name, number or address")
    with desk.work() as work:
        rows = work.connection.execute(
            select(cases, identifiers.c.kind)
            .join(identifiers, identifiers.c.report_id == cases.c.id)
            .where(identifiers.c.digest.in_(digests), *visible_to(person))
            .order_by(cases.c.received_at.desc(), cases.c.reference, identifiers.c.kind)
            .limit(MOST * len(KINDS))
        ).mappings()
        kinds: dict[str, list[str]] = {}
        by_reference = {}
        for row in rows:
            kinds.setdefault(row["reference"], []).append(row["kind"])
            by_reference[row["reference"]] = row
        looked = {"for": [one.hex() for one in digests], "found": len(by_reference)}
        ledger.append(
            desk, work, actor=person.username, act="searched", subject="search", details=looked
        )
        work.commit()
    found = [
        Found(
            reference,
            Level(row["level"]),
            row["state"],
            row["owner"],
            row["received_at"],
            tuple(dict.fromkeys(kinds[reference])),
        )
        for reference, row in by_reference.items()
    ]
    return tuple(found[:MOST])


def _digests(desk: Desk, text: str) -> Iterator[bytes]:
    # Whoever searches need not say what it is: a name can be a handle, a number a bank account.
    for kind in KINDS:
        for term in terms(kind, "", text):
            yield desk.vault.match(term.kind, term.text)

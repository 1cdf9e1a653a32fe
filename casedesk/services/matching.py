"""Identifiers of suspects, kept so that equal ones meet and none can be read back.

Cases that share one are linked, and strongly linked ones form a series.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update

from casedesk.domain.identifiers import Term, terms
from casedesk.domain.series import LinkStrength, explanation, link_strength, place
from casedesk.interview.answers import Answers
from casedesk.services import timeline
from casedesk.services.desk import Desk
from casedesk.store.ids import new_id
from casedesk.store.tables.cases import cases, series, series_links
from casedesk.store.tables.reports import identifiers
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent, upsert

QUESTION = "suspect_identifiers"

_MOST_LINKS = 10
"""A handle named in a thousand reports makes one series; each report need not link to all."""


def remember(desk: Desk, work: UnitOfWork, report_id: str, answers: Answers) -> None:
    """Keep the keyed hashes of the identifiers in these answers and link cases that share one."""
    named = tuple(_named(answers))
    if not named:
        return
    for term in named:
        row = {
            "report_id": report_id,
            "digest": desk.vault.match(term.kind, term.text),
            "kind": term.kind,
            "platform": term.platform,
            "at": work.now,
        }
        insert_if_absent(work.connection, identifiers, row)
    _link(desk, work, report_id)


def _named(answers: Answers) -> Iterable[Term]:
    answer = answers.get(QUESTION)
    said = answer.value if answer else None
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict):
            yield from terms(*(str(one.get(key, "")) for key in ("kind", "platform", "value")))


def _link(desk: Desk, work: UnitOfWork, case_id: str) -> None:
    shared = _shared(work, case_id)
    links = {other: link_strength({kind for kind, _ in pairs}) for other, pairs in shared.items()}
    fresh = [
        other
        for other, strength in links.items()
        if strength and _write_link(work, case_id, other, strength=strength, shared=shared[other])
    ]
    strong = [other for other, strength in links.items() if strength == "strong"]
    if strong:
        _join(work, case_id, strong)
    if fresh:
        pairs = [pair for other in fresh for pair in shared[other]]
        facts = {"others": len(fresh), "strong": len(strong), "why": explanation(pairs)}
        timeline.note(desk, work, case_id, "linked", actor="rules", facts=facts)


def _shared(work: UnitOfWork, case_id: str) -> dict[str, list[tuple[str, str]]]:
    """Return (kind, platform) of every term each other case shares with this one."""
    mine = select(identifiers.c.digest).where(identifiers.c.report_id == case_id)
    rows = work.connection.execute(
        select(identifiers.c.report_id, identifiers.c.kind, identifiers.c.platform)
        .where(identifiers.c.digest.in_(mine), identifiers.c.report_id != case_id)
        .order_by(identifiers.c.at.desc())
        .limit(4 * _MOST_LINKS)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for other, kind, platform in rows:
        found.setdefault(other, []).append((kind, platform))
    return dict(sorted(list(found.items())[:_MOST_LINKS]))


def _write_link(
    work: UnitOfWork,
    case_id: str,
    other: str,
    *,
    strength: LinkStrength,
    shared: list[tuple[str, str]],
) -> bool:
    """Write the link once, under the smaller id; return whether it is new or now says more."""
    one, two = sorted((case_id, other))
    row = {
        "case_id": one,
        "other_id": two,
        "at": work.now,
        "strength": strength,
        "shared": sorted(map(list, set(shared))),
    }
    known = work.connection.scalar(
        select(series_links.c.shared).where(
            series_links.c.case_id == one, series_links.c.other_id == two
        )
    )
    upsert(work.connection, series_links, [row])
    return known != row["shared"]


def _join(work: UnitOfWork, case_id: str, others: list[str]) -> None:
    """Put the case and those strongly linked with it into one series, the oldest there is."""
    together = [case_id, *others]
    # Locked in one order, so that two reports of one suspect cannot wait for each other.
    locked = select(cases.c.id).where(cases.c.id.in_(together)).order_by(cases.c.id)
    work.connection.execute(locked.with_for_update(key_share=True))
    rows = work.connection.execute(
        select(cases.c.series_id, series.c.made_at)
        .join(series, series.c.id == cases.c.series_id)
        .where(cases.c.id.in_(together))
    )
    made: dict[str, datetime] = {row.series_id: row.made_at for row in rows}
    placement = place(made.keys(), made)
    chosen = placement.series or _new_series(work)
    for merged in placement.merged:
        work.connection.execute(
            update(cases).where(cases.c.series_id == merged).values(series_id=chosen)
        )
        work.connection.execute(
            update(series).where(series.c.id == merged).values(merged_into=chosen)
        )
    work.connection.execute(update(cases).where(cases.c.id.in_(together)).values(series_id=chosen))


def _new_series(work: UnitOfWork) -> str:
    new = new_id(work.now)
    work.connection.execute(insert(series).values(id=new, made_at=work.now))
    return new

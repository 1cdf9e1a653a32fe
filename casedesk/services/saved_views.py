"""Views of the queue somebody saved under a name of their own: filters, never what was typed."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select

from casedesk.domain.errors import NotPossible
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store.tables.staff import saved_views
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import upsert

ASKS = frozenset({"view", "level", "owner", "state", "label"})
MOST = 20
LONGEST_NAME = 40


def save(desk: Desk, username: str, name: str, asks: Mapping[str, str]) -> None:
    """Keep these filters under a name, in place of what had it before; raise NotPossible."""
    name = " ".join(name.split())
    kept = {key: value for key, value in asks.items() if key in ASKS and value}
    if not name or len(name) > LONGEST_NAME:
        raise NotPossible(f"a view needs a name of 1 to {LONGEST_NAME} characters")
    if set(kept) <= {"view"}:
        raise NotPossible("choose a filter first: the views above need no saving")
    with desk.work() as work:
        mine = saved_views.c.username == username
        counted = select(func.count()).where(mine, saved_views.c.name != name)
        if (work.connection.scalar(counted) or 0) >= MOST:
            raise NotPossible(f"{MOST} views are saved already; forget one first")
        row = {"username": username, "name": name, "at": work.now, "asks": kept}
        upsert(work.connection, saved_views, [row])
        _write_down(desk, work, username)
        work.commit()


def mine(desk: Desk, username: str) -> dict[str, dict[str, str]]:
    """Return the filters of each view somebody saved, by name."""
    wanted = select(saved_views.c.name, saved_views.c.asks).where(
        saved_views.c.username == username
    )
    with desk.reading() as work:
        rows = work.connection.execute(wanted.order_by(saved_views.c.name)).all()
    return {row.name: row.asks for row in rows}


def forget(desk: Desk, username: str, name: str) -> None:
    """Forget a view; one that is not there is forgotten already."""
    with desk.work() as work:
        named = saved_views.c.username == username, saved_views.c.name == name
        work.connection.execute(delete(saved_views).where(*named))
        _write_down(desk, work, username)
        work.commit()


def _write_down(desk: Desk, work: UnitOfWork, username: str) -> None:
    ledger.append(desk, work, actor=username, act="view_saved", subject=f"staff:{username}")

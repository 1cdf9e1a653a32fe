"""How staff act on a case: one unit of work with the case's row locked, and a ledger entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import RowMapping, select, update

from casedesk.domain.case import DUTY_TEAM
from casedesk.domain.clocks import CaseEvent
from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.services import clockwork, lifecycle
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import cases
from casedesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Actor:
    """Who acts: a username, and whether they may do what only supervisors do."""

    name: str
    supervisor: bool = False


@dataclass(frozen=True)
class Act:
    """A case while somebody acts on it: `case` is its row as it was when the act began."""

    desk: Desk
    work: UnitOfWork
    case: RowMapping
    by: Actor

    @property
    def case_id(self) -> str:
        """Return the case's id."""
        return str(self.case["id"])

    def happened(self, event: CaseEvent, subject: str | None = None) -> None:
        """Stop the clocks that this event stops."""
        clockwork.happened(self.work, self.case_id, event, subject)

    def move(self, name: str, reason: str = "") -> str:
        """Make a move of the case; return its new state."""
        return lifecycle.move(
            self.desk,
            self.work,
            self.case,
            name,
            actor=self.by.name,
            supervisor=self.by.supervisor,
            reason=reason,
        )

    def take_up(self) -> None:
        """Make whoever works on a case that waits its owner, and the case active."""
        case = self.case
        if case["state"] == "received":
            set_owner(self.work, self.case_id, self.by.name)
            self.move("assign")
            case = lifecycle.by_id(self.work, self.case_id)
        if case["state"] == "assigned":
            lifecycle.move(self.desk, self.work, case, "start", actor=self.by.name)

    def need_supervisor(self) -> None:
        """Raise NotPermitted unless a supervisor acts."""
        if not self.by.supervisor:
            raise NotPermitted("this is for a supervisor")


@contextmanager
def acting(desk: Desk, reference: str, by: Actor) -> Iterator[Act]:
    """Lock the case, let the act happen, set what is due next, and commit; raise NotFound."""
    with desk.work() as work:
        wanted = (
            select(cases)
            .where(cases.c.reference == reference.strip().upper())
            .with_for_update(key_share=True)
        )
        row = work.connection.execute(wanted).mappings().first()
        if row is None:
            raise NotFound("there is no such case")
        yield Act(desk, work, row, by)
        clockwork.refresh(desk, work, row["id"])
        work.commit()


def need_reason(reason: str, what: str) -> str:
    """Return the reason without its outer spaces; raise NotPossible when there is none."""
    if not reason.strip():
        raise NotPossible(f"{what} needs a written reason")
    return reason.strip()


def need_live(act: Act) -> None:
    """Raise NotPossible for a closed case: what happens after closing begins with reopening."""
    if act.case["closed_at"] is not None:
        raise NotPossible("the case is closed; reopen it first")


def set_owner(work: UnitOfWork, case_id: str, owner: str) -> None:
    """Make somebody, or the duty team, the owner of a case."""
    work.connection.execute(
        update(cases).where(cases.c.id == case_id).values(owner=owner or DUTY_TEAM)
    )

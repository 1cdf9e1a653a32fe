"""What every service function is handed first: the settings, the data files and the keys."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine

from casedesk.clock import Clock, SystemClock
from casedesk.domain.triage import RuleBook
from casedesk.interview.catalogue import Catalogue, load_catalogue
from casedesk.rulebook import load_rulebook
from casedesk.settings import Role, Settings
from casedesk.store.ahead import Ahead
from casedesk.store.engine import make_engine
from casedesk.store.group_commit import GroupCommit
from casedesk.store.keys import load_vault
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import ReturnSecret, Vault


@dataclass(frozen=True)
class Desk:
    """The desk as one process sees it. Built once by `open_desk`, never changed."""

    settings: Settings
    engine: Engine
    clock: Clock
    catalogue: Catalogue
    rulebook: RuleBook
    vault: Vault

    def work(self) -> UnitOfWork:
        """Return a unit of work that may write."""
        return UnitOfWork(self.engine, self.clock)

    def reading(self) -> UnitOfWork:
        """Return a unit of work that only reads, and holds up no writer."""
        return UnitOfWork(self.engine, self.clock, reading=True)

    @cached_property
    def together(self) -> "GroupCommit[Desk]":
        """Units of work that share their commit with whoever else waits at the moment."""
        return GroupCommit(self)

    @cached_property
    def return_secrets(self) -> Ahead[ReturnSecret]:
        """Secrets of return codes, hashed slowly while their reporters still answer questions."""
        return Ahead(self.vault.new_return_secret)


def open_desk(settings: Settings, role: Role | None = None, clock: Clock | None = None) -> Desk:
    """Read the data files and keys and prepare the engine; opens no connection yet.

    Raises DataError or SettingsError listing everything that is wrong. `role`, if given, must be
    the one the settings were loaded for.
    """
    if role is not None and role != settings.role:
        raise ValueError(f"the settings were loaded for {settings.role}, not for {role}")
    return Desk(
        settings=settings,
        engine=make_engine(settings.database_url),
        clock=clock or SystemClock(),
        catalogue=load_catalogue(),
        rulebook=load_rulebook(),
        vault=load_vault(settings),
    )

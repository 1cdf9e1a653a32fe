"""Every table of the desk's database, by subject; importing this package knows them all."""

from casedesk.store.tables import cases, drafts, operations, reports, staff
from casedesk.store.tables.base import metadata

__all__ = ["cases", "drafts", "metadata", "operations", "reports", "staff"]

"""`migrate`: bring the database to the schema this version needs."""

from argparse import Namespace

from casedesk.commands.frame import OK, Command, Out
from casedesk.settings import load_settings
from casedesk.store.engine import make_engine
from casedesk.store.migrate import migrate, pending


def run(arguments: Namespace, out: Out) -> int:
    """Apply every pending migration, oldest first."""
    del arguments
    engine = make_engine(load_settings().database_url)
    waiting = pending(engine)
    with out.progress("migrating", len(waiting)) as step:

        def tell(title: str) -> None:
            out.notes.print(f"migrating: {title}", markup=False)
            step()

        applied = migrate(engine, tell)
    engine.dispose()
    out.say(f"{applied} migration(s) applied" if applied else "the database is up to date")
    out.result({"applied": [revision for revision, _ in waiting]})
    return OK


COMMAND = Command("migrate", "bring the database up to date", run)

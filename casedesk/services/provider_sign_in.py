"""Signing in with an identity that another organisation vouches for, in place of the password.

An account must exist; nobody gets one by having an identity. The first sign-in ties the account
to the provider's own unchanging name for the person (OpenID Connect Core, section 5.7: issuer and
subject together; never the username, which may pass to somebody else). `staff reset` unties them.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, Row, select, update

from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.services.sessions import Stage, open_session
from casedesk.services.sign_in import Refused
from casedesk.store.tables.staff import staff
from casedesk.store.unit_of_work import UnitOfWork


def begin(desk: Desk, identity: tuple[str, str], username: str) -> tuple[str, Stage]:
    """Return a new session id (raw) and the stage it is at: the authenticator, still.

    `identity` is issuer and subject. Raises Refused for everybody who has no open account here.
    """
    known_as = hashlib.sha256("\n".join(identity).encode()).hexdigest()
    with UnitOfWork(desk.engine, desk.clock) as work:
        row = _account(work.connection, known_as, username)
        if row is None or not row.active:
            _record(desk, work, "unknown", "provider_refused")
            work.commit()
            raise Refused
        if row.identity is None:
            this = staff.c.id == row.id
            work.connection.execute(update(staff).where(this).values(identity=known_as))
            _record(desk, work, row.username, "provider_tied")
        _record(desk, work, row.username, "provider_vouched")
        stage: Stage = "code" if row.totp else "enrol"
        session_id = open_session(work, row.id, stage)
        work.commit()
    return session_id, stage


def _account(connection: Connection, known_as: str, username: str) -> Row[Any] | None:
    tied = connection.execute(select(staff).where(staff.c.identity == known_as)).one_or_none()
    if tied is not None:
        return tied
    name = username.strip().lower()
    free = select(staff).where(staff.c.username == name, staff.c.identity.is_(None))
    return connection.execute(free).one_or_none()


def _record(desk: Desk, work: UnitOfWork, username: str, act: str) -> None:
    ledger.append(desk, work, actor=username, act=act, subject=f"staff:{username}")

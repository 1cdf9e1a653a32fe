"""Signing in: password, then authenticator; what each step checks and leaves behind."""

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from casedesk.domain.errors import FirstdayError, NotPossible
from casedesk.services import credentials, ledger
from casedesk.services.attempts import count_attempt, forgive, place_of, remember
from casedesk.services.desk import Desk
from casedesk.services.sessions import Session, Stage, open_session
from casedesk.services.staff import Person, end_sessions
from casedesk.store.tables.staff import recovery_codes, staff, staff_sessions
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import Place


class Refused(FirstdayError):  # noqa: N818 - reads as what happened
    """Sign-in failed. One message for every reason: which part was wrong helps only a guesser."""

    def __init__(self) -> None:
        super().__init__("That did not match. Check your username and password and try again.")


def begin(desk: Desk, username: str, password: str, address: str) -> tuple[str, Stage]:
    """Check a password and return a new session id (256 bits, raw) and the stage it is at.

    Raises SlowDown or Refused; both after the same work, whether or not the account exists.
    """
    row = count_attempt(desk, username, address, "password_tried")
    right = credentials.password_matches(row.password if row else None, password)
    if row is None or not right or not row.active:
        raise Refused
    renewed = credentials.needs_rehash(row.password)
    fresh = credentials.hash_password(password) if renewed else row.password
    with UnitOfWork(desk.engine, desk.clock) as work:
        work.connection.execute(update(staff).where(staff.c.id == row.id).values(password=fresh))
        stage = _stage_after_password(row)
        session_id = open_session(work, row.id, stage)
        forgive(desk, work, row.username, address)
        work.commit()
    return session_id, stage


def choose_password(desk: Desk, session: Session, password: str) -> tuple[str, Stage]:
    """Replace a one-time password; return the next session. Raises NotPossible saying why not."""
    problem = credentials.password_problem(password, session.person.username)
    row = _account(desk, session.person.id)
    if problem is None and credentials.password_matches(row.password, password):
        problem = "Choose another password than the one you were given."
    if problem is not None:
        raise NotPossible(problem)
    hashed = credentials.hash_password(password)
    with UnitOfWork(desk.engine, desk.clock) as work:
        changed = {"password": hashed, "must_change": False}
        work.connection.execute(update(staff).where(staff.c.id == row.id).values(**changed))
        end_sessions(work.connection, row.id, work.now)
        stage: Stage = "code" if row.totp else "enrol"
        session_id = open_session(work, row.id, stage)
        _record(desk, work, row.username, "password_changed")
        work.commit()
    return session_id, stage


def pending_secret(desk: Desk, session: Session) -> str:
    """Return the authenticator secret being enrolled, made at the first asking."""
    place = Place("staff_sessions", "pending", (session.id_hash,))
    with UnitOfWork(desk.engine, desk.clock) as work:
        mine = staff_sessions.c.id_hash == session.id_hash
        sealed = work.connection.scalar(select(staff_sessions.c.pending).where(mine))
        if sealed is not None:
            return desk.vault.open(place, sealed).decode()
        secret = credentials.new_totp_secret()
        pending = desk.vault.seal(place, secret.encode())
        work.connection.execute(update(staff_sessions).where(mine).values(pending=pending))
        work.commit()
    return secret


def enrol(desk: Desk, session: Session, code: str, address: str) -> tuple[str, tuple[str, ...]]:
    """Confirm the new authenticator with a code; return the signed-in session and recovery codes.

    Raises Refused when the code does not fit. The recovery codes are shown once and kept hashed.
    """
    secret = pending_secret(desk, session)
    step = credentials.code_step(secret, code, desk.clock.now(), 0)
    if step is None:
        raise Refused
    sealed = desk.vault.seal(_totp_place(session.person.id), secret.encode())
    with UnitOfWork(desk.engine, desk.clock) as work:
        held = {"totp": sealed, "last_step": step}
        this = staff.c.id == session.person.id
        work.connection.execute(update(staff).where(this).values(**held))
        codes = _fresh_recovery_codes(work.connection, session.person.id)
        _record(desk, work, session.person.username, "authenticator_enrolled")
        session_id = _sign_in(desk, work, session, address)
        work.commit()
    return session_id, codes


def confirm(desk: Desk, session: Session, code: str, address: str) -> str:
    """Check an authenticator or recovery code; return the id of the signed-in session.

    Raises SlowDown or Refused.
    """
    count_attempt(desk, session.person.username, address, "code_tried")
    with UnitOfWork(desk.engine, desk.clock) as work:
        # Read inside the write transaction: two requests with one code race for it here.
        row = work.connection.execute(select(staff).where(staff.c.id == session.person.id)).one()
        if not (_use_code(desk, work, row, code) or _use_recovery_code(desk, work, row, code)):
            raise Refused
        forgive(desk, work, row.username, address)
        session_id = _sign_in(desk, work, session, address)
        work.commit()
    return session_id


def renew_recovery_codes(desk: Desk, session: Session) -> tuple[str, ...]:
    """Replace a person's recovery codes; the old ones stop working at once."""
    with UnitOfWork(desk.engine, desk.clock) as work:
        codes = _fresh_recovery_codes(work.connection, session.person.id)
        _record(desk, work, session.person.username, "recovery_codes_renewed")
        work.commit()
    return codes


def _stage_after_password(row: Row[Any]) -> Stage:
    if row.must_change:
        return "password"
    return "code" if row.totp else "enrol"


def _sign_in(desk: Desk, work: UnitOfWork, session: Session, address: str) -> str:
    """Replace the half-way session by a signed-in one with a new id."""
    this = staff_sessions.c.id_hash == session.id_hash
    work.connection.execute(
        update(staff_sessions).where(this).values(ended_at=work.now, pending=None)
    )
    person = session.person
    seen = update(staff).where(staff.c.id == person.id).values(last_seen=work.now)
    work.connection.execute(seen)
    remember(work, person.username, place_of(desk, address), succeeded=True)
    _record(desk, work, person.username, "signed_in")
    return open_session(work, person.id, "in")


def _use_code(desk: Desk, work: UnitOfWork, row: Row[Any], code: str) -> bool:
    if row.totp is None:
        return False
    secret = desk.vault.open(_totp_place(row.id), row.totp).decode()
    step = credentials.code_step(secret, code, work.now, row.last_step)
    if step is None:
        return False
    work.connection.execute(update(staff).where(staff.c.id == row.id).values(last_step=step))
    return True


def _use_recovery_code(desk: Desk, work: UnitOfWork, row: Row[Any], code: str) -> bool:
    used = work.connection.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.staff == row.id,
            recovery_codes.c.code_hash == credentials.recovery_hash(code),
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=work.now)
    )
    if used.rowcount != 1:
        return False
    _record(desk, work, row.username, "recovery_code_used")
    return True


def _fresh_recovery_codes(connection: Connection, staff_id: str) -> tuple[str, ...]:
    codes = credentials.new_recovery_codes()
    connection.execute(delete(recovery_codes).where(recovery_codes.c.staff == staff_id))
    rows = [{"staff": staff_id, "code_hash": credentials.recovery_hash(code)} for code in codes]
    connection.execute(insert(recovery_codes), rows)
    return codes


def recovery_codes_left(desk: Desk, person: Person) -> int:
    """Return how many unused recovery codes a person has."""
    with UnitOfWork(desk.engine, desk.clock, reading=True) as work:
        unused = recovery_codes.c.staff == person.id, recovery_codes.c.used_at.is_(None)
        return work.connection.scalar(select(func.count()).where(*unused)) or 0


def _account(desk: Desk, staff_id: str) -> Row[Any]:
    with UnitOfWork(desk.engine, desk.clock, reading=True) as work:
        return work.connection.execute(select(staff).where(staff.c.id == staff_id)).one()


def _totp_place(staff_id: str) -> Place:
    return Place("staff", "totp", (staff_id,))


def _record(desk: Desk, work: UnitOfWork, username: str, act: str) -> None:
    ledger.append(desk, work, actor=username, act=act, subject=f"staff:{username}")

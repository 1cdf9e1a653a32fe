"""Return codes: sixteen digits with which a reporter comes back without an account.

The first seven digits find the record, the last nine are a secret of which only a slow, peppered
hash is kept. The same slow run makes the key that staff messages to the reporter are sealed to.
"""

import hmac
import os
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, select

from casedesk.services.desk import Desk
from casedesk.store.tables.reports import codes
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.vault import RETURN_SECRET_DIGITS, ReturnKey, ReturnSecret, random_digits

_LOCATOR = 7


@dataclass(frozen=True)
class Unlocked:
    """What a right code opens."""

    report_id: str
    key: ReturnKey


def new_code(new: ReturnSecret) -> str:
    """Return a code with this secret, under a locator that somebody may already have."""
    return shown(random_digits(_LOCATOR) + new.digits)


def issue(work: UnitOfWork, report_id: str, code: str, new: ReturnSecret) -> None:
    """Add the code's record; its key refuses a locator that belongs to another report."""
    row = {
        "locator": _digits_of(code)[:_LOCATOR],
        "report_id": report_id,
        "salt": new.salt,
        "verifier": new.key.verifier,
        "public_key": new.public_key,
        "made_at": work.now,
    }
    work.add(codes, row)


def shown(digits: str) -> str:
    """Return sixteen digits in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def unlock(desk: Desk, connection: Connection, code: str) -> Unlocked | None:
    """Return what the code opens, or None; the same slow work is done either way.

    Call it outside a writing transaction.
    """
    digits = _digits_of(code)
    locator, secret = digits[:_LOCATOR], digits[_LOCATOR:]
    row = connection.execute(select(codes).where(codes.c.locator == locator)).mappings().first()
    salt, verifier = (row["salt"], row["verifier"]) if row else _nobody()
    key = desk.vault.return_key(secret, salt)
    right = (
        hmac.compare_digest(key.verifier, verifier)
        and len(digits) == _LOCATOR + RETURN_SECRET_DIGITS
    )
    return Unlocked(row["report_id"], key) if row and right else None


@cache
def _nobody() -> tuple[bytes, bytes]:
    """Return a salt and verifier that no secret fits, for locators nobody has."""
    return os.urandom(16), os.urandom(32)


def _digits_of(code: str) -> str:
    return "".join(mark for mark in code if mark.isascii() and mark.isdigit())[:64]

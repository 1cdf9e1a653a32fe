"""Return codes: sixteen digits with which a reporter comes back without an account.

The first seven digits find the record, the last nine are a secret of which only a slow, peppered
hash is kept. The same slow run makes the key that staff messages to the reporter are sealed to.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, select

from casedesk.services.desk import Desk
from casedesk.store.tables.reports import codes
from casedesk.store.unit_of_work import UnitOfWork
from casedesk.store.upsert import insert_if_absent
from casedesk.store.vault import ReturnKey, public_of

_LOCATOR, _SECRET = 7, 9
_DRAWS = 50


@dataclass(frozen=True)
class NewSecret:
    """The secret half of a code, with its slow hash already made."""

    secret: str
    salt: bytes
    key: ReturnKey


@dataclass(frozen=True)
class Unlocked:
    """What a right code opens."""

    report_id: str
    key: ReturnKey


def new_secret(desk: Desk) -> NewSecret:
    """Draw a secret and hash it; takes about 50 ms, so never inside a transaction."""
    secret, salt = _digits(_SECRET), os.urandom(16)
    return NewSecret(secret, salt, desk.vault.return_key(secret, salt))


def issue(work: UnitOfWork, report_id: str, new: NewSecret) -> str:
    """Write the code's record under a locator nobody has; return the code as it is shown."""
    for _ in range(_DRAWS):
        locator = _digits(_LOCATOR)
        row = {
            "locator": locator,
            "report_id": report_id,
            "salt": new.salt,
            "verifier": new.key.verifier,
            "public_key": public_of(new.key.private_key),
            "made_at": work.now,
        }
        if insert_if_absent(work.connection, codes, row):
            return shown(locator + new.secret)
    raise RuntimeError("no free return code was found; are reports ever erased?")


def shown(digits: str) -> str:
    """Return sixteen digits in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def unlock(desk: Desk, connection: Connection, code: str) -> Unlocked | None:
    """Return what the code opens, or None; the same slow work is done either way.

    Call it outside a writing transaction.
    """
    digits = "".join(mark for mark in code if mark.isascii() and mark.isdigit())[:64]
    locator, secret = digits[:_LOCATOR], digits[_LOCATOR:]
    row = connection.execute(select(codes).where(codes.c.locator == locator)).mappings().first()
    salt, verifier = (row["salt"], row["verifier"]) if row else _nobody()
    key = desk.vault.return_key(secret, salt)
    right = hmac.compare_digest(key.verifier, verifier) and len(digits) == _LOCATOR + _SECRET
    return Unlocked(row["report_id"], key) if row and right else None


@cache
def _nobody() -> tuple[bytes, bytes]:
    """Return a salt and verifier that no secret fits, for locators nobody has."""
    return os.urandom(16), os.urandom(32)


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))

"""Passwords, authenticator codes and recovery codes: how they are made and how they are checked.

Pure but for randomness; nothing here reads or writes a database. Passwords follow NIST SP 800-63B
(length over composition rules); codes are TOTP of RFC 6238, six digits, 30 seconds.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

STEP = 30
"""Seconds an authenticator code is valid for."""

DRIFT = 1
"""Steps a phone's clock may differ, either way."""

SHORTEST = 12
"""Characters of a password."""

RECOVERY_CODES = 10

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without the pairs that look alike
# OWASP's floor for Argon2id (password storage sheet): 19 MiB, two passes, one lane; about 50 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Return an Argon2id hash with its parameters inside."""
    return _hasher.hash(password)


def password_matches(stored: str | None, given: str) -> bool:
    """Check a password; with no such account the same work is done and the answer is no."""
    try:
        _hasher.verify(stored or _NOBODY, given)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def password_problem(password: str, username: str) -> str | None:
    """Return what is wrong with a new password in words for its owner, or None."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four random words work well."
    if len(password) > 256:
        return "Use at most 256 characters."
    if username.lower() in password.lower() or len(set(password.lower())) < 5:
        return "Choose a password that is harder to guess: not your name, not one repeated sign."
    return None


def one_time_password() -> str:
    """Return a password to be typed once from paper: four groups of five, 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def new_totp_secret() -> str:
    """Return a base32 secret of 160 bits (RFC 4226, section 4)."""
    return pyotp.random_base32()


def totp_uri(secret: str, username: str) -> str:
    """Return the address an authenticator app reads from the QR picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Firstday desk")


def code_step(secret: str, given: str, now: datetime, last_step: int) -> int | None:
    """Return the time step a code belongs to, or None when it is wrong or was used before.

    Compared after everything but digits is dropped, so that "123 456" and "123456" are the same
    code to the check and to the memory of used ones.
    """
    code = "".join(char for char in given if char in "0123456789")
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    found: int | None = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.at(step * STEP), code) and step > last_step:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Return the codes that stand in for a lost phone, each good for one sign-in."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str) -> str:
    """Return how a recovery code is stored. It is random enough (49 bits, limited tries)."""
    plain = "".join(char for char in code.lower() if char in _ALPHABET)
    return hashlib.sha256(b"firstday recovery code|" + plain.encode()).hexdigest()


def new_session_id() -> str:
    """Return 256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def session_hash(session_id: str) -> str:
    """Return how a session id is stored; the id itself lives only in the browser's cookie."""
    return hashlib.sha256(b"firstday session|" + session_id.encode()).hexdigest()

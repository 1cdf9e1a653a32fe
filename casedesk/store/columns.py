"""Column types and shorthands the tables share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Return an aware instant as microseconds since 1970; raise ValueError when it is naive."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be stored")
    # Exact integer arithmetic: a float timestamp loses microseconds.
    return (at - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """Return the aware UTC instant."""
    return _EPOCH + timedelta(microseconds=microseconds)


class Instant(TypeDecorator[datetime]):
    """An instant, kept as integer microseconds of UTC, the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware datetime into microseconds."""
        del dialect
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Turn microseconds into an aware UTC datetime."""
        del dialect
        return None if value is None else from_microseconds(value)


Id = String(32)
"""A UUID in hexadecimal; drafts, reports and cases of one report share it."""

Word = String(64)
"""A name from a closed list: a state, a kind, a level."""

Sealed = LargeBinary
"""An envelope of `store/vault.py`; the only bytes the schema holds beside keys and hashes."""

Plain = JSON(none_as_null=True)
"""Small enumerated facts; never a reporter's own words."""

"""Stand-ins that hold to the real interfaces; shared by every kind of test."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from casedesk.clock import FixedClock
from casedesk.settings import Role, Settings, load_settings
from casedesk.store.keys import write_private_keys, write_public_keys
from casedesk.store.vault import new_private_key

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A working Monday in winter, when London's clock shows UTC."""


def a_clock(at: datetime = MONDAY) -> FixedClock:
    return FixedClock(at)


def _bytes(name: str) -> bytes:
    return hashlib.sha256(f"tests only: {name}".encode()).digest()


def an_environment(folder: Path, **changes: str) -> dict[str, str]:
    """Return a whole, valid environment whose files lie in `folder`."""
    keys = {
        name: base64.b64encode(_bytes(name)).decode()
        for name in ("DRAFT_KEY", "MATCH_KEY", "LEDGER_KEY")
    }
    hops = {name: _bytes(name).hex() for name in ("ASSISTANT_SECRET", "ACTIONS_SECRET")}
    return {
        **keys,
        **hops,
        "DATABASE_URL": f"sqlite:///{folder / 'casedesk.db'}",
        "KEYS_FOLDER": str(folder / "keys"),
        "CHECKPOINTS_FOLDER": str(folder / "checkpoints"),
        **changes,
    }


def the_settings(folder: Path, *, role: Role = "operator", **changes: str) -> Settings:
    """Return valid settings, with a desk key pair in `folder/keys`."""
    if not (folder / "keys").exists():
        key = new_private_key()
        write_private_keys(folder / "keys", [key])
        write_public_keys(folder / "keys", [key])
    return load_settings(an_environment(folder, **changes), role=role, root=folder)


@dataclass
class CapturingSender:
    """A delivery channel that remembers what it was given, or fails as often as it is told to."""

    failures: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, message: object) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the receiver is not there")
        self.sent.append((getattr(message, "id", ""), getattr(message, "kind", "")))

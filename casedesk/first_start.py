"""What must exist before anything can start: `.env`, and the desk's key pair with its copies."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from casedesk.settings import ROOT, load_settings
from casedesk.store.keys import (
    PRIVATE,
    PUBLIC,
    write_private_keys,
    write_public_keys,
    write_whole,
)
from casedesk.store.vault import new_private_key

RECOVERY = ("recovery-copy-1.key", "recovery-copy-2.key")

LOST_KEY_WARNING = (
    "Whoever loses the desk's private key loses every report: nobody can open them again. "
    "Two recovery copies were written beside it. Move each to a different safe place, off this "
    "machine, and delete them here."
)


@dataclass(frozen=True)
class FirstStart:
    """What was made now; everything else was already there."""

    made: tuple[Path, ...]
    warning: str | None


def prepare(root: Path = ROOT) -> FirstStart:
    """Make `.env` and the desk's keys where they are missing; what exists is never touched.

    Raises SettingsError when an `.env` that was already there is wrong.
    """
    made = _make_env(root)
    made += _make_keys(load_settings(root=root).keys_folder)
    keys_made = any(path.name == PRIVATE for path in made)
    return FirstStart(tuple(made), LOST_KEY_WARNING if keys_made else None)


def _make_env(root: Path) -> list[Path]:
    file = root / ".env"
    if file.exists():
        return []
    template = (Path(__file__).resolve().parent.parent / ".env.example").read_text(encoding="utf-8")
    write_whole(file, _filled(template), mode=0o600)
    return [file]


_GENERATED: dict[str, Callable[[], str]] = {
    "ASSISTANT_SECRET": lambda: secrets.token_hex(32),
    "ACTIONS_SECRET": lambda: secrets.token_hex(32),
    "DRAFT_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "MATCH_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "TRACKER_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "LEDGER_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
}


def _filled(template: str) -> str:
    lines = [
        f"{name}={_GENERATED[name]()}" if (name := line.partition("=")[0]) in _GENERATED else line
        for line in template.splitlines()
    ]
    return "\n".join(lines) + "\n"


def _make_keys(folder: Path) -> list[Path]:
    if (folder / PRIVATE).exists():
        return []
    key = new_private_key()
    copies = [folder / name for name in RECOVERY]
    for copy in copies:
        # A copy is a whole private key file: restoring it is renaming it.
        write_whole(copy, _copy_of(key), mode=0o600)
    write_private_keys(folder, [key])
    write_public_keys(folder, [key])
    return [folder / PRIVATE, folder / PUBLIC, *copies]


def _copy_of(key: bytes) -> str:
    return f"recovery {base64.b64encode(key).decode()}\n"

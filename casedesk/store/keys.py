"""The desk's key files: one key a line, the newest first, `KEYID BASE64`.

`desk-public.key` may be read by whoever files reports; `desk-private.key` (mode 600) only by the
console and the operator.
"""

import base64
import binascii
import os
import stat
from pathlib import Path

from casedesk.domain.errors import SettingsError
from casedesk.settings import OPENS_REPORTS, Settings
from casedesk.store.vault import Vault, key_id, public_of

PUBLIC = "desk-public.key"
PRIVATE = "desk-private.key"


def load_vault(settings: Settings) -> Vault:
    """Return the keys this role may hold; raise SettingsError when a file is missing or unsafe."""
    folder = settings.keys_folder
    private = {}
    if settings.role in OPENS_REPORTS:
        private = {key_id(public_of(key)): key for key in read_keys(folder / PRIVATE)}
    return Vault(
        desk_public=read_keys(folder / PUBLIC)[0],
        desk_private=private,
        draft_key=settings.draft_key,
        match_key=settings.match_key,
        ledger_key=settings.ledger_key,
    )


def read_keys(file: Path) -> list[bytes]:
    """Return the raw keys of a file, newest first."""
    try:
        if file.name == PRIVATE and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingsError([f"{file}: can be read by others; run: chmod 600 {file}"])
        lines = file.read_text(encoding="ascii").split("\n")
        keys = [base64.b64decode(line.split()[1], validate=True) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, IndexError, binascii.Error):
        keys = []
    if not keys or any(len(key) != 32 for key in keys):
        raise SettingsError([f"{file}: holds no usable key; run: python -m casedesk init"])
    return keys


def write_private_keys(folder: Path, keys: list[bytes]) -> None:
    """Replace the private key file, whole or not at all."""
    write_keys(folder / PRIVATE, [(public_of(key), key) for key in keys], mode=0o600)


def write_public_keys(folder: Path, private_keys: list[bytes]) -> None:
    """Replace the public key file with the public halves of these private keys."""
    publics = [public_of(key) for key in private_keys]
    write_keys(folder / PUBLIC, [(key, key) for key in publics], mode=0o644)


def write_keys(file: Path, keys: list[tuple[bytes, bytes]], *, mode: int) -> None:
    """Write (public key for the id, key to write) pairs through a temporary file and a rename."""
    text = "".join(
        f"{key_id(public).hex()} {base64.b64encode(key).decode()}\n" for public, key in keys
    )
    write_whole(file, text, mode=mode)


def write_whole(file: Path, text: str, *, mode: int) -> None:
    """Write a file that is either the old or the new one after a crash, never half of one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(file.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.chmod(mode)
    temporary.replace(file)

"""Backups that can be restored: the database while it is in use, and which keys open it.

A backup is a folder: `database` (an SQLite file, or PostgreSQL's custom dump) and `manifest.json`.
It holds no key: keep the keys' recovery copies somewhere else, or the backup is of no use.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import make_url, select

from casedesk.domain.errors import NotPossible
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.services.ledger_checks import broken, set_aside
from casedesk.store.engine import make_engine
from casedesk.store.keys import write_whole
from casedesk.store.migrate import migrate, pending
from casedesk.store.sealed_columns import sealed_columns
from casedesk.store.vault import CannotOpen, Place, envelope_key_id

DATABASE, MANIFEST = "database", "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup is: when it was made (ISO, UTC), of what, and the ids of the keys it needs."""

    made_at: str
    dialect: str
    sha256: str
    ledger_seq: int
    ledger_hash: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsed:
    """What a restore showed: the last ledger entry, and how many kinds of field were opened."""

    ledger_seq: int
    fields_opened: int


def backup(desk: Desk, folder: Path) -> Manifest:
    """Write a backup into an empty or new folder; raise NotPossible when it holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise NotPossible(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _dump(desk, folder / DATABASE)
    with desk.reading() as work:
        head, now = ledger.head(work), work.now
    manifest = Manifest(
        made_at=now.isoformat(),
        dialect=desk.engine.dialect.name,
        sha256=_digest(folder / DATABASE),
        ledger_seq=head.seq,
        ledger_hash=head.hash.hex(),
        keys=tuple(sorted(key.hex() for key in desk.vault.desk_private)),
    )
    write_whole(folder / MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n", mode=0o600)
    return manifest


def restore(desk: Desk, folder: Path, *, actor: str, force: bool = False) -> Rehearsed:
    """Put a backup in the place of the desk's database, after rehearsing it.

    Raises NotPossible when the backup is damaged, its keys are not here, or the database has
    anything in it and `force` is not given. Stop every process first. Checkpoints of what happened
    after the backup are set aside, and the ledger says that it was restored.
    """
    manifest = read_manifest(folder)
    _check_keys(desk, manifest)
    if not force and not _is_empty(desk):
        raise NotPossible("the database is not empty; stop every process and give --force")
    if manifest.dialect == "sqlite":
        rehearsed = rehearse(desk, folder)
        desk.engine.dispose()
        _replace_sqlite(desk, folder / DATABASE)
    else:
        _postgres(desk, "pg_restore", "--clean", "--if-exists", "--no-owner", folder / DATABASE)
        rehearsed = _look(desk)
    migrate(desk.engine)
    set_aside(desk, rehearsed.ledger_seq)
    with desk.work() as work:
        ledger.append(
            desk, work, actor=actor, act="restored", subject=f"entry:{rehearsed.ledger_seq}"
        )
        work.commit()
    return rehearsed


def rehearse(desk: Desk, folder: Path) -> Rehearsed:
    """Open a copy of an SQLite backup, verify its ledger and open one field of each kind."""
    manifest = read_manifest(folder)
    _check_keys(desk, manifest)
    if manifest.dialect != "sqlite":
        raise NotPossible("only SQLite backups are rehearsed here; restore into a spare database")
    copy = folder / "rehearsal.db"
    shutil.copyfile(folder / DATABASE, copy)
    engine = make_engine(f"sqlite:///{copy}")
    try:
        migrate(engine)
        return _look(replace(desk, engine=engine))
    finally:
        engine.dispose()
        copy.unlink()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest; raise NotPossible when files are missing or not what was written."""
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**raw, "keys": tuple(raw["keys"])})
        same = _digest(folder / DATABASE) == manifest.sha256
    except (OSError, ValueError, TypeError, KeyError):
        raise NotPossible(f"{folder} is not a whole backup") from None
    if not same:
        raise NotPossible(f"{folder / DATABASE} is not what was backed up")
    return manifest


def _look(desk: Desk) -> Rehearsed:
    with desk.reading() as work:
        seq = ledger.head(work).seq
    problem = broken(desk, up_to=seq)
    if problem is not None:
        raise NotPossible(f"its ledger breaks at entry {problem.position}: {problem.why}")
    return Rehearsed(seq, _open_some(desk))


def _open_some(desk: Desk) -> int:
    """Open one field of each sealed column; return how many there were."""
    opened = 0
    with desk.reading() as work:
        for sealed in sealed_columns():
            keys = list(sealed.table.primary_key)
            some = select(*keys, sealed.column).where(sealed.column.is_not(None)).limit(1)
            row = work.connection.execute(some).first()
            if row is None:
                continue
            place = Place(sealed.table.name, sealed.column.name, tuple(row[:-1]))
            try:
                desk.vault.open(place, row[-1])
            except CannotOpen:
                key = envelope_key_id(row[-1]).hex()
                raise NotPossible(f"no key here opens {sealed.column} (key {key})") from None
            opened += 1
    return opened


def _check_keys(desk: Desk, manifest: Manifest) -> None:
    missing = set(manifest.keys) - {key.hex() for key in desk.vault.desk_private}
    if missing:
        raise NotPossible(f"the backup needs keys that are not here: {', '.join(sorted(missing))}")


def _is_empty(desk: Desk) -> bool:
    if pending(desk.engine):
        return True
    with desk.reading() as work:
        return ledger.head(work).seq == 0


def _dump(desk: Desk, target: Path) -> None:
    if desk.engine.dialect.name == "postgresql":
        _postgres(desk, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    source = make_url(desk.settings.database_url).database
    # SQLite's own online backup: consistent while others write.
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
    target.chmod(0o600)


def _replace_sqlite(desk: Desk, source: Path) -> None:
    target = Path(make_url(desk.settings.database_url).database or "")
    fresh = target.with_name(target.name + ".restoring")
    shutil.copyfile(source, fresh)
    fresh.chmod(0o600)
    fresh.replace(target)


def _postgres(desk: Desk, tool: str, *arguments: str | Path) -> None:
    url = make_url(desk.settings.database_url)
    program = shutil.which(tool)
    if program is None:
        raise NotPossible(f"{tool} is not installed; it comes with PostgreSQL's client tools")
    # The password goes through the environment: a command line can be read by everybody.
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    where = [
        f"--host={url.host or ''}",
        f"--port={url.port or 5432}",
        f"--username={url.username or ''}",
        f"--dbname={url.database or ''}",
    ]
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tool, arguments from the settings
        [program, *where, *arguments], env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise NotPossible(f"{tool} failed with code {done.returncode}")


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

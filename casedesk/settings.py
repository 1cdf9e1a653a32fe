"""The environment of a process, read once, checked as a whole, and frozen.

`.env` in the installation's folder is read first; variables of the real environment win.
A process asks with its role and is given only the secrets that role needs (`SECRETS_OF`).
"""

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values

from casedesk.domain.errors import SettingsError

type Role = Literal["edge", "assistant", "actions", "console", "worker", "operator"]
ROLES: tuple[str, ...] = get_args(Role.__value__)

ROOT = Path(os.environ.get("FIRSTDAY_HOME") or Path(__file__).resolve().parent.parent)
"""Where `.env` and `var/` are: the installation, or the folder FIRSTDAY_HOME names."""

SECRETS_OF: dict[str, frozenset[str]] = {
    "edge": frozenset({"ASSISTANT_SECRET", "MATCH_KEY"}),
    "assistant": frozenset({"ASSISTANT_SECRET", "ACTIONS_SECRET"}),
    "actions": frozenset({"ACTIONS_SECRET", "DRAFT_KEY", "MATCH_KEY"}),
    "console": frozenset(
        {"ASSISTANT_SECRET", "ACTIONS_SECRET", "DRAFT_KEY", "MATCH_KEY", "LEDGER_KEY"}
    ),
    "worker": frozenset({"DRAFT_KEY", "MATCH_KEY", "LEDGER_KEY"}),
    "operator": frozenset(
        {"ASSISTANT_SECRET", "ACTIONS_SECRET", "DRAFT_KEY", "MATCH_KEY", "LEDGER_KEY"}
    ),
}
"""Which secret each process is given; the draft key reaches the worker because it files the
unfinished drafts that hold a danger fact; the match key reaches the edge because return codes are
peppered with it. Neither edge nor actions can sign a checkpoint of the ledger."""

OPENS_REPORTS: frozenset[str] = frozenset({"console", "operator"})
"""The roles that may load the desk's private key."""

_PLACEHOLDERS = ("change", "placeholder", "example", "secret", "replace", "todo", "xxx", "your")
_SECRET_BYTES = 32
_ADDRESS = re.compile(r"[\da-fA-F]*[.:][\da-fA-F.:]*(?:/\d+)?")


@dataclass(frozen=True)
class Settings:
    """What a process was told. Paths are absolute; secrets its role may not hold are empty.

    Whatever is, or may hold, a secret stays out of the repr.
    """

    root: Path
    role: Role
    edge_host: str
    edge_port: int
    console_host: str
    console_port: int
    believed_proxies: str
    assistant_port: int
    actions_host: str
    actions_port: int
    database_url: str = field(repr=False)
    edge_database_url: str = field(repr=False)
    assistant_urls: tuple[str, ...]
    redis_url: str = field(repr=False)
    keys_folder: Path
    checkpoints_folder: Path
    assistant_secret: str = field(repr=False)
    actions_secret: str = field(repr=False)
    draft_key: bytes = field(repr=False)
    match_key: bytes = field(repr=False)
    ledger_key: bytes = field(repr=False)
    unfinished_to_staff: bool
    smtp_url: str = field(repr=False)
    mail_from: str
    mail_duty_team: str
    mail_duty_supervisor: str
    mail_head_of_safeguarding: str
    webhook_url: str = field(repr=False)
    webhook_secret: str = field(repr=False)


DEFAULTS: dict[str, str] = {
    "EDGE_HOST": "127.0.0.1",
    "EDGE_PORT": "8080",
    "CONSOLE_HOST": "127.0.0.1",
    "CONSOLE_PORT": "8081",
    "FORWARDED_ALLOW_IPS": "127.0.0.1",
    "ASSISTANT_PORT": "5005",
    "ASSISTANT_URLS": "",
    "ACTIONS_HOST": "127.0.0.1",
    "ACTIONS_PORT": "5055",
    "DATABASE_URL": "sqlite:///var/casedesk.db",
    "EDGE_DATABASE_URL": "sqlite:///var/edge.db",
    "REDIS_URL": "",
    "KEYS_FOLDER": "var/keys",
    "CHECKPOINTS_FOLDER": "var/checkpoints",
    "UNFINISHED_TO_STAFF": "yes",
    "SMTP_URL": "",
    "MAIL_FROM": "",
    "MAIL_DUTY_TEAM": "",
    "MAIL_DUTY_SUPERVISOR": "",
    "MAIL_HEAD_OF_SAFEGUARDING": "",
    "WEBHOOK_URL": "",
    "WEBHOOK_SECRET": "",
}


def load_settings(
    environ: Mapping[str, str] | None = None, *, role: Role = "operator", root: Path = ROOT
) -> Settings:
    """Return the settings of a process of this role.

    Without `environ` the `.env` under `root` and the process environment are read.
    Raises SettingsError listing every problem at once.
    """
    problems: list[str] = []
    if environ is None:
        environ = _read_environment(root)
    reader = _Reader({**DEFAULTS, **environ}, SECRETS_OF[role], root, problems)
    settings = reader.settings(role)
    if problems:
        raise SettingsError(problems)
    return settings


def _read_environment(root: Path) -> dict[str, str]:
    file = root / ".env"
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SettingsError([f"{file}: can be read by others; run: chmod 600 {file}"])
    from_file = {key: value for key, value in dotenv_values(file).items() if value is not None}
    return {**from_file, **os.environ}


class _Reader:
    """Reads one variable at a time and notes what is wrong with it."""

    def __init__(
        self, environ: Mapping[str, str], secrets: frozenset[str], root: Path, problems: list[str]
    ) -> None:
        self.environ = environ
        self.secrets = secrets
        self.root = root
        self.problems = problems

    def settings(self, role: Role) -> Settings:
        read = self.environ.__getitem__
        settings = Settings(
            root=self.root,
            role=role,
            edge_host=self._host("EDGE_HOST"),
            edge_port=self._port("EDGE_PORT"),
            console_host=self._host("CONSOLE_HOST"),
            console_port=self._port("CONSOLE_PORT"),
            believed_proxies=self._proxies("FORWARDED_ALLOW_IPS"),
            assistant_port=self._port("ASSISTANT_PORT"),
            actions_host=self._host("ACTIONS_HOST"),
            actions_port=self._port("ACTIONS_PORT"),
            database_url=self._database("DATABASE_URL"),
            edge_database_url=self._database("EDGE_DATABASE_URL"),
            assistant_urls=self._assistants(),
            redis_url=self._url("REDIS_URL", {"redis", "rediss"}),
            keys_folder=self._path("KEYS_FOLDER"),
            checkpoints_folder=self._path("CHECKPOINTS_FOLDER"),
            assistant_secret=self._hop("ASSISTANT_SECRET"),
            actions_secret=self._hop("ACTIONS_SECRET"),
            draft_key=self._key("DRAFT_KEY"),
            match_key=self._key("MATCH_KEY"),
            ledger_key=self._key("LEDGER_KEY"),
            unfinished_to_staff=self._yes("UNFINISHED_TO_STAFF"),
            smtp_url=self._url("SMTP_URL", {"smtp", "smtps"}),
            mail_from=read("MAIL_FROM"),
            mail_duty_team=read("MAIL_DUTY_TEAM"),
            mail_duty_supervisor=read("MAIL_DUTY_SUPERVISOR"),
            mail_head_of_safeguarding=read("MAIL_HEAD_OF_SAFEGUARDING"),
            webhook_url=self._url("WEBHOOK_URL", {"http", "https"}),
            webhook_secret=self._webhook_secret(),
        )
        self._together()
        return settings

    def _host(self, name: str) -> str:
        host = self.environ[name].strip()
        if not host or any(mark in host for mark in " /"):
            self.problems.append(f"{name}: {host!r} is not a host name or address")
        return host

    def _proxies(self, name: str) -> str:
        listed = self.environ[name].replace(",", " ").split()
        wrong = [one for one in listed if not _ADDRESS.fullmatch(one)]
        self.problems += [f"{name}: {one!r} is not the address of a proxy" for one in wrong]
        return ",".join(listed) or DEFAULTS[name]

    def _port(self, name: str) -> int:
        text = self.environ[name].strip()
        if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
            return int(text)
        self.problems.append(f"{name}: {text!r} is not a port between 1 and 65535")
        return 0

    def _assistants(self) -> tuple[str, ...]:
        urls = tuple(self.environ["ASSISTANT_URLS"].split())
        wrong = [url for url in urls if not _is_plain_address(url)]
        self.problems += [
            f"ASSISTANT_URLS: {url!r} is not an address such as http://host:5005" for url in wrong
        ]
        return urls or (f"http://127.0.0.1:{self.environ['ASSISTANT_PORT'].strip()}",)

    def _path(self, name: str) -> Path:
        text = self.environ[name].strip()
        if not text:
            self.problems.append(f"{name}: is empty; give a path, or leave it out for the default")
        return self.root / text

    def _database(self, name: str) -> str:
        url = self.environ[name].strip()
        if url.startswith("sqlite:///"):
            return f"sqlite:///{self.root / url.removeprefix('sqlite:///')}"
        if not url.startswith("postgresql+psycopg://"):
            self.problems.append(
                f"{name}: must start with sqlite:/// or postgresql+psycopg:// "
                "(the value is not shown, as it may hold a password)"
            )
        return url

    def _url(self, name: str, schemes: set[str]) -> str:
        url = self.environ[name].strip()
        if url and (urlsplit(url).scheme not in schemes or not urlsplit(url).hostname):
            self.problems.append(f"{name}: must be empty or a URL of {', '.join(sorted(schemes))}")
        return url

    def _yes(self, name: str) -> bool:
        text = self.environ[name].strip().lower()
        if text not in {"yes", "no"}:
            self.problems.append(f"{name}: must be yes or no, not {text!r}")
        return text == "yes"

    def _hop(self, name: str) -> str:
        self._secret(name, bytes.fromhex, "64 hexadecimal characters")
        return self.environ.get(name, "") if name in self.secrets else ""

    def _key(self, name: str) -> bytes:
        return self._secret(name, _from_base64, "32 bytes in base64")

    def _secret(self, name: str, decode: Callable[[str], bytes], shape: str) -> bytes:
        """Decode a secret this role needs; the message never shows the value."""
        if name not in self.secrets:
            return b""
        text = self.environ.get(name, "").strip()
        hint = f"must be {shape}; `python -m casedesk init` makes one"
        if not text:
            self.problems.append(f"{name}: is missing; {hint}")
            return b""
        try:
            secret = decode(text)
        except ValueError:
            secret = b""
        if any(word in text.lower() for word in _PLACEHOLDERS) and len(secret) != _SECRET_BYTES:
            self.problems.append(f"{name}: is still a placeholder; {hint}")
        elif len(secret) < _SECRET_BYTES or len(set(secret)) < _SECRET_BYTES // 4:
            self.problems.append(f"{name}: is too short or too regular; {hint}")
        return secret

    def _webhook_secret(self) -> str:
        secret = self.environ["WEBHOOK_SECRET"].strip()
        if self.environ["WEBHOOK_URL"].strip() and len(secret) < _SECRET_BYTES:
            self.problems.append("WEBHOOK_SECRET: needs 32 characters or more beside WEBHOOK_URL")
        return secret

    def _together(self) -> None:
        ports = {name: self.environ[name] for name in self.environ if name in _PORTS}
        if len(set(ports.values())) < len(ports):
            self.problems.append(f"{', '.join(sorted(ports))}: each needs a port of its own")
        if self.environ["SMTP_URL"].strip() and not self.environ["MAIL_FROM"].strip():
            self.problems.append("MAIL_FROM: is needed when SMTP_URL is set")
        if self.environ["DATABASE_URL"] == self.environ["EDGE_DATABASE_URL"]:
            self.problems.append("EDGE_DATABASE_URL: must not be the desk's own database")


_PORTS = frozenset({"EDGE_PORT", "CONSOLE_PORT", "ASSISTANT_PORT", "ACTIONS_PORT"})


def _is_plain_address(url: str) -> bool:
    parts = urlsplit(url)
    return url == f"{parts.scheme}://{parts.netloc}" and parts.scheme in {"http", "https"}


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error

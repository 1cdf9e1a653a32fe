"""Settings: refused as a whole, with every problem, before anything starts."""

import base64
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from fakes import an_environment

from casedesk.domain.errors import SettingsError
from casedesk.first_start import RECOVERY, prepare
from casedesk.settings import SECRETS_OF, load_settings
from casedesk.store.keys import PRIVATE, PUBLIC, load_vault, read_keys

SHORT = base64.b64encode(b"short").decode()
REGULAR = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"EDGE_PORT": "eighty"}, "EDGE_PORT"),
        ({"EDGE_PORT": "0"}, "EDGE_PORT"),
        ({"FORWARDED_ALLOW_IPS": "*"}, "FORWARDED_ALLOW_IPS"),
        ({"FORWARDED_ALLOW_IPS": "10.0.0.1, proxy"}, "FORWARDED_ALLOW_IPS"),
        ({"CONSOLE_PORT": "65536"}, "CONSOLE_PORT"),
        ({"CONSOLE_PORT": "8080"}, "a port of its own"),
        ({"EDGE_HOST": "http://here"}, "EDGE_HOST"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (
            {"DATABASE_URL": "sqlite:///a.db", "EDGE_DATABASE_URL": "sqlite:///a.db"},
            "EDGE_DATABASE_URL",
        ),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL"),
        ({"UNFINISHED_TO_STAFF": "maybe"}, "UNFINISHED_TO_STAFF"),
        ({"DRAFT_KEY": ""}, "DRAFT_KEY: is missing"),
        ({"DRAFT_KEY": "changeme"}, "DRAFT_KEY: is still a placeholder"),
        ({"DRAFT_KEY": SHORT}, "DRAFT_KEY: is too short"),
        ({"MATCH_KEY": REGULAR}, "MATCH_KEY: is too short or too regular"),
        ({"ACTIONS_SECRET": "xyz"}, "ACTIONS_SECRET"),
        ({"SMTP_URL": "smtp://mail.invalid"}, "MAIL_FROM"),
        ({"WEBHOOK_URL": "https://hook.invalid"}, "WEBHOOK_SECRET"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changed: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(an_environment(tmp_path, **changed), root=tmp_path)


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    changes = {"EDGE_PORT": "x", "CONSOLE_PORT": "y", "LEDGER_KEY": ""}

    with pytest.raises(SettingsError) as refused:
        load_settings(an_environment(tmp_path, **changes), root=tmp_path)

    assert len(refused.value.problems) == 3


def test_a_problem_never_shows_the_secret(tmp_path: Path) -> None:
    secret = "hunter2-hunter2"

    with pytest.raises(SettingsError) as refused:
        load_settings(
            an_environment(tmp_path, DRAFT_KEY=secret, DATABASE_URL=f"mysql://u:{secret}@h/d"),
            root=tmp_path,
        )

    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ("", "127.0.0.1"),
        ("172.30.0.2", "172.30.0.2"),
        ("10.0.0.0/8, 192.0.2.1", "10.0.0.0/8,192.0.2.1"),
        ("::1 fd00::/8", "::1,fd00::/8"),
    ],
)
def test_only_the_named_proxies_are_believed(tmp_path: Path, told: str, believed: str) -> None:
    environment = {**an_environment(tmp_path), "FORWARDED_ALLOW_IPS": told}

    assert load_settings(environment, root=tmp_path).believed_proxies == believed


@pytest.mark.parametrize("role", SECRETS_OF)
def test_a_process_is_given_only_the_secrets_of_its_role(tmp_path: Path, role: str) -> None:
    settings = load_settings(an_environment(tmp_path), role=role, root=tmp_path)

    held = {
        "ASSISTANT_SECRET": settings.assistant_secret,
        "ACTIONS_SECRET": settings.actions_secret,
        "DRAFT_KEY": settings.draft_key,
        "MATCH_KEY": settings.match_key,
        "LEDGER_KEY": settings.ledger_key,
    }
    assert {name for name, secret in held.items() if secret} == SECRETS_OF[role]


def test_no_secret_stands_in_the_repr(tmp_path: Path) -> None:
    settings = load_settings(an_environment(tmp_path), root=tmp_path)

    shown = repr(settings)
    assert settings.actions_secret not in shown
    assert repr(settings.draft_key) not in shown


def test_an_env_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_own_variables(monkeypatch)
    prepare(tmp_path)
    (tmp_path / ".env").chmod(0o640)

    with pytest.raises(SettingsError, match="chmod 600"):
        load_settings(root=tmp_path)


def test_a_first_start_makes_all_that_is_needed_and_warns_of_losing_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_own_variables(monkeypatch)

    first = prepare(tmp_path)

    settings = load_settings(root=tmp_path)
    keys = settings.keys_folder
    assert first.warning is not None
    assert "loses every report" in first.warning
    assert {path.name for path in first.made} == {".env", PRIVATE, PUBLIC, *RECOVERY}
    for file in (tmp_path / ".env", keys / PRIVATE, *(keys / name for name in RECOVERY)):
        assert file.stat().st_mode & 0o777 == 0o600
    for name in RECOVERY:
        assert (keys / name).read_text().split()[1] == (keys / PRIVATE).read_text().split()[1]


def test_a_second_start_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_own_variables(monkeypatch)
    prepare(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    again = prepare(tmp_path)

    assert (again.made, again.warning) == ((), None)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_two_installations_share_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_own_variables(monkeypatch)
    one, two = tmp_path / "one", tmp_path / "two"
    for root in (one, two):
        root.mkdir()
        prepare(root)

    first, second = load_settings(root=one), load_settings(root=two)
    for name in ("assistant_secret", "actions_secret", "draft_key", "match_key", "ledger_key"):
        assert getattr(first, name) != getattr(second, name)
    assert first.assistant_secret != first.actions_secret


@pytest.mark.parametrize("role", ["edge", "actions", "worker"])
def test_only_console_and_operator_hold_the_key_that_opens_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    _without_own_variables(monkeypatch)
    prepare(tmp_path)

    assert not load_vault(load_settings(role=role, root=tmp_path)).desk_private
    assert load_vault(load_settings(role="console", root=tmp_path)).desk_private


def test_a_private_key_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_own_variables(monkeypatch)
    prepare(tmp_path)
    settings = load_settings(root=tmp_path)
    (settings.keys_folder / PRIVATE).chmod(0o644)

    with pytest.raises(SettingsError, match="chmod 600"):
        load_vault(settings)


@pytest.mark.parametrize("content", ["", "nonsense", "abcd AAAA\n", "abcd ****\n", "é"])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / PUBLIC
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match=PUBLIC):
        read_keys(file)


def _without_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide this machine's own settings from `load_settings`."""
    for name in an_environment(Path()):
        monkeypatch.delenv(name, raising=False)


def test_a_settings_error_lists_every_problem():
    error = SettingsError(["DRAFT_KEY: is missing", "SMTP_URL: is no address"])

    assert str(error) == "DRAFT_KEY: is missing\nSMTP_URL: is no address"
    assert error.problems == ["DRAFT_KEY: is missing", "SMTP_URL: is no address"]

"""A mistake in .env is shown with its line; a port that is taken with its setting."""

import socket
from pathlib import Path

import pytest

from casedesk.first_start import prepare
from casedesk.settings import load_settings
from run import env_file, ports
from run.paths import Problem


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("EDGE_HOST", "EDGE_PORT", "CONSOLE_PORT", "UNFINISHED_TO_STAFF"):
        monkeypatch.delenv(name, raising=False)
    prepare(tmp_path)
    return tmp_path


def change(home: Path, old: str, new: str) -> int:
    """Replace a line of .env; return its number."""
    lines = (home / ".env").read_text().splitlines()
    at = lines.index(old)
    lines[at] = new
    (home / ".env").write_text("\n".join(lines))
    return at + 1


def problem_in(home: Path) -> str:
    with pytest.raises(Problem) as raised:
        env_file.settings(home)
    return str(raised.value)


def test_what_the_first_start_wrote_is_right(home: Path):
    assert env_file.settings(home).edge_port == 8080


def test_a_setting_with_a_wrong_value_is_named_with_its_line(home: Path):
    line = change(home, "EDGE_PORT=8080", "EDGE_PORT=eighty")

    assert problem_in(home).startswith(f".env:{line}: EDGE_PORT: 'eighty' is not a port")


def test_every_mistake_has_a_line_of_its_own(home: Path):
    first = change(home, "EDGE_PORT=8080", "EDGE_PORT=0")
    second = change(home, "UNFINISHED_TO_STAFF=yes", "UNFINISHED_TO_STAFF=perhaps")

    lines = problem_in(home).splitlines()

    assert [one.split(": ")[0] for one in lines] == [f".env:{first}", f".env:{second}"]


@pytest.mark.parametrize("nonsense", ["EDGE PORT=8080", "EDGE_PORT", "= 8080", "'EDGE_PORT=1"])
def test_a_line_that_is_no_setting_is_named(home: Path, nonsense: str):
    line = change(home, "EDGE_PORT=8080", nonsense)

    assert problem_in(home).splitlines()[0] == f".env:{line}: is not NAME=value"


def test_a_missing_secret_is_named_without_a_line(home: Path):
    text = (home / ".env").read_text()
    (home / ".env").write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("DRAFT_KEY"))
    )

    assert problem_in(home).startswith(".env: DRAFT_KEY: is missing")


def test_a_file_that_others_can_read_is_the_one_thing_said(home: Path):
    (home / ".env").chmod(0o644)

    assert (
        problem_in(home) == f".env: {home}/.env: can be read by others; run: chmod 600 {home}/.env"
    )


def test_a_secret_is_never_shown(home: Path):
    text = (home / ".env").read_text()
    secret = next(line for line in text.splitlines() if line.startswith("ASSISTANT_SECRET="))
    change(home, secret, "ASSISTANT_SECRET=tooshortbutmine")

    assert "tooshortbutmine" not in problem_in(home)


def test_a_port_that_is_taken_is_named_with_the_setting_that_moves_it(home: Path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        change(home, "CONSOLE_PORT=8081", f"CONSOLE_PORT={port}")

        with pytest.raises(Problem) as raised:
            ports.check(load_settings(root=home))

    line = next(one for one in str(raised.value).splitlines() if str(port) in one)
    assert line.startswith(f"port {port} on 127.0.0.1")
    assert "CONSOLE_PORT in .env" in line


def test_an_address_of_another_machine_cannot_be_listened_on(home: Path):
    change(home, "EDGE_HOST=127.0.0.1", "EDGE_HOST=192.0.2.1")

    with pytest.raises(Problem, match=r"port 8080 on 192\.0\.2\.1"):
        ports.check(load_settings(root=home))

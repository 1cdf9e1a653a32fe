"""The operator's commands, as somebody with a terminal runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import an_environment, the_settings

from casedesk.__main__ import COMMANDS, main
from casedesk.interview.answers import given
from casedesk.services import heartbeat
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CANARY = "zebra-canary-words"


@pytest.fixture
def cli(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    """Return what runs a command on the test's desk and returns code, output and errors."""
    the_settings(tmp_path)
    url = desk.settings.database_url
    for name, value in an_environment(tmp_path, DATABASE_URL=url).items():
        monkeypatch.setenv(name, value)

    def run(*line: str) -> tuple[int, str, str]:
        code = main(list(line))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def data(shown: tuple[int, str, str]) -> Any:
    return json.loads(shown[1])


def file(desk: Desk, number: int = 1) -> str:
    conversation = f"{number:032x}"
    draft = open_draft(desk, conversation, "young_person")
    answers = {
        "child_age": given(13),
        "incident_kinds": given(["threat_to_share"]),
        "account": given(CANARY, words=CANARY),
    }
    save_answers(desk, draft.id, answers)
    return submit(desk, conversation).reference


def test_the_queue_is_printed_for_people_and_for_programs(
    desk: Desk, cli: Callable[..., tuple[int, str, str]]
) -> None:
    assert "empty" in cli("queue")[1]
    reference = file(desk)

    assert reference in cli("queue")[1]
    (row,) = data(cli("queue", "--json"))["cases"]
    assert (row["reference"], row["level"], row["owner"]) == (reference, "P2", "duty_team")
    assert data(cli("queue", "--json", "--limit", "0")) == {"cases": []}


def test_a_case_is_shown_whole_and_its_opening_is_recorded(
    desk: Desk, cli: Callable[..., tuple[int, str, str]]
) -> None:
    reference = file(desk)

    code, shown, _ = cli("case", reference)
    assert code == 0
    assert CANARY in shown

    case = data(cli("case", reference.lower(), "--json"))
    assert case["answers"]["account"]["words"] == CANARY
    assert case["verdict"]["level"] == "P2"
    assert case["clocks"]


def test_an_unknown_case_is_bad_input(cli: Callable[..., tuple[int, str, str]]) -> None:
    code, shown, problem = cli("case", "FD-0000-0000")

    assert (code, shown) == (2, "")
    assert "no such case" in problem


def test_check_fails_without_a_worker_and_passes_with_one(
    desk: Desk, cli: Callable[..., tuple[int, str, str]]
) -> None:
    file(desk)
    code, shown, _ = cli("check", "--json")
    assert code == 1
    assert [one["rule"] for one in json.loads(shown)["findings"]] == ["worker"]


def test_check_sees_a_fresh_heartbeat(
    desk: Desk, cli: Callable[..., tuple[int, str, str]], system_desk: Desk
) -> None:
    heartbeat.beat(system_desk, "worker:here:1")

    assert data(cli("check", "--json")) == {"ok": True, "findings": []}


@on_sqlite
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "not JSON"),
        ("[]", "must hold"),
        ('{"answers": []}', "must hold"),
        ('{"answers": {"shoe_size": 7}}', "shoe_size"),
        ('{"answers": {"child_age": "old"}}', "child_age"),
        ("[" * 100_000, "depth"),
    ],
)
def test_a_wrong_file_of_answers_is_refused_in_words(
    cli: Callable[..., tuple[int, str, str]], tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "answers.json").write_text(content)

    code, shown, problem = cli("triage", str(tmp_path / "answers.json"))

    assert (code, shown) == (2, "")
    assert says in problem
    assert "Traceback" not in problem


@on_sqlite
def test_triage_gives_level_reasons_and_what_is_missing(
    cli: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    answers = {"child_age": 13, "incident_kinds": ["threat_to_share"], "in_danger_now": "yes"}
    (tmp_path / "answers.json").write_text(json.dumps({"answers": answers}))

    verdict = data(cli("triage", str(tmp_path / "answers.json"), "--json"))

    assert set(verdict) == {"level", "reasons", "missing"}
    assert verdict["level"] == "P1"
    assert {"rule", "text"} == set(verdict["reasons"][0])
    assert "self_harm" in verdict["missing"]


def test_accounts_are_made_reset_and_disabled(cli: Callable[..., tuple[int, str, str]]) -> None:
    made = data(cli("staff", "add", "anna", "--role", "supervisor", "--json"))
    again = data(cli("staff", "reset", "anna", "--json"))

    assert made["one_time_password"] != again["one_time_password"]
    assert cli("staff", "disable", "anna")[0] == 0
    assert cli("staff", "add", "anna")[0] == 2
    assert cli("staff", "disable", "nobody")[0] == 2


def test_the_ledger_is_verified_and_tampering_is_a_finding(
    desk: Desk, cli: Callable[..., tuple[int, str, str]]
) -> None:
    file(desk)
    assert data(cli("ledger", "verify", "--json")) == {"ok": True, "broken": None}
    kept = data(cli("ledger", "checkpoint", "--json"))["file"]
    assert cli("ledger", "verify", "--checkpoint", kept)[0] == 0

    Path(kept).write_text("{}")
    assert cli("ledger", "verify", "--checkpoint", kept)[0] == 2


@pytest.mark.parametrize(("typed", "code"), [("", 2), ("yes", 2), ("FD-0000-0000", 2), (None, 0)])
def test_erasing_asks_first(
    desk: Desk,
    cli: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    typed: str | None,
    code: int,
) -> None:
    reference = file(desk)
    monkeypatch.setattr("builtins.input", lambda: reference.lower() if typed is None else typed)

    assert cli("erase", reference)[0] == code
    assert len(data(cli("queue", "--json"))["cases"]) == (1 if code else 0)


def test_erasing_with_yes_asks_nothing(
    desk: Desk, cli: Callable[..., tuple[int, str, str]]
) -> None:
    assert cli("erase", file(desk), "--yes")[0] == 0
    assert data(cli("queue", "--json"))["cases"] == []


def test_keys_are_rotated_and_retired(desk: Desk, cli: Callable[..., tuple[int, str, str]]) -> None:
    reference = file(desk)

    assert data(cli("keys", "rotate", "--json"))["resealed"] > 0
    assert data(cli("keys", "rotate", "--resume", "--json")) == {"resealed": 0}
    assert data(cli("keys", "retire", "--json")) == {"retired": 1}
    assert CANARY in cli("case", reference)[1]


@on_sqlite
def test_a_backup_is_made_rehearsed_and_restored(
    desk: Desk, cli: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    reference = file(desk)
    kept = str(tmp_path / "kept")

    assert data(cli("backup", kept, "--json"))["ledger_seq"] > 0
    assert cli("backup", kept)[0] == 2
    assert data(cli("restore", kept, "--rehearse", "--json"))["fields_opened"] > 0
    assert cli("restore", kept)[0] == 2
    assert cli("restore", kept, "--force")[0] == 0
    assert CANARY in cli("case", reference)[1]
    assert cli("restore", str(tmp_path / "nothing"))[0] == 2


def test_stats_count_and_name_nobody(desk: Desk, cli: Callable[..., tuple[int, str, str]]) -> None:
    file(desk)

    found = data(cli("stats", "--json"))
    assert found["reports"] == found["live"]["P2"] == found["seen"]["not_yet"] == 1
    assert CANARY not in cli("stats")[1]


@on_sqlite
def test_demo_files_invented_cases_through_the_real_way(
    cli: Callable[..., tuple[int, str, str]],
) -> None:
    filed = data(cli("demo", "--cases", "5", "--json"))["references"]

    waiting = {row["reference"]: row for row in data(cli("queue", "--json"))["cases"]}
    assert len(filed) == 5
    assert set(filed) & set(waiting)
    stopped = [waiting[one] for one in set(waiting) - set(filed)]
    assert [row["unfinished"] for row in stopped] == [True, True]
    assert cli("ledger", "verify")[0] == 0
    assert cli("demo", "--cases", "1")[0] == 2
    assert cli("demo", "--cases", "1", "--anyway")[0] == 0


@on_sqlite
@pytest.mark.slow
def test_eleven_silent_days_are_shown_as_a_table(
    cli: Callable[..., tuple[int, str, str]],
) -> None:
    fired = data(cli("demo", "--eleven-days", "--json"))["fired"]

    seen = [one for one in fired if one["clock"] == "child_seen"]
    assert [one["after_hours"] for one in seen] == [12, 24, 48, *range(72, 265, 24)]
    assert [one["told"] for one in seen[:3]] == ["owner", "duty_supervisor", "head_of_safeguarding"]
    assert {one["undone"] for one in seen} == {"See or speak to the child"}


@on_sqlite
@pytest.mark.parametrize(
    "line", [("queue", "--limit", "-3"), ("demo", "--cases", "-1"), ("metrics", "--port", "x")]
)
def test_a_number_that_makes_no_sense_is_refused_with_what_would(
    cli: Callable[..., tuple[int, str, str]],
    capsys: pytest.CaptureFixture[str],
    line: tuple[str, ...],
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli(*line)

    assert ended.value.code == 2
    assert "must be a whole number from" in capsys.readouterr().err


@on_sqlite
def test_a_folder_that_cannot_be_made_is_named_in_one_line(
    cli: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    code, _, problem = cli("backup", str(tmp_path / "file" / "backup"))

    assert code == 2
    assert problem.count("\n") == 1
    assert "backup" in problem
    assert "Not a directory" in problem


@on_sqlite
def test_a_database_that_was_never_migrated_is_named(
    cli: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    code, _, problem = cli("queue")
    assert code == 2
    assert "casedesk migrate" in problem
    assert data(cli("check", "--json"))["findings"][0]["rule"] == "migrations"

    assert data(cli("migrate", "--json"))["applied"]
    assert data(cli("migrate", "--json")) == {"applied": []}
    assert cli("queue")[0] == 0


@on_sqlite
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(
    cli: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/nothing"
    monkeypatch.setenv("DATABASE_URL", url)

    code, _, problem = cli("queue")

    assert code == 2
    assert "database" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("command", [one.name for one in COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 80


@pytest.mark.slow
def test_a_wrong_setting_is_one_clear_line_and_no_traceback(tmp_path: Path) -> None:
    environ = {**os.environ, **an_environment(tmp_path, EDGE_PORT="eighty")}

    done = subprocess.run(
        [sys.executable, "-m", "casedesk", "queue"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert done.stderr.strip() == (
        "casedesk queue: EDGE_PORT: 'eighty' is not a port between 1 and 65535"
    )

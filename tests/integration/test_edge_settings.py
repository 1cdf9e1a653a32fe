"""What the edge is told is checked as a whole before it serves anybody."""

from pathlib import Path

import pytest

from casedesk.domain.errors import DataError, SettingsError
from edge import problems
from edge.log import note
from edge.settings import DEFAULT_EXIT_URL, edge_settings
from tests.fakes import the_settings


def test_without_any_of_its_own_settings_nobody_may_embed_and_leaving_leads_to_the_weather(
    tmp_path: Path,
):
    settings = edge_settings(the_settings(tmp_path, role="edge"), {})

    assert settings.embed_hosts == ()
    assert settings.exit_url == DEFAULT_EXIT_URL
    assert settings.assistant_urls == ("http://127.0.0.1:5005",)
    assert len(settings.assistant_secret) == 64


def test_hosts_are_separated_by_blanks(tmp_path: Path):
    hosts = "https://school.example  http://127.0.0.1:9000"

    settings = edge_settings(the_settings(tmp_path, role="edge"), {"EMBED_HOSTS": hosts})

    assert settings.embed_hosts == ("https://school.example", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMBED_HOSTS", "school.example"),
        ("EMBED_HOSTS", "https://school.example/path"),
        ("EMBED_HOSTS", "http://school.example"),
        ("EMBED_HOSTS", "https://a.example;script-src"),
        ("EMBED_HOSTS", "*"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", "weather"),
        ("EXIT_URL", "https://x.example/<script>"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str):
    with pytest.raises(SettingsError, match=name):
        edge_settings(the_settings(tmp_path, role="edge"), {name: value})


def test_every_problem_is_listed_at_once(tmp_path: Path):
    wrong = {"EMBED_HOSTS": "a b", "EXIT_URL": "c"}

    with pytest.raises(SettingsError) as error:
        edge_settings(the_settings(tmp_path, role="edge"), wrong)

    assert len(error.value.problems) == 3


def test_every_problem_has_its_sentence_and_every_sentence_its_problem(
    monkeypatch: pytest.MonkeyPatch,
):
    words = problems.load_problem_words("999")
    assert "999" in words.say(problems.Problem("not_saved"))

    monkeypatch.setitem(problems.STATUS_OF, "new", 400)  # type: ignore[arg-type]

    with pytest.raises(DataError, match=r"problems\.new"):
        problems.load_problem_words("999")


def test_a_log_line_has_room_for_ids_and_nothing_else():
    note("turn", conversation="c", message="m")

    with pytest.raises(ValueError, match="text"):
        note("turn", text="what somebody said")

"""Measures for a monitoring system are counted from the record, never about one person."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml
from console_cases import a_case
from postgres import free_port
from prometheus_client import generate_latest

from casedesk.commands.metrics import DeskCollector, serve
from casedesk.domain.contact import Contact
from casedesk.services import casework, heartbeat
from casedesk.services.acting import Actor
from casedesk.services.desk import Desk
from casedesk.services.ledger_checks import write_checkpoint
from casedesk.services.measures import HELP, NEVER, measures
from edge.measures import REGISTRY

ROOT = Path(__file__).resolve().parents[2]


def measured(desk: Desk) -> dict[tuple[str, str], float]:
    return {(one.name, one.of): one.value for one in measures(desk)}


def test_every_measure_has_its_meaning_and_every_meaning_its_measure(desk):
    assert {name for name, _ in measured(desk)} == set(HELP)


def test_an_empty_desk_waits_for_nothing_but_a_worker(desk):
    found = measured(desk)

    assert found.pop(("firstday_worker_beat_seconds", "")) == NEVER
    assert set(found.values()) == {0}


def test_the_longest_wait_of_a_child_grows_until_the_child_was_seen(desk):
    reference = a_case(desk)
    desk.clock.at += timedelta(hours=3)
    level = next(
        of for (name, of), value in measured(desk).items() if name.endswith("live_cases") and value
    )
    assert measured(desk)["firstday_longest_unseen_seconds", level] == 3 * 3600

    spoken = Contact(desk.clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, reference, spoken, by=Actor("anna"))

    assert measured(desk)["firstday_longest_unseen_seconds", level] == 0


def test_a_worker_is_as_old_as_its_last_beat(desk):
    heartbeat.beat(desk, "worker:here:1")
    desk.clock.at += timedelta(seconds=90)

    assert measured(desk)["firstday_worker_beat_seconds", ""] == 90


def test_the_ledger_is_unsigned_from_its_first_entry_until_a_checkpoint(desk):
    a_case(desk)
    desk.clock.at += timedelta(hours=1)
    assert measured(desk)["firstday_checkpoint_seconds", ""] == 3600

    write_checkpoint(desk)

    assert measured(desk)["firstday_checkpoint_seconds", ""] == 0


def test_a_late_case_has_steps_that_are_due_until_a_worker_fires_them(desk):
    a_case(desk)
    desk.clock.at += timedelta(days=2)

    found = measured(desk)

    assert found["firstday_clocks_due", ""] > 0
    assert sum(value for (name, _), value in found.items() if name == "firstday_late_cases") == 1


def test_prometheus_can_read_them(desk):
    a_case(desk)
    port = free_port()
    serve(desk, "127.0.0.1", port)

    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text

    assert "firstday_up 1.0" in text
    assert re.search(r'firstday_live_cases\{level="P[1-4]"\} 1\.0', text)


def test_a_desk_that_cannot_be_read_is_down_and_not_an_error(desk):
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE escalations")

    families = {one.name: one for one in DeskCollector(desk).collect()}

    assert families["firstday_up"].samples[0].value == 0.0
    assert families["firstday_live_cases"].samples == []


@pytest.mark.parametrize("file", ["grafana/firstday.json", "prometheus/alerts.yml"])
def test_dashboard_and_alarms_name_only_measures_that_exist(file: str):
    text = (ROOT / "deploy" / file).read_text()
    known = {"firstday_up", *HELP, *re.findall(r"firstday_\w+", generate_latest(REGISTRY).decode())}
    known |= {f"{name}_{part}" for name in known for part in ("total", "bucket", "sum", "count")}

    named = set(re.findall(r"firstday_\w+", text))

    assert named
    assert named <= known


def test_every_alarm_says_in_the_operators_guide_what_to_do():
    alarms = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())
    guide = (ROOT / "docs" / "operating.md").read_text()

    missing = [
        rule["alert"]
        for group in alarms["groups"]
        for rule in group["rules"]
        if f"`{rule['alert']}`" not in guide
    ]

    assert missing == []

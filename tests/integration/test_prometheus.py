"""A real Prometheus reads deploy/prometheus, scrapes both kinds of measures, raises the alarm."""

# ruff: noqa: S603 - runs the tools that read these files, with arguments made here.

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_cases import a_case
from postgres import free_port

from casedesk.commands import metrics
from casedesk.interview.answers import given
from edge import measures

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "prometheus"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}; apt-get install prometheus")
    return found


@pytest.mark.parametrize(("kind", "file"), [("config", "prometheus.yml"), ("rules", "alerts.yml")])
def test_prometheus_own_tool_finds_nothing_wrong(kind: str, file: str):
    done = subprocess.run(
        [program("promtool"), "check", kind, FOLDER / file],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def prometheus(desk: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Return what asks a Prometheus that scrapes this desk and an edge, every second."""
    ports = {"metrics:9108": free_port(), "edge:9109": free_port()}
    metrics.serve(desk, "127.0.0.1", ports["metrics:9108"])
    measures.serve(ports["edge:9109"], "127.0.0.1")
    config = (FOLDER / "prometheus.yml").read_text()
    for target, port in ports.items():
        assert target in config
        config = config.replace(target, f"127.0.0.1:{port}")
    config = config.replace(
        "scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s"
    )
    (tmp_path / "prometheus.yml").write_text(config)
    shutil.copy(FOLDER / "alerts.yml", tmp_path)
    own = free_port()
    process = subprocess.Popen(
        [
            program("prometheus"),
            f"--config.file={tmp_path / 'prometheus.yml'}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{own}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path: str) -> Any:
        answer = httpx.get(f"http://127.0.0.1:{own}/api/v1/{path}", trust_env=False, timeout=5)
        answer.raise_for_status()  # While it starts, it says so in words.
        return answer.json()["data"]

    try:
        yield ask
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except httpx.HTTPError:
            pass  # It is still starting.
        time.sleep(0.2)
    raise AssertionError("it did not become true in time")


def test_both_are_scraped_and_a_child_in_danger_who_waits_raises_the_alarm(
    desk: Any, prometheus: Callable[[str], Any]
):
    a_case(desk, in_danger_now=given("yes"))
    desk.clock.at += timedelta(hours=2)

    def healthy() -> bool:
        targets = prometheus("targets")["activeTargets"]
        return sorted(one["health"] for one in targets) == ["up", "up"]

    def firing() -> set[str]:
        alerts = prometheus("alerts")["alerts"]
        return {one["labels"]["alertname"] for one in alerts if one["state"] == "firing"}

    until(healthy)
    until(lambda: "ChildInDangerNotSeen" in firing())

    rules = [rule for group in prometheus("rules")["groups"] for rule in group["rules"]]
    assert {rule["health"] for rule in rules} == {"ok"}
    assert prometheus("query?query=firstday_up")["result"][0]["value"][1] == "1"
    assert prometheus("query?query=firstday_turn_seconds_count")["result"]

"""The worker as a process: it starts, beats, stops when told, and survives being killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import an_environment, the_settings
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from casedesk.clock import FixedClock
from casedesk.interview.answers import given
from casedesk.services import heartbeat
from casedesk.services.check import check
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.store.tables.cases import clocks, escalations
from casedesk.worker import BEAT, Duty, Worker

ANSWERS = {
    "child_age": given(13),
    "incident_kinds": given(["threat_to_share"]),
    "account": given("x", words="x"),
}


def file(desk: Desk, number: int = 1) -> None:
    conversation = f"{number:032x}"
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, ANSWERS)
    submit(desk, conversation)


def until(holds: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def start(desk: Desk, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Yield what starts a real worker on the test's database."""
    the_settings(tmp_path)
    url = desk.settings.database_url
    environ = {**os.environ, **an_environment(tmp_path, DATABASE_URL=url)}
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "casedesk", "worker"]
            process = subprocess.Popen(command, env=environ, stderr=log, stdout=log)  # noqa: S603
            started.append(process)
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


def beats(desk: Desk) -> bool:
    with desk.reading() as work:
        return heartbeat.last_beat(work, "worker") is not None


def fired(desk: Desk) -> list[int]:
    with desk.reading() as work:
        rows = work.connection.execute(
            select(func.count()).select_from(escalations).group_by(escalations.c.clock_id)
        )
        return sorted(count for (count,) in rows)


@pytest.mark.slow
def test_a_worker_beats_and_stops_cleanly_when_told(
    desk: Desk, start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    process = start()
    until(lambda: beats(desk))

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    log = (tmp_path / "worker.log").read_text()
    assert "worker_stopped" in log
    assert "Traceback" not in log


@pytest.mark.slow
def test_workers_killed_again_and_again_fire_every_step_exactly_once(
    desk: Desk, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    # Given cases received three days ago, all of whose first steps are long due
    past = replace(desk, clock=FixedClock(datetime.now(UTC) - timedelta(hours=72, minutes=-30)))
    for number in range(30):
        file(past, number)

    # When two workers at a time are killed in the middle of their work, and one is let be
    for _ in range(3):
        before, pair = sum(fired(desk)), [start(), start()]
        until(lambda: sum(fired(desk)) > before or nothing_due(desk, datetime.now(UTC)))  # noqa: B023
        for process in pair:
            process.kill()
            process.wait(timeout=20)
    last = start()
    now = datetime.now(UTC)
    until(lambda: nothing_due(desk, now))
    last.send_signal(signal.SIGTERM)
    last.wait(timeout=20)

    # Then every clock has climbed as far as it should, each step once and none left out
    with desk.reading() as work:
        rows = work.connection.execute(
            select(
                func.count(), func.max(escalations.c.step), func.min(escalations.c.step)
            ).group_by(escalations.c.clock_id)
        ).all()
    assert all(count == highest and lowest == 1 for count, highest, lowest in rows)
    assert [one.rule for one in check(replace(desk, clock=FixedClock(datetime.now(UTC))))] == []


def nothing_due(desk: Desk, at: datetime) -> bool:
    with desk.reading() as work:
        waiting = select(clocks.c.id).where(
            clocks.c.stopped_at.is_(None), clocks.c.next_step_at <= at
        )
        return work.connection.execute(waiting.limit(1)).first() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_duty_that_fails_is_tried_again_and_stops_no_other(desk: Desk, clock: FixedClock) -> None:
    done: list[str] = []

    def fails(_: Desk) -> int:
        done.append("failed")
        raise OperationalError("SELECT 1", {}, Exception("locked"))

    def works(_: Desk) -> int:
        done.append("worked")
        return 0

    worker = Worker(
        desk, (Duty("one", timedelta(seconds=2), fails), Duty("two", timedelta(seconds=2), works))
    )
    worker.round()
    worker.round()
    clock.at += timedelta(seconds=2)
    worker.round()

    assert done == ["failed", "worked"] * 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_duty_that_finds_work_goes_on_until_there_is_none(desk: Desk) -> None:
    left = [3]

    def run(_: Desk) -> int:
        left[0] -= 1
        return left[0]

    Worker(desk, (Duty("one", timedelta(hours=1), run),)).round()

    assert left == [0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stale_heartbeat_is_a_finding(desk: Desk, clock: FixedClock) -> None:
    Worker(desk).round()
    assert check(desk) == ()

    clock.at += timedelta(minutes=2, seconds=1)
    assert [one.rule for one in check(desk)] == ["worker"]
    assert timedelta(minutes=2) > 3 * BEAT

"""Lateness acts: every step of every ladder fires exactly once, whatever happens to workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casedesk.clock import FixedClock
from casedesk.domain.contact import Contact
from casedesk.interview.answers import given
from casedesk.services import casework, rostering, staff
from casedesk.services.acting import Actor
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.escalation import escalate
from casedesk.services.filing import submit
from casedesk.services.queue import page
from casedesk.store.tables.cases import clocks, escalations
from casedesk.store.tables.operations import outbox

ANSWERS = {
    "child_age": given(13),
    "incident_kinds": given(["threat_to_share"]),
    "demands": given(["more_images"]),
    "account": given("what happened", words="what happened"),
}


def file(desk: Desk, number: int = 1) -> str:
    conversation = f"{number:032x}"
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, ANSWERS)
    return submit(desk, conversation).reference


def run_out(desk: Desk) -> int:
    rounds = 0
    while escalate(desk):
        rounds += 1
    return rounds


def fired(desk: Desk, kind: str = "child_seen") -> list[tuple[int, str, bool]]:
    with desk.reading() as work:
        rows = work.connection.execute(
            select(escalations.c.step, escalations.c.told, escalations.c.late)
            .join(clocks, clocks.c.id == escalations.c.clock_id)
            .where(clocks.c.kind == kind)
            .order_by(escalations.c.step)
        )
        return [tuple(row) for row in rows]


def test_nothing_fires_before_half_the_time_is_gone(desk: Desk, clock: FixedClock) -> None:
    file(desk)

    clock.at += timedelta(hours=11, minutes=59)
    run_out(desk)

    assert fired(desk) == []


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (12, ["owner"]),
        (24, ["owner", "duty_supervisor"]),
        (48, ["owner", "duty_supervisor", "head_of_safeguarding"]),
        (72, ["owner", "duty_supervisor", "head_of_safeguarding", "head_of_safeguarding"]),
    ],
)
def test_the_ladder_is_climbed_step_by_step(
    desk: Desk, clock: FixedClock, hours: int, told: list[str]
) -> None:
    file(desk)

    for _ in range(hours * 2):
        clock.at += timedelta(minutes=30)
        run_out(desk)

    assert [to for _, to, _ in fired(desk)] == told


def test_after_a_long_sleep_every_missed_step_fires_once_and_is_marked_late(
    desk: Desk, clock: FixedClock
) -> None:
    file(desk)

    clock.at += timedelta(hours=49)
    run_out(desk)
    run_out(desk)

    assert fired(desk) == [
        (1, "owner", True),
        (2, "duty_supervisor", True),
        (3, "head_of_safeguarding", True),
    ]


def test_each_step_tells_somebody_in_the_same_commit(desk: Desk, clock: FixedClock) -> None:
    file(desk)
    clock.at += timedelta(hours=49)
    run_out(desk)

    with desk.reading() as work:
        steps = work.connection.scalar(select(func.count()).select_from(escalations))
        told = work.connection.scalar(
            select(func.count()).select_from(outbox).where(outbox.c.kind == "escalation")
        )
    assert steps == told > 3


def test_who_is_on_duty_for_a_rung_is_named_in_what_is_told(desk: Desk, clock: FixedClock) -> None:
    staff.add(desk, "sam", "Sam", "supervisor", by="tests")
    start = clock.now()
    rostering.add(
        desk, "sam", "duty_supervisor", (start, start + timedelta(days=7)), by=Actor("sam")
    )
    file(desk)
    clock.at = start + timedelta(days=2)
    run_out(desk)

    with desk.reading() as work:
        told = work.connection.scalars(
            select(outbox.c.facts).where(outbox.c.kind == "escalation")
        ).all()
    named = {(one["percent"], one["on_duty"]) for one in told}
    assert (100, "sam") in named
    assert (50, "") in named


def test_seeing_the_child_ends_the_ladder(desk: Desk, clock: FixedClock) -> None:
    reference = file(desk)
    clock.at += timedelta(hours=13)
    run_out(desk)

    contact = Contact(clock.now(), "child", "phone", reached=True)
    casework.record_contact(desk, reference, contact, by=Actor("anna"))
    clock.at += timedelta(days=5)
    run_out(desk)

    assert [step for step, _, _ in fired(desk)] == [1]


def test_a_clock_that_steps_back_unfires_nothing(desk: Desk, clock: FixedClock) -> None:
    file(desk)
    clock.at += timedelta(hours=25)
    run_out(desk)
    before = fired(desk)

    clock.at -= timedelta(hours=2)
    run_out(desk)
    clock.at += timedelta(hours=2)
    run_out(desk)

    assert fired(desk) == before


def test_eight_workers_fire_each_step_once(desk: Desk, clock: FixedClock) -> None:
    for number in range(12):
        file(desk, number)
    clock.at += timedelta(hours=49)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: run_out(desk), range(8)))

    assert len(fired(desk)) == 12 * 3


def test_a_late_case_shows_as_late_even_when_no_worker_runs(desk: Desk, clock: FixedClock) -> None:
    file(desk)
    assert not page(desk).rows[0].late

    clock.at += timedelta(hours=25)

    assert page(desk).rows[0].late


def test_eleven_silent_days_are_not_silent(desk: Desk, clock: FixedClock) -> None:
    # Given the founding case, and nobody who acts
    file(desk)

    # When eleven days go by, with a worker that runs every hour
    for _ in range(11 * 24):
        clock.at += timedelta(hours=1)
        run_out(desk)

    # Then its first clock alone was told to the owner, the duty supervisor and, ten times, the head
    told = [to for _, to, _ in fired(desk)]
    assert told[:2] == ["owner", "duty_supervisor"]
    assert told[2:] == ["head_of_safeguarding"] * 10
    assert [step for step, _, _ in fired(desk)] == list(range(1, 13))
    assert not any(late for _, _, late in fired(desk))

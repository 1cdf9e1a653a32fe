"""What else stands on a desk that is in use: people on duty, replies, requests, a sample graded.

Laid over the invented cases once they are filed. The accounts it needs are those of `demo_work`.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from casedesk.clock import FixedClock
from casedesk.domain.errors import NotPossible
from casedesk.domain.inspection import GRADES, marks, proposed
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import (
    casework,
    inspecting,
    labels,
    levels,
    messaging,
    reporter_requests,
    rostering,
    unfinished,
)
from casedesk.services.cases import open_case_file
from casedesk.services.codes import Unlocked
from casedesk.services.demo_work import HEAD, SUPERVISOR
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.inspecting import Given
from casedesk.services.queue import QueueRow, everything
from casedesk.store.vault import ReturnKey

REPLIES = (
    "he wrote again today, i did not answer",
    "Can you call after four instead? My dad is home before that.",
    "thank you. it helps that somebody knows",
)
SAMPLE, SECOND_READINGS = 20, 6
"""Cases of the inspection, and how many of them a second reader has graded."""


def furnish(desk: Desk, chance: random.Random) -> None:
    """Put a working day on the desk; every part is what staff or a reporter could have done."""
    _put_on_duty(desk)
    _stop_in_danger(desk, chance)
    live = list(everything(desk))
    chance.shuffle(live)
    doings = [*_from_reporters(desk), *_from_staff(desk)]
    for row, do in zip(live, doings, strict=False):  # A small desk gets the first of them.
        with suppress(NotPossible):
            do(row)
    _inspect(desk, chance)


def _put_on_duty(desk: Desk) -> None:
    if any(rostering.on_duty(desk).values()):
        return
    now = desk.clock.now()
    shift = (now - timedelta(hours=2), now + timedelta(hours=10))
    for who, duty in ((SUPERVISOR, "duty_supervisor"), (HEAD, "head_of_safeguarding")):
        rostering.add(desk, who.name, duty, shift, by=SUPERVISOR)


def _stop_in_danger(desk: Desk, chance: random.Random) -> None:
    """Let two conversations stop in the middle, after danger was named."""
    earlier = replace(desk, clock=FixedClock(desk.clock.now() - 2 * unfinished.IDLE))
    for danger in ("in_danger_now", "yes"), ("self_harm", "plan"):
        draft = open_draft(earlier, f"{chance.getrandbits(128):032x}", "young_person")
        told = {"child_age": given(14, words="14"), danger[0]: given(danger[1], "chosen")}
        save_answers(earlier, draft.id, told)
    while unfinished.surface(desk):
        pass


def _from_reporters(desk: Desk) -> Sequence[Callable[[QueueRow], object]]:
    def reply(text: str) -> Callable[[QueueRow], object]:
        return lambda row: messaging.write_to_staff(desk, row.case_id, text)

    def request(kind: str) -> Callable[[QueueRow], object]:
        return lambda row: reporter_requests.ask(
            desk, Unlocked(row.case_id, ReturnKey(b"", b"")), kind
        )

    return [*map(reply, REPLIES), *map(request, reporter_requests.DECISIONS)]


def _from_staff(desk: Desk) -> Sequence[Callable[[QueueRow], object]]:
    def label(name: str) -> Callable[[QueueRow], object]:
        return lambda row: labels.add(desk, row.reference, name, by=SUPERVISOR)

    def level(wanted: Level, reason: str) -> Callable[[QueueRow], object]:
        return lambda row: levels.set_level(
            desk, row.reference, wanted, by=SUPERVISOR, reason=reason
        )

    def wait(row: QueueRow) -> None:
        reason = "The school answers on Monday."
        casework.move(desk, row.reference, "wait", by=SUPERVISOR, reason=reason)

    return [
        *map(label, sorted(labels.known())),
        level(Level.P1, "The carer rang: the suspect was seen outside the school."),
        level(Level.P3, "Both families have met, and the picture was never sent on."),
        level(Level.P1, "New threats, with today as the deadline."),
        *[wait] * 6,
    ]


def _inspect(desk: Desk, chance: random.Random) -> None:
    """Draw a sample and let two readers grade it, mostly as the record proposes."""
    now = desk.clock.now()
    period = (now - timedelta(days=13), now)
    with suppress(NotPossible):  # A desk without cases has nothing to draw from.
        new = inspecting.draw(desk, SAMPLE, period, by=SUPERVISOR.name)
        for number, case in enumerate(inspecting.find(desk, new).sample):
            _grade(desk, new, case.reference, SUPERVISOR.name)
            if number < SECOND_READINGS:
                _grade(desk, new, case.reference, HEAD.name, stricter=chance.random() < 0.3)


def _grade(
    desk: Desk, inspection: str, reference: str, reader: str, *, stricter: bool = False
) -> None:
    case = open_case_file(desk, reference, actor=reader)
    now = desk.clock.now()
    earned = marks(inspecting.facts_of(case, now))
    whole = GRADES[-1] if stricter else proposed(earned)
    headings: dict[str, str] = {one.heading: one.grade for one in earned}
    read = Given(reader, whole, headings, now, "Graded from the record.")
    inspecting.grade(desk, inspection, reference, read)

"""Filling a desk with invented cases, through the same doors real ones come in by.

Each case is filed at its own instant of the days before now; nothing is written behind the
services' backs, so clocks, verdicts, series and ledger are as they would have been. The ledger's
order is the order of filing.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from casedesk.clock import FixedClock
from casedesk.data_files import DATA, read_yaml
from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, given
from casedesk.interview.engine import reachable
from casedesk.services import demo_desk, demo_work, likeness
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit

FILE = DATA / "demo" / "stories.yml"
PLATFORMS = ("snapchat", "instagram", "whatsapp", "tiktok", "discord")
HANDLES = ("quiet.harbour", "nightowl_77", "j4de.real", "coach_mk", "luna.drops", "redpanda404")
SPREAD = timedelta(days=12)
"""How far back the oldest case was received: longer than the eleven days nobody acted."""


@dataclass(frozen=True)
class Story:
    """One kind of report: what was chosen, what was said, and who it is about."""

    face: str
    weight: int
    ages: tuple[int, ...]
    facts: Mapping[str, Any]
    words: Mapping[str, str]


def load_stories() -> tuple[Story, ...]:
    """Return the stories of `data/demo/stories.yml`."""
    raw = read_yaml(FILE)["stories"]
    return tuple(
        Story(one["face"], one["weight"], tuple(one["ages"]), one["facts"], one["words"])
        for one in raw
    )


def fill(
    desk: Desk, count: int, *, seed: int = 1, tell: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """File `count` invented reports, oldest first; return their references.

    `tell` is called after each. The same seed gives the same stories at the same ages.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data, not a secret
    now = desk.clock.now()
    references = []
    demo_work.make_people(desk)
    for at in sorted(_instants(chance, now, count)):
        reference = _file(desk, at, chance)
        demo_work.work_on(desk, reference, at, chance)
        references.append(reference)
        tell()
    demo_desk.furnish(desk, chance)
    likeness.pass_over(desk)
    return tuple(references)


def _instants(chance: random.Random, now: datetime, count: int) -> Iterator[datetime]:
    # Most cases are fresh: an exponential tail reaches back over the days.
    for _ in range(count):
        back = min(chance.expovariate(4.0), 1.0) * SPREAD
        yield now - back - timedelta(minutes=2)


def _file(desk: Desk, at: datetime, chance: random.Random) -> str:
    """File one invented report at an instant of the past."""
    stories = load_stories()
    story = chance.choices(stories, [one.weight for one in stories])[0]
    conversation = f"{chance.getrandbits(128):032x}"
    # The draft is of now: a worker at work beside this erases those nobody touched for days.
    draft = open_draft(desk, conversation, story.face)
    save_answers(desk, draft.id, reachable(desk.catalogue, _answers(story, chance)))
    return submit(replace(desk, clock=FixedClock(at)), conversation).reference


def _answers(story: Story, chance: random.Random) -> dict[str, Answer]:
    platform, handle = chance.choice(PLATFORMS), chance.choice(HANDLES)
    filled = {"platform": platform.capitalize(), "digits": f"{chance.randrange(1000):03d}"}
    answers = {name: given(value, "chosen") for name, value in story.facts.items()}
    answers |= {
        name: given(text.format(**filled), words=text.format(**filled))
        for name, text in story.words.items()
    }
    age = chance.choice(story.ages)
    answers["child_age"] = given(age, words=str(age))
    answers["platforms"] = given([platform], "chosen")
    if chance.random() < 0.3:
        named: Value = {"kind": "handle", "platform": platform, "value": handle}
        answers["suspect_identifiers"] = given([named], words=f"{handle} on {platform}")
    return answers

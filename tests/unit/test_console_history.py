"""The timeline as staff read it."""

from datetime import UTC, datetime, timedelta

import pytest

from casedesk.rulebook import load_rulebook
from console.history import SAID, sentence, timeline

POLICY = load_rulebook().clocks
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def entry(act: str, minute: int = 0, **facts) -> dict[str, object]:
    at = NOW + timedelta(minutes=minute)
    return {"act": act, "at": at, "actor": "worker", "facts": facts, "note": ""}


def step(number: int, percent: int | None, clock: str = "child_seen") -> dict[str, object]:
    told = {"step": number, "percent": percent, "demands": "written_reason", "on_duty": ""}
    return entry("escalated", clock=clock, **told)


def lines(*entries):
    return timeline(entries, POLICY, str.upper)


@pytest.mark.parametrize(
    ("act", "facts", "told"),
    [
        ("report_filed", {"level": "P2"}, "Report received, P2 Urgent"),
        (
            "contact",
            {"who": "child", "method": "in_person", "reached": True},
            "Reached child, in person",
        ),
        (
            "contact",
            {"who": "child", "method": "phone", "reached": False},
            "Tried to reach child, phone",
        ),
        ("sign_off", {"subject": "review", "agreed": False}, "Not signed off: review"),
        (
            "level_set",
            {"from": "P2", "to": "P3", "waits": True},
            "Level set from P2 to P3, which waits for a second person",
        ),
        (
            "action",
            {"kind": "evidence_secured", "about": "snapchat"},
            "Evidence secured on Snapchat",
        ),
        ("action", {"kind": "safety_plan", "about": None}, "Safety plan"),
        ("linked", {"others": 1}, "Linked with one other case by what identifies the suspect"),
        ("labelled", {"added": ["training"], "removed": []}, "Labels: Good for training added"),
        ("hold", {"until": None}, "No longer kept from erasure"),
        ("contact", {}, "Contact"),
        ("something_newer", {"what": "ever"}, "Something newer"),
    ],
)
def test_an_act_is_told_in_a_sentence(act, facts, told):
    assert sentence(act, facts) == told


def test_every_sentence_can_be_told_without_its_facts():
    assert all(sentence(act, {}) for act in SAID)


def test_the_newest_stands_first():
    told = lines(entry("assign"), entry("start", 5))

    assert [one["text"] for one in told] == ["Work started", "Assigned"]
    assert told[0]["by"] == "WORKER"


def test_what_one_clock_set_off_in_one_stretch_is_one_line_with_its_steps():
    told = lines(step(1, 50), step(2, 100), step(3, 200), step(4, None))

    assert [one["text"] for one in told] == [
        "Escalated to the head of safeguarding, 4 steps: See or speak to the child"
    ]
    assert [one["text"] for one in told[0]["steps"]][1:] == [
        "Step 2, at 100 % of the time: the duty supervisor, written reason",
        "Step 3, at 200 % of the time: the head of safeguarding, written reason",
        "Step 4, daily after that: the head of safeguarding, written reason",
    ]


def test_two_clocks_and_what_people_did_between_stay_apart():
    told = lines(step(1, 50), step(1, 50, "first_action"), entry("start"), step(2, 100))

    assert len(told) == 4
    assert all(one["steps"] == () for one in told)

"""Every scenario under scenarios/, played through the real edge, assistant and action server."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversation.runner import Chat, play
from tests.conversation.system import System

SCENARIOS = Path(__file__).parent / "scenarios"
LEVELS = ("P1", "P2", "P3", "P4")


def scenarios() -> list[Any]:
    """Return each scenario as a test parameter named by its sentence."""
    return [
        pytest.param(scenario, id=f"{path.stem}: {scenario['scenario']}")
        for path in sorted(SCENARIOS.glob("*.yml"))
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("scenario", scenarios())
def test_the_conversation_goes_as_written(scenario: dict[str, Any], system: System) -> None:
    chat = Chat(system, scenario.get("face", "young_person"))
    chat.open()

    play(chat, scenario["steps"])

    if "filed" in scenario:
        assert chat.reference, "\n".join(chat.transcript[-30:])
        check_filed(filed(system, chat), scenario["filed"])


def filed(system: System, chat: Chat) -> dict[str, Any]:
    """Return the case as the operator's command shows it."""
    return dict(json.loads(system.run("case", chat.reference, "--json")))


def check_filed(case: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare level and answers; `at_least: P2` is met by P1 too."""
    if "level" in expected:
        assert case["level"] == expected["level"], case
    if "at_least" in expected:
        assert LEVELS.index(case["level"]) <= LEVELS.index(expected["at_least"]), case
    for question_id, value in expected.get("answers", {}).items():
        answer = case["answers"].get(question_id)
        assert answer is not None, f"{question_id} was not kept: {sorted(case['answers'])}"
        assert answer["value"] == value, (question_id, answer)
    for question_id in expected.get("without", []):
        assert question_id not in case["answers"]

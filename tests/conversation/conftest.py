"""One real system for the whole session of conversation tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.runner import Chat
from tests.conversation.system import System


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Edge, assistant and action server, started once."""
    running = System(tmp_path_factory.mktemp("system"))
    try:
        running.start("actions", "assistant", "edge")
        yield running
    finally:
        running.stop()


@pytest.fixture
def chat(system: System) -> Chat:
    """Return a conversation that has just begun."""
    talking = Chat(system)
    talking.open()
    return talking


SCENARIOS = Path(__file__).parent / "scenarios"

"""`.venv-assistant/bin/python -m bench.nlu.blind`: the crisis screen on sentences written blind.

`data/nlu_blind.yml` was written by people who had seen neither the lexicon nor the examples, and is
heard by the newest trained model as it is. Figures count only the first time: what was mended for
a sentence is not blind to it any more. docs/nlu.md holds the first ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.nlu import examples, figures
from bench.nlu.assistant import Assistant, quiet
from bench.nlu.examples import Example
from bench.nlu.figures import Reading
from bot import settings
from casedesk.data_files import read_yaml

BLIND = examples.ROOT / "data" / "nlu_blind.yml"
KINDS = {"self_harm": "crisis_self_harm", "danger": "crisis_danger", "ordinary": "", "tricky": ""}
"""What the file's groups are; `tricky` are ordinary messages that sound alarming."""


def readings(file: Path = BLIND) -> dict[str, list[Reading]]:
    """Ask the newest model every sentence of a file; returns them by group."""
    assistant = Assistant(settings.newest_model())
    groups = read_yaml(file)
    return {
        kind: [assistant.read(Example(text, intent)) for text in groups[kind]]
        for kind, intent in KINDS.items()
    }


def rows(groups: dict[str, list[Reading]]) -> Iterator[str]:
    """Return the lines of a table: of each group, what was raised, and what unasked."""
    yield "| | raised | of these answered as a crisis without asking first |"
    yield "|---|---|---|"
    crisis = [one for kind, intent in KINDS.items() if intent for one in groups[kind]]
    for name, group in {"both crisis acts": crisis, **groups}.items():
        raised = figures.share(group, _any, lambda one: one.certainty is not None)
        sure = figures.share(group, _any, lambda one: one.certainty == "sure")
        yield f"| {name} | {raised} | {sure} |"


def wrong(groups: dict[str, list[Reading]]) -> Iterator[str]:
    """Return every sentence that was missed, or raised for nothing."""
    for kind, group in groups.items():
        for one in group:
            if bool(one.certainty) != one.is_crisis:
                yield f"{kind}: {one.text} ({one.why or 'not raised'})"


def _any(_reading: Reading) -> bool:
    return True


def main() -> None:
    """Print the figures, then each sentence that was taken wrongly."""
    quiet()
    groups = readings()
    print("\n".join([*rows(groups), "", *wrong(groups)]))


if __name__ == "__main__":
    main()

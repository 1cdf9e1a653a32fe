"""`.venv-assistant/bin/python -m bench.nlu.blind`: the crisis screen on sentences written blind.

`data/nlu_blind` was written by somebody who had not looked at the lexicon, and is heard by the
newest trained model as it is. Figures count only the first time: what was mended for a sentence is
not blind to it any more. docs/nlu.md holds the first ones.
"""

from __future__ import annotations

from bench.nlu import examples, figures
from bench.nlu.assistant import Assistant, quiet
from bot import settings

BLIND = examples.ROOT / "data" / "nlu_blind"
FIGURES = (
    ("crisis messages raised", figures.crisis_recall),
    ("raised to the right act", figures.right_crisis_act),
    ("others raised all the same", figures.false_alarms),
    ("others raised, denials left out", figures.undenied_false_alarms),
    ("others that got the reply unasked", figures.sure_false_alarms),
)


def main() -> None:
    """Print the figures, and each sentence that was missed."""
    quiet()
    assistant = Assistant(settings.newest_model())
    readings = [assistant.read(example) for example in examples.load(BLIND)]
    for name, of in FIGURES:
        print(f"{name}: {of(readings)}")
    for one in readings:
        if one.is_crisis and (one.certainty is None or one.denied):
            print(f"missed: {one.text}")


if __name__ == "__main__":
    main()

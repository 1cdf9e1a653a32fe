"""`python -m run.data`: read everything under `data/` as the service does, and say what is wrong.

The first step of `make domain` and `make check`, for whoever changes what the service says, asks
and decides: every mistake is a line that names its file, and nothing is a stack trace.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping

from casedesk import language, rule_examples
from casedesk.clock import SystemClock
from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.guidance.crisis import load_lexicon
from casedesk.guidance.loader import load_guidance
from casedesk.guidance.other_language import load_languages
from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.overheard.phrases import load_heard
from casedesk.rulebook import load_rulebook
from casedesk.services.demo import load_stories
from casedesk.services.inspecting import published
from casedesk.services.labels import load_labels
from casedesk.services.retention import load_retention


def problems() -> list[str]:
    """Return every mistake, a line each; the language is judged once everything can be read."""
    found = [line for place, reading in READ.items() for line in _mistakes(place, reading)]
    return found or [_placed("", line) for line in language.problems()]


def _mistakes(place: str, reading: Callable[[], object]) -> Iterator[str]:
    try:
        result = reading()
    except DataError as error:
        yield from (_placed(place, line) for line in error.problems)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        yield f"data/{place}: has not the shape it needs: {what}. What changed: git diff data/"
    else:
        if isinstance(result, list):
            yield from (_placed(place, line) for line in result)


def _placed(place: str, line: str) -> str:
    """Begin with the file's place in the project, whatever the reader began with."""
    line = line.removeprefix(f"{DATA}/")
    within = re.match(r"[\w/]+\.yml\b", line) or not place
    return f"data/{line}" if within else f"data/{place}: {line}"


def _rules_tried() -> list[str]:
    try:
        rulebook = load_rulebook()
    except DataError:
        return []  # Told of already; the examples mean something once the rules can be read.
    return list(rule_examples.problems(rulebook, rule_examples.load_examples()))


def _examples_counted() -> list[str]:
    """Return the files of training sentences in which an intent has none."""
    return [
        f"nlu/{path.name}: {entry.get('intent', 'an entry without intent')}: has no examples"
        for path in sorted((DATA / "nlu").glob("*.yml"))
        for entry in read_yaml(path)["nlu"]
        if not str(entry.get("examples", "")).strip().startswith("- ")
    ]


def _guidance_in_date() -> list[str]:
    return load_guidance().problems(SystemClock().now().date())


READ: Mapping[str, Callable[[], object]] = {
    "questions": load_catalogue,
    "advice, replies.yml, crisis/replies.yml or services.yml": _guidance_in_date,
    "triage": load_rulebook,
    "triage/examples.yml": _rules_tried,
    "crisis": load_lexicon,
    "overheard": load_heard,
    "language": load_languages,
    "retention.yml": load_retention,
    "labels.yml": load_labels,
    "inspection.yml": published,
    "demo/stories.yml": load_stories,
    "edge.yml": lambda: dict(read_yaml(DATA / "edge.yml")["problems"]),
    "nlu": _examples_counted,
}
"""What stands where under data/, and what reads it; a list that comes back is of mistakes."""


def main() -> int:
    """Print every mistake; return 1 when there is one."""
    found = problems()
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(f"{len(found)} to put right in data/", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

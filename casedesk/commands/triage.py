"""`triage`: answers in, verdict out; touches no database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from casedesk.clock import SystemClock
from casedesk.commands.frame import OK, Command, Out
from casedesk.domain.errors import DataError
from casedesk.domain.normalise import normalise_answers
from casedesk.domain.triage import triage
from casedesk.rulebook import load_rulebook


def arguments(parser: ArgumentParser) -> None:
    """Declare the file."""
    parser.add_argument(
        "file", help='JSON, {"answers": {question id: value}}; - for standard input'
    )


def run(arguments: Namespace, out: Out) -> int:
    """Print level, reasons and what is missing."""
    answers = normalise_answers(_read(arguments.file))
    rulebook = load_rulebook()
    zone = rulebook.clocks.office_hours.zone
    verdict = triage(answers, rulebook, today=SystemClock().now().astimezone(zone).date())
    out.say(f"level {verdict.level}")
    out.table(("rule", "why"), [(reason.rule, reason.text) for reason in verdict.reasons])
    out.say(f"missing: {', '.join(verdict.missing) or 'nothing'}")
    out.result(
        {
            "level": verdict.level,
            "reasons": [{"rule": one.rule, "text": one.text} for one in verdict.reasons],
            "missing": verdict.missing,
        }
    )
    return OK


def _read(name: str) -> Mapping[str, object]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        raw = json.loads(text)
    except OSError as error:
        raise DataError([f"{name}: cannot be read ({error.strerror})"]) from None
    except json.JSONDecodeError as error:
        raise DataError([f"{name}:{error.lineno}: is not JSON ({error.msg})"]) from None
    except (UnicodeDecodeError, RecursionError):
        raise DataError([f"{name}: is not UTF-8 JSON of sensible depth"]) from None
    answers = raw.get("answers") if isinstance(raw, dict) else None
    if not isinstance(answers, dict):
        raise DataError([f'{name}: must hold {{"answers": {{question id: value}}}}'])
    return answers


COMMAND = Command("triage", "judge a file of answers", run, arguments)

"""Trying the examples in `data/triage/examples.yml`: each rule fires when it should, only then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.domain.normalise import normalise_answers
from casedesk.domain.triage import RuleBook, Verdict, triage

FILE = DATA / "triage" / "examples.yml"


@dataclass(frozen=True)
class Examples:
    """For each rule, answers for which it fires and answers for which it does not."""

    today: date
    of: Mapping[str, Mapping[str, Any]]

    def verdict(self, rule: str, kind: str, rulebook: RuleBook) -> Verdict:
        """Return the verdict on one example; `kind` is fires or silent."""
        return triage(normalise_answers(self.of[rule][kind]), rulebook, today=self.today)


def load_examples(file: Path = FILE) -> Examples:
    """Read the file; what is wrong in it shows when the examples are tried."""
    raw = read_yaml(file)
    return Examples(date.fromisoformat(raw["today"]), raw["examples"])


def problems(rulebook: RuleBook, examples: Examples) -> Iterator[str]:
    """Yield, a line each, what the examples show to be wrong with the rules."""
    for rule in rulebook.rules:
        if set(examples.of.get(rule.id) or {}) != {"fires", "silent"}:
            yield f"{rule.id}: needs an example for which it fires, and one for which it is silent"
        else:
            yield from _tried(rule.id, rulebook, examples)
    for name in sorted(set(examples.of) - {rule.id for rule in rulebook.rules}):
        yield f"{name}: is no rule of rules.yml"


def _tried(rule: str, rulebook: RuleBook, examples: Examples) -> Iterator[str]:
    for kind in ("fires", "silent"):
        try:
            verdict = examples.verdict(rule, kind, rulebook)
        except DataError as error:
            yield from (f"{rule}: {kind}: {one}" for one in error.problems)
            continue
        if (rule in {one.rule for one in verdict.reasons}) != (kind == "fires"):
            yield f"{rule}: {kind}: the rule {'does not fire' if kind == 'fires' else 'fires'} here"

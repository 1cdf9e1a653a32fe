"""From the content of `data/triage/*.yml` to a RuleBook, or to the list of everything wrong in it.

Rules must be positive: they may ask for what is present only (no `not`, no `known: false`). A
further answer can then make more rules fire, never fewer, unless it takes a fact away, and which
answers may do that is listed in `facts.REASSURING`.
"""

from collections.abc import Iterable, Iterator, Mapping

from casedesk.domain.clocks_parser import parse_clocks
from casedesk.domain.conditions import ALWAYS, Condition, ConditionError, parse_condition
from casedesk.domain.errors import DataError
from casedesk.domain.facts import FACT_NAMES
from casedesk.domain.levels import Level
from casedesk.domain.reading import Problems, Reader, content_version
from casedesk.domain.triage import HEADINGS, LevelMeaning, MustKnow, Rule, RuleBook
from casedesk.domain.vocabulary import FIELDS

_LEVELS = tuple(level.value for level in Level)


def parse_rulebook(raw: Mapping[str, object]) -> RuleBook:
    """Parse {"levels": ..., "rules": ..., "clocks": ...}, the content of the three files.

    Raises DataError with every problem, each naming file and entry.
    """
    problems: Problems = []
    levels = Reader("triage/levels.yml", raw.get("levels"), problems)
    rules = Reader("triage/rules.yml", raw.get("rules"), problems)
    clocks = parse_clocks(Reader("triage/clocks.yml", raw.get("clocks"), problems))
    rulebook = RuleBook(
        levels=_levels(levels.mapping("levels")),
        rules=_rules(rules),
        must_know=tuple(_must_know(entry) for entry in levels.entries("must_know")),
        clocks=clocks,
        version=content_version(raw.get("levels"), raw.get("rules")),
    )
    for reader in (levels, rules):
        reader.text("reviewed_on")
        reader.finish()
    if problems:
        raise DataError(problems)
    return rulebook


def _levels(reader: Reader) -> dict[Level, LevelMeaning]:
    meanings = {level: _meaning(reader.mapping(level.value)) for level in Level}
    reader.finish()
    return meanings


def _meaning(reader: Reader) -> LevelMeaning:
    meaning = LevelMeaning(reader.text("name"), reader.text("means"))
    reader.finish()
    return meaning


def _must_know(reader: Reader) -> MustKnow:
    question = reader.text("question")
    if question not in FIELDS:
        reader.problem(f"`{question}` is not a question")
    when = reader.get("when")
    condition = ALWAYS if when is None else _condition(reader, when)
    reader.finish()
    return MustKnow(question, condition)


def _rules(reader: Reader) -> tuple[Rule, ...]:
    _check_glossary(reader.mapping("facts"))
    rules = tuple(_rule(entry) for entry in reader.entries("rules"))
    ids = [rule.id for rule in rules]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        reader.problem(f"rules: the id `{twice}` stands twice")
    return rules


def _check_glossary(reader: Reader) -> None:
    for fact in sorted(FACT_NAMES):
        reader.text(fact)
    reader.finish()


def _rule(reader: Reader) -> Rule:
    rule = Rule(
        id=reader.text("id"),
        floor=Level(reader.one_of("floor", _LEVELS)),
        heading=reader.one_of("heading", HEADINGS),
        text=reader.text("text"),
        source=reader.text("source"),
        when=_condition(reader, reader.get("when")),
        verified=reader.verified(),
    )
    reader.finish()
    return rule


def _condition(reader: Reader, raw: object) -> Condition:
    for problem in _misnamed(raw):
        reader.problem(problem)
    try:
        return parse_condition(raw)
    except ConditionError as error:
        reader.problem(str(error))
        return ALWAYS


def _misnamed(raw: object) -> Iterator[str]:
    """Yield what would make the condition negative, or unable ever to hold."""
    for key, operand in raw.items() if isinstance(raw, dict) else ():
        if key == "not":
            yield "`not` is refused: a rule asks only for what is present"
        elif key in {"any", "all"}:
            yield from _misnamed_parts(operand)
        elif key in FACT_NAMES:
            if operand != "yes":
                yield f"the fact `{key}` is either `yes` or absent"
        elif key not in FIELDS:
            yield f"`{key}` is neither a question nor a fact"
        else:
            yield from _wrong_values(key, operand)


def _misnamed_parts(parts: object) -> Iterator[str]:
    for part in parts if isinstance(parts, list) else ():
        yield from _misnamed(part)


def _wrong_values(question: str, operand: object) -> Iterator[str]:
    if isinstance(operand, dict):
        if operand.get("known") is False:
            yield "`known: false` is refused: a rule asks only for what is present"
        return
    options = FIELDS[question].options
    wanted: Iterable[object] = operand if isinstance(operand, list) else [operand]
    for one in wanted:
        if one not in options:
            yield f"`{question}` never has the value {one!r}"

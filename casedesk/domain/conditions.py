"""Conditions on answers, shared by `ask_when` in the interview and `when` in triage rules.

Written in YAML as a mapping; every entry must hold.

    in_danger_now: yes                   equals, or is among the answers of a `choices` question
    suspect_relation: [family, peer]     equals, or shares, one of these
    child_age: {below: 13}               also `at_least`; both may stand together
    deadline: {known: true}              has (or, with false, has not) a value
    any: [ ... ]   all: [ ... ]   not: { ... }

An unknown answer satisfies nothing but `known: false` (and what stands under `not`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from casedesk.domain.values import Value, Values


class ConditionError(ValueError):
    """The condition is not written in the grammar above."""


@dataclass(frozen=True)
class Condition:
    """One parsed condition: whether it holds, and which answers it looks at."""

    holds: Callable[[Values], bool]
    mentions: frozenset[str]


ALWAYS = Condition(lambda _: True, frozenset())


def parse_condition(raw: object) -> Condition:
    """Parse the mapping; raise ConditionError saying what is wrong."""
    if not isinstance(raw, dict) or not raw:
        raise ConditionError(f"a condition is a mapping with at least one entry, not {raw!r}")
    return _every([_entry(str(key), operand) for key, operand in raw.items()])


def _entry(key: str, operand: object) -> Condition:
    if key in {"any", "all"}:
        if not isinstance(operand, list) or not operand:
            raise ConditionError(f"`{key}` takes a list of conditions")
        parts = [parse_condition(part) for part in operand]
        return _some(parts) if key == "any" else _every(parts)
    if key == "not":
        inner = parse_condition(operand)
        return Condition(lambda values: not inner.holds(values), inner.mentions)
    return Condition(_test(key, operand), frozenset({key}))


def _every(parts: list[Condition]) -> Condition:
    mentions = frozenset[str]().union(*(part.mentions for part in parts))
    return Condition(lambda values: all(part.holds(values) for part in parts), mentions)


def _some(parts: list[Condition]) -> Condition:
    mentions = frozenset[str]().union(*(part.mentions for part in parts))
    return Condition(lambda values: any(part.holds(values) for part in parts), mentions)


def _test(key: str, operand: object) -> Callable[[Values], bool]:
    if isinstance(operand, dict):
        return _comparison(key, operand)
    wanted = operand if isinstance(operand, list) else [operand]
    if not wanted or not all(isinstance(one, str | int) for one in wanted):
        raise ConditionError(f"`{key}` is compared with {operand!r}, which is not a word or number")
    return lambda values: any(one in wanted for one in _as_list(values.get(key)))


def _comparison(key: str, operand: dict[str, object]) -> Callable[[Values], bool]:
    if set(operand) == {"known"} and isinstance(operand["known"], bool):
        return lambda values: (key in values) is operand["known"]
    below, at_least = operand.get("below"), operand.get("at_least")
    limits = [limit for limit in (below, at_least) if limit is not None]
    if not limits or set(operand) - {"below", "at_least"} or not _all_numbers(limits):
        raise ConditionError(f"`{key}` takes below, at_least (numbers) or known (true or false)")

    def holds(values: Values) -> bool:
        value = values.get(key)
        if not isinstance(value, int | float):
            return False
        return (not isinstance(below, int | float) or value < below) and (
            not isinstance(at_least, int | float) or value >= at_least
        )

    return holds


def _all_numbers(limits: list[object]) -> bool:
    return all(isinstance(limit, int | float) for limit in limits)


def _as_list(value: Value | None) -> list[Value]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

"""Everything that can be wrong with the question files, told at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from casedesk.domain.conditions import ConditionError, parse_condition
from casedesk.interview.catalogue_reading import options_of
from casedesk.interview.plain import plain
from casedesk.interview.questions import QuestionType

_TYPES = get_args(QuestionType)
_VOICES = {"young_person", "adult", "call_handler"}
_TEXTS = ("id", "label", "why", "skip_means", "unknown_means")
_FLAGS = ("core", "sensitive", "free", "ranked", "unsure")
_KEYS = {*_TEXTS, *_FLAGS, "type", "wording", "again", "handler_note", "options", "tense"} | {
    "ask_when",
    "core_when",
    "own_label",
}
_OPTION_KEYS = {"value", "label", "synonyms", "danger", "exclusive"}
_YES_NO = {"yes", "no", "unsure"}

type Files = list[tuple[Path, Any]]


def problems_in(files: Files) -> list[str]:
    """Return every problem as `file: question: what is wrong`, in no particular order."""
    problems = [problem for path, raw in files for problem in _file_problems(path, raw)]
    # Order and identity mean something only once each file has the right shape.
    return problems or [*_duplicates(files), *_condition_problems(files)]


def _file_problems(path: Path, raw: Any) -> Iterator[str]:  # noqa: ANN401 - unread YAML
    if not isinstance(raw, dict) or not isinstance(raw.get("questions"), list):
        yield f"{path}: is not a mapping with a list of questions"
        return
    if not _is_text(raw.get("section")) or not _is_text(raw.get("title")):
        yield f"{path}: section or title is missing"
    if not isinstance(raw.get("order"), int):
        yield f"{path}: order is not a number"
    for place, question in enumerate(raw["questions"], start=1):
        if not isinstance(question, dict):
            yield f"{path}: question {place}: is not a mapping"
            continue
        name = question.get("id", f"question {place}")
        yield from (f"{path}: {name}: {problem}" for problem in _question_problems(question))


def _question_problems(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown key {key!r}" for key in raw if key not in _KEYS)
    yield from (f"{key} is missing" for key in _TEXTS if not _is_text(raw.get(key)))
    yield from (
        f"{key} is not true or false" for key in _FLAGS if not isinstance(raw.get(key, False), bool)
    )
    if raw.get("tense", "past") not in {"past", "future"}:
        yield "tense is not past or future"
    note = raw.get("handler_note")
    if not isinstance(note, dict) or set(note) != {"do", "dont"}:
        yield "handler_note does not say exactly do and dont"
    for key in ("wording", "again"):
        yield from _wording_problems(key, raw.get(key))
    if raw.get("type") not in _TYPES:
        yield f"unknown type {raw.get('type')!r}"
    else:
        yield from _option_problems(raw)


def _wording_problems(key: str, raw: Any) -> Iterator[str]:  # noqa: ANN401 - unread YAML
    said = raw if isinstance(raw, dict) else {}
    yield from (f"{key} for {voice} is missing" for voice in sorted(_VOICES - set(said)))
    for voice, words in said.items():
        if voice not in _VOICES | {"friend"}:
            yield f"{key} for unknown voice {voice!r}"
        elif not _is_text(words):
            yield f"{key} for {voice} is empty"


def _option_problems(raw: Mapping[str, Any]) -> Iterator[str]:
    options = raw.get("options", [])
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        yield "options are not a list of mappings"
        return
    takes_options = raw["type"] in {"choice", "choices"}
    if takes_options != bool(options) and raw["type"] != "yes_no":
        yield f"a question of type {raw['type']} {'needs' if takes_options else 'takes no'} options"
    seen = Counter(option.get("value") for option in options)
    yield from (f"option {value!r} stands twice" for value, times in seen.items() if times > 1)
    for option in options:
        yield from _one_option_problems(option, yes_no=raw["type"] == "yes_no")
    if takes_options:
        yield from _clashes(options)


def _one_option_problems(option: Mapping[str, Any], *, yes_no: bool) -> Iterator[str]:
    value = option.get("value")
    yield from (
        f"option {value!r}: unknown key {key!r}" for key in option if key not in _OPTION_KEYS
    )
    if not _is_text(value):
        yield "an option has no value"
    if yes_no and value not in _YES_NO:
        yield f"option {value!r} is not yes, no or unsure"
    label = option.get("label", "Yes" if yes_no else None)
    said = list(label.values()) if isinstance(label, dict) else [label]
    if not said or not all(_is_text(one) for one in said):
        yield f"option {value!r} has no label"
    elif isinstance(label, dict) and "young_person" not in label:
        yield f"option {value!r} has no label for young_person"
    if not isinstance(option.get("synonyms", []), list):
        yield f"option {value!r}: synonyms are not a list"


def _clashes(options: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield phrases that mean two options: typing one would pick by chance."""
    owner: dict[str, object] = {}
    for option in options:
        for phrase in {plain(phrase) for phrase in _phrases(option)}:
            if owner.setdefault(phrase, option.get("value")) != option.get("value"):
                yield f"{phrase!r} means both {owner[phrase]!r} and {option.get('value')!r}"


def _phrases(option: Mapping[str, Any]) -> Iterator[str]:
    label, value = option.get("label"), str(option.get("value"))
    yield from (value, value.replace("_", " "))
    yield from (str(one) for one in (label.values() if isinstance(label, dict) else [label]))
    synonyms = option.get("synonyms", [])
    yield from (str(one) for one in (synonyms if isinstance(synonyms, list) else []))


def _duplicates(files: Files) -> Iterator[str]:
    orders = Counter(raw["order"] for _, raw in files)
    ids = Counter(question["id"] for _, raw in files for question in raw["questions"])
    for path, raw in files:
        if orders[raw["order"]] > 1:
            yield f"{path}: order {raw['order']} is used by another section too"
        for question in raw["questions"]:
            if ids[question["id"]] > 1:
                yield f"{path}: {question['id']}: this id is used more than once"


def _condition_problems(files: Files) -> Iterator[str]:
    ordered = sorted(files, key=lambda one: one[1]["order"])
    everything = {question["id"]: question for _, raw in files for question in raw["questions"]}
    earlier: set[str] = set()
    for path, raw in ordered:
        for question in raw["questions"]:
            for key in ("ask_when", "core_when"):
                for problem in _one_condition(question.get(key), earlier, everything):
                    yield f"{path}: {question['id']}: {key} {problem}"
            earlier.add(question["id"])


def _one_condition(
    raw: object, earlier: set[str], everything: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    if raw is None:
        return
    try:
        mentions = parse_condition(raw).mentions
    except ConditionError as error:
        yield f"cannot be read: {error}"
        return
    for question_id in sorted(mentions - earlier):
        known = question_id in everything
        yield f"mentions {question_id!r}, {'which is not asked before it' if known else 'unknown'}"
    yield from _never_answered(raw, everything)


def _never_answered(raw: Any, everything: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:  # noqa: ANN401 - unread YAML
    """Yield values that a condition waits for and that no option of the question has."""
    for key, operand in raw.items():
        if key in {"any", "all", "not"}:
            for part in operand if isinstance(operand, list) else [operand]:
                yield from _never_answered(part, everything)
        elif key in everything and not isinstance(operand, dict):
            question = everything[key]
            possible = [option["value"] for option in options_of(question)]
            if not possible or question.get("free"):
                continue
            wanted = operand if isinstance(operand, list) else [operand]
            for one in (one for one in wanted if one not in possible):
                yield f"waits for {key}: {one}, which is none of {', '.join(possible)}"


def _is_text(raw: object) -> bool:
    return isinstance(raw, str) and bool(raw.strip())

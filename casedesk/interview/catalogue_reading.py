"""Turning one checked YAML question into its record."""

from collections.abc import Mapping
from typing import Any

from casedesk.domain.conditions import ALWAYS, parse_condition
from casedesk.interview.questions import HandlerNote, Option, Question, Wording
from casedesk.interview.yes_no import YES_NO


def read_question(raw: Mapping[str, Any], section: str) -> Question:
    """Return the record of a question that `problems_in` found nothing wrong with."""
    core_when = raw.get("core_when")
    return Question(
        id=raw["id"],
        section=section,
        type=raw["type"],
        label=raw["label"],
        own_label=raw.get("own_label", raw["label"]),
        core=raw.get("core", False),
        sensitive=raw.get("sensitive", True),
        wording=read_wording(raw["wording"]),
        again=read_wording(raw["again"]),
        why=raw["why"],
        handler_note=HandlerNote(**raw["handler_note"]),
        skip_means=raw["skip_means"],
        unknown_means=raw["unknown_means"],
        options=tuple(_option(option) for option in options_of(raw)),
        ask_when=parse_condition(raw["ask_when"]) if "ask_when" in raw else ALWAYS,
        core_when=parse_condition(core_when) if core_when else None,
        free=raw.get("free", False),
        ranked=raw.get("ranked", False),
        tense=raw.get("tense", "past"),
    )


def read_wording(raw: Any) -> Wording:  # noqa: ANN401 - a string, or a mapping by voice
    """Return the wording; one string is said in every voice."""
    if isinstance(raw, str):
        return Wording(raw, raw, raw)
    young_person = raw["young_person"]
    adult = raw.get("adult", young_person)
    return Wording(young_person, adult, raw.get("call_handler", adult), raw.get("friend", ""))


def options_of(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the raw options; a yes_no question has its own, enriched by what the file adds."""
    listed: list[Mapping[str, Any]] = raw.get("options", [])
    if raw["type"] != "yes_no":
        return listed
    added = {option["value"]: option for option in listed}
    wanted = ["yes", "no", "unsure"] if raw.get("unsure") else ["yes", "no"]
    # What the file says wins: "not yet" is a no, except where danger may be on its way.
    claimed = {phrase for option in listed for phrase in option.get("synonyms", [])}
    return [_merged(YES_NO[value], added.get(value, {}), claimed) for value in wanted]


def _merged(base: Mapping[str, Any], added: Mapping[str, Any], claimed: set[str]) -> dict[str, Any]:
    common = [phrase for phrase in base["synonyms"] if phrase not in claimed]
    return {**base, **added, "synonyms": [*added.get("synonyms", []), *common]}


def _option(raw: Mapping[str, Any]) -> Option:
    labels = read_wording(raw["label"])
    # A friend is told about another child, as an adult is.
    friend = labels.friend or ("" if labels.adult == labels.young_person else labels.adult)
    return Option(
        value=raw["value"],
        labels=Wording(labels.young_person, labels.adult, labels.call_handler, friend),
        synonyms=tuple(str(synonym) for synonym in raw.get("synonyms", [])),
        danger=raw.get("danger", False),
        exclusive=raw.get("exclusive", False),
    )

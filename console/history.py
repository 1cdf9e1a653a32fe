"""The timeline of a case as sentences; what the ladder did in one stretch is one line. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from casedesk.domain.clocks import ClockPolicy
from console.record import label_words
from console.words import level_word, moment, words

type Entry = Mapping[str, Any]

SAID = {
    "report_filed": "Report received, {level}",
    "report_unfinished": "Unfinished report received, {level}",
    "report_continued": "The unfinished report was sent after all",
    "report_corrected": "The reporter changed or added something",
    "assign": "Assigned",
    "reassign": "Given to somebody else",
    "hand_back": "Handed back to the duty team",
    "start": "Work started",
    "wait": "Waits for somebody else",
    "resume": "Work resumed",
    "ask_closure": "Closure asked for",
    "send_back": "Sent back to work",
    "close": "Closed",
    "reopen": "Reopened",
    "reporter_adds": "Back at work, because the reporter added something",
    "action": "{kind}{about}",
    "device_decision": "Device: {decision}",
    "sign_off": "{agreed}: {subject}",
    "hold": "{until}",
    "exported": "Referral pack made",
    "disclosed": "Disclosed to the person it is about",
    "level_set": "Level set from {from} to {to}{waits}",
    "level_agreed": "A second person agreed: level lowered from {from} to {to}",
    "linked": "Linked with {others} by what identifies the suspect",
    "others_first": "Others of its level go first: {why}",
    "message_sent": "Message to the reporter",
    "message_received": "Message from the reporter",
    "messages_read": "The reporter's messages marked as read",
    "reason_given": "Reason given for the lateness",
    "referral_sent": "Referred to {agency}",
    "referral_not_needed": "No other agency needs to be told",
    "referral": "{agency}: {state}",
    "request_decided": "The reporter's request, {kind}: {decision}",
    "contact": "{reached} {who}, {method}",
    "labelled": "Labels: {added}",
    "note": "Note",
}
"""Sentence of each act; an act without one is told by its name."""


def timeline(
    entries: Sequence[Entry], policy: ClockPolicy, by: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Return the entries, newest first, as lines: `at`, `text`, `by`, `note`, `steps`, `style`.

    `entries` are in order, oldest first; `by` tells who an actor is.
    """
    lines: list[dict[str, Any]] = []
    for clock, run in groupby(entries, key=_clock):
        told = list(run)
        if clock:
            lines.append(_escalated(told, policy, by))
        else:
            lines += [_line(one, by) for one in told]
    return lines[::-1]


def _clock(one: Entry) -> str:
    return str(one["facts"].get("clock")) if one["act"] == "escalated" else ""


def _line(one: Entry, by: Callable[[str], str]) -> dict[str, Any]:
    shown = {"at": one["at"], "by": by(one["actor"]), "note": one["note"], "steps": (), "style": ""}
    return {**shown, "text": sentence(one["act"], one["facts"])}


def sentence(act: str, facts: Mapping[str, Any]) -> str:
    """Return one act in words."""
    known = SAID.get(act)
    if known is None:
        return words(act)
    try:
        return known.format_map(_worded(facts))
    except KeyError:  # An entry of an older release may lack a fact.
        return words(act)


def _worded(facts: Mapping[str, Any]) -> dict[str, str]:
    plain = {key: _fact(value) for key, value in facts.items()}
    return plain | {name: put(facts) for name, put in _PUT.items() if name in facts}


def _labels(facts: Mapping[str, Any]) -> str:
    added = [f"{label_words(one)} added" for one in facts.get("added") or ()]
    removed = [f"{label_words(one)} removed" for one in facts.get("removed") or ()]
    return ", ".join(added + removed)


def _others(facts: Mapping[str, Any]) -> str:
    many = int(facts["others"])
    return "one other case" if many == 1 else f"{many} other cases"


def _hold(facts: Mapping[str, Any]) -> str:
    until = facts["until"]
    return f"Kept from erasure until {_fact(until)}" if until else "No longer kept from erasure"


_PUT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "level": lambda facts: f"{facts['level']} {level_word(str(facts['level']))}",
    "kind": lambda facts: words(str(facts["kind"])),
    "agency": lambda facts: words(str(facts["agency"])),
    "about": lambda facts: f" on {words(str(facts['about']))}" if facts["about"] else "",
    "waits": lambda facts: ", which waits for a second person" if facts["waits"] else "",
    "agreed": lambda facts: "Signed off" if facts["agreed"] else "Not signed off",
    "reached": lambda facts: "Reached" if facts["reached"] else "Tried to reach",
    "others": _others,
    "added": _labels,
    "until": _hold,
}


def _fact(value: object) -> str:
    text = str(value)
    try:
        return moment(datetime.fromisoformat(text)) if "T" in text else _plain(text)
    except ValueError:
        return _plain(text)


def _plain(text: str) -> str:
    return text.replace("_", " ")


def _escalated(
    run: Sequence[Entry], policy: ClockPolicy, by: Callable[[str], str]
) -> dict[str, Any]:
    """Return what a clock set off in one stretch; each step can be unfolded."""
    last = run[-1]
    action = policy.rules[last["facts"]["clock"]].action
    many = f", {len(run)} steps" if len(run) > 1 else ""
    steps = tuple(_steps(run, policy)) if len(run) > 1 else ()
    return {
        "at": last["at"],
        "text": f"Escalated to {_told(last['facts'], policy)}{many}: {action}",
        "by": by(last["actor"]),
        "note": "",
        "steps": steps,
        "style": "escalation",
    }


def _steps(run: Sequence[Entry], policy: ClockPolicy) -> Iterator[dict[str, Any]]:
    for one in run:
        yield {"at": one["at"], "text": _step(one["facts"], policy)}


def _step(facts: Mapping[str, Any], policy: ClockPolicy) -> str:
    percent = facts.get("percent")
    when = f"at {percent} % of the time" if percent else "daily after that"
    demands = _plain(str(facts.get("demands", "")))
    return f"Step {facts['step']}, {when}: {_told(facts, policy)}, {demands}"


def _told(facts: Mapping[str, Any], policy: ClockPolicy) -> str:
    percent = facts.get("percent")
    rungs = {rung.percent: rung.to for rung in policy.ladder}
    role = "the " + _plain(rungs.get(percent, policy.afterwards.to))
    on_duty = str(facts.get("on_duty") or "")
    return f"{role} ({on_duty})" if on_duty else role

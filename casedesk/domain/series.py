"""Series: reports that name the same suspect by the same identifiers.

Two reports are linked when they share a term; terms of the kinds in `WEAK` only suggest a link, for
a person to confirm. Strongly linked reports, and whatever they are linked to, form one series.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from casedesk.domain.identifiers import Term

type LinkStrength = Literal["strong", "possible"]

WEAK = frozenset({"name", "handle_anywhere"})
"""Kinds of term that different people may well have in common."""

_WORDS = {
    "handle": "handle",
    "phone": "phone number",
    "email": "e-mail address",
    "url": "web address",
    "wallet": "wallet",
    "bank": "bank account",
    "name": "name",
    "handle_anywhere": "handle, perhaps on different platforms",
}


@dataclass(frozen=True)
class Placement:
    """Where a report goes: the series it joins (None: a new one), and those that merge into it."""

    series: str | None
    merged: tuple[str, ...] = ()


def link_strength(kinds: Collection[str]) -> LinkStrength | None:
    """Return how strongly shared terms of these kinds link two reports; None without any."""
    if not kinds:
        return None
    return "possible" if WEAK.issuperset(kinds) else "strong"


def explanation(shared: Iterable[tuple[str, str]]) -> str:
    """Return in plain words why two reports are linked, given each shared term's kind and platform.

    The identifiers themselves are not told. Sharing a handle on one platform implies sharing it
    anywhere, so then only the former is said.
    """
    pairs = set(shared)
    if any(kind == "handle" for kind, _ in pairs):
        pairs.discard(("handle_anywhere", ""))
    strongest = sorted(pairs, key=lambda pair: (pair[0] in WEAK, pair))
    return f"Both reports name the same {' and the same '.join(map(_named, strongest))}."


def place(linked: Collection[str], made: Mapping[str, object]) -> Placement:
    """Return the placement of a report that is strongly linked to reports of these series.

    `linked` are series ids; `made` gives for each something that sorts by age. The oldest series
    stays, so that what staff have written under its name stays where they look for it.
    """
    if not linked:
        return Placement(None)
    oldest, *rest = sorted(set(linked), key=lambda series: (made[series], series))
    return Placement(oldest, tuple(rest))


def group(reports: Mapping[str, Iterable[Term]]) -> tuple[frozenset[str], ...]:
    """Return the series among these reports, each of two or more, in the order of their first."""
    leaders = {report: report for report in reports}
    seen: dict[Term, str] = {}
    for report, named in reports.items():
        for term in named:
            if term.kind not in WEAK:
                _join(leaders, report, seen.setdefault(term, report))
    members: dict[str, set[str]] = {}
    for report in reports:
        members.setdefault(_leader(leaders, report), set()).add(report)
    return tuple(frozenset(one) for one in members.values() if len(one) > 1)


def _join(leaders: dict[str, str], one: str, other: str) -> None:
    leaders[_leader(leaders, one)] = _leader(leaders, other)


def _leader(leaders: dict[str, str], report: str) -> str:
    while leaders[report] != report:
        # Halving the path keeps the walk short however long the chain of reports.
        leaders[report] = leaders[leaders[report]]
        report = leaders[report]
    return report


def _named(pair: tuple[str, str]) -> str:
    kind, platform = pair
    return f"{_WORDS[kind]} on {platform}" if platform else _WORDS[kind]

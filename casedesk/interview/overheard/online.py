"""The apps named, and the identifiers that are the suspect's."""

import re
from collections.abc import Iterator
from functools import cache

from casedesk.interview.overheard.facts import Fact, Said, denied
from casedesk.interview.parsers.identifiers import Found, find_identifiers
from casedesk.interview.plain import plain
from casedesk.interview.questions import Question

_LEAD = (
    r"(?:on|off|from|via|through|over|using|used|his|her|their|my|of|added me on|on to|onto|to|in)"
)
# Names that are seldom anything else; the rest count only after "on", "off", "his" and the like.
_UNMISTAKABLE = frozenset(
    {"snapchat", "snap", "instagram", "insta", "whatsapp", "whats app", "tiktok", "tik tok"}
    | {"discord", "roblox", "telegram", "facebook", "youtube", "reddit", "omegle", "twitter"}
    | {"bereal", "twitch", "fortnite", "minecraft", "yubo", "tinder", "grindr"}
)
_NEVER_OVERHEARD = frozenset({"other", "in_person", "texts_calls", "email"})
_UNCLEAR = frozenset(
    {"robux", "school", "switch", "a game", "steam chat", "snapped", "snaps", "wiz", "tweet"}
    | {"gaming"}
)


def platforms(question: Question, said: Said) -> Iterator[Fact]:
    """Yield the apps named, in the order of the options."""
    named = {
        question.phrases[found["plain"] or found["led"]]
        for found in _app_names(question).finditer(said.words)
        if not denied(said.words[: found.start()])
    }
    if named:
        yield Fact("platforms", [one.value for one in question.options if one.value in named])


@cache
def _app_names(question: Question) -> re.Pattern[str]:
    names = [
        phrase
        for phrase in question.phrases_longest_first
        if question.phrases[phrase] not in _NEVER_OVERHEARD and phrase not in _UNCLEAR
    ]
    plain_names = "|".join(re.escape(name) for name in names if name in _UNMISTAKABLE)
    led = "|".join(re.escape(name) for name in names if name not in _UNMISTAKABLE)
    return re.compile(rf"\b(?:(?P<plain>{plain_names})|{_LEAD} (?P<led>{led}))\b")


_CLAUSE_END = re.compile(r"[\n;,]|\band\b|\.\s")
_THEIRS = re.compile(
    r"\b(?:his|their|the (?:guys|persons|scammers)|hes called|goes by|username"
    r"|(?:new|fake) account)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\bmy (?:\w+ )?(?:is|was)\b")
# A link, wallet or bank account in an account of blackmail is not the child's own.
_SURE_KINDS = frozenset({"url", "wallet", "bank"})


def identifiers(said: Said) -> Iterator[Fact]:
    """Yield identifiers that are the suspect's: "his snap is ...", links, wallets."""
    found = [
        one
        for clause in _CLAUSE_END.split(said.text)
        for one in find_identifiers(clause)
        if one["kind"] in _SURE_KINDS or (_THEIRS.search(clause) and _clear(one, clause))
    ]
    if found:
        yield Fact("suspect_identifiers", [*found], "inferred")


def _clear(one: Found, clause: str) -> bool:
    if _MINE.search(plain(clause)):
        return False
    return one["kind"] != "handle" or bool(one["platform"]) or f"@{one['value']}" in clause

"""Reading what identifies the suspect: usernames, numbers, links, wallets, bank details, names.

The value is a list of {"kind", "platform", "value"}; platform is "" when it was not said. Each
kind is found by its shape, and what was found is taken out before the next kind is looked for.
"""

import re
from collections.abc import Iterator

from casedesk.domain.values import Value
from casedesk.interview.parsers.contacts import EMAIL, find_phones
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.parsers.platforms import HOSTS, PLATFORM_OF

type Found = dict[str, Value]

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{3,300}"
    rf"|\b(?:{'|'.join(re.escape(host) for host in HOSTS)})/[^\s<>\"']{{1,200}}",
    re.IGNORECASE,
)
# Shapes of Bitcoin (base58 and bech32), Ethereum and Tron addresses.
_WALLET = re.compile(
    r"\b(?:bc1[a-z0-9]{25,60}|0x[a-fA-F0-9]{40}"
    r"|T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"
)
_BANK = re.compile(
    r"(?P<sort>\b\d{2}[- ]?\d{2}[- ]?\d{2}\b)\D{1,30}?(?P<account>\b\d{8}\b)"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"
)
_PHONE_LIKE = re.compile(r"\+?\d[\d\s().-]{8,18}\d")
_NAME = r"[\w.][\w.-]{0,38}[\w](?:#\d{4})?"
_APP = "|".join(sorted(PLATFORM_OF, key=len, reverse=True))
_APP_THEN_NAME = re.compile(
    rf"\b(?P<app>{_APP})\b(?:\s+(?:name|user|username|user\s?name|handle|id|account|acc|tag))?"
    rf"\s*(?:is|was|=|:|-)?\s*@?(?P<name>{_NAME})",
    re.IGNORECASE,
)
_NAME_ON_APP = re.compile(
    rf"@?(?P<name>{_NAME})\s*(?:\(|on|off|from|-)\s*(?P<app>{_APP})\b", re.IGNORECASE
)
_AT_NAME = re.compile(rf"(?<![\w@])@(?P<name>{_NAME})")
_CALLED = re.compile(
    r"\b(?:called|named|name is|names|name's|name:|calls himself|calls herself|goes by)\s+"
    r"(?P<name>[\w'-]+(?: [A-Z][\w'-]+){0,2})",
    re.IGNORECASE,
)
_USERNAME_WORD = re.compile(
    r"\b(?:username|user|handle|tag|gamertag|screen name|user name)"
    rf"\s*(?:is|was|=|:|-)?\s*@?(?P<name>{_NAME})",
    re.IGNORECASE,
)
_LOOKS_LIKE_HANDLE = re.compile(r"(?=.*[A-Za-z])(?=.*[\d_.])[\w.-]{3,40}(?:#\d{4})?")
_COMMON = frozenset([
    "a", "an", "and", "are", "but", "can", "do", "dont", "for", "had", "has", "have", "he",
    "her", "him", "his", "i", "im", "is", "it", "its", "me", "my", "name", "no", "not", "of",
    "on", "or", "she", "that", "the", "their", "them", "they", "this", "to", "user",
    "username", "was", "we", "what", "who", "why", "with", "you", "your", "account", "profile",
    "yes", "called", "idk", "sure", "think", "just", "know", "number", "app", "friend",
    "school", "guy", "girl", "boy", "off", "from", "in", "as", "only", "some", "any", "also",
    "so", "then",
])  # fmt: skip


def parse_identifiers(text: str) -> Value | NotUnderstood:
    """Return every identifier the text holds, without repeats."""
    found = find_identifiers(text)
    if not found:
        found = list(_bare(text))
    listed: list[Value] = [*found]
    return listed or NotUnderstood("not_identifiers")


def find_identifiers(text: str) -> list[Found]:
    """Return the identifiers recognised by their shape or by the words around them."""
    found: list[Found] = []
    left = text
    for take in (_urls, _emails, _wallets, _banks, _phones, _handles):
        here, left = take(left)
        found += here
    return _without_repeats(found)


def _without_repeats(found: list[Found]) -> list[Found]:
    kept: dict[tuple[str, str], Found] = {}
    for one in found:
        key = (str(one["kind"]), str(one["value"]).casefold())
        if key not in kept or not kept[key]["platform"]:
            kept[key] = one
    return list(kept.values())


def _found(kind: str, value: str, platform: str = "") -> Found:
    return {"kind": kind, "platform": platform, "value": value}


def _urls(text: str) -> tuple[list[Found], str]:
    links = [match[0].rstrip(".,;)!?") for match in _URL.finditer(text)]
    return [_found("url", link, _host(link)) for link in links], _URL.sub(" | ", text)


def _host(link: str) -> str:
    host = re.sub(r"^(?:https?://)?(?:www\.|m\.)?", "", link.casefold()).split("/")[0]
    return HOSTS.get(host, "")


def _emails(text: str) -> tuple[list[Found], str]:
    return [_found("email", one[0].strip(".")) for one in EMAIL.finditer(text)], EMAIL.sub(
        " | ", text
    )


def _wallets(text: str) -> tuple[list[Found], str]:
    return [_found("wallet", one[0]) for one in _WALLET.finditer(text)], _WALLET.sub(" | ", text)


def _banks(text: str) -> tuple[list[Found], str]:
    return [_found("bank", _bank(one)) for one in _BANK.finditer(text)], _BANK.sub(" | ", text)


def _bank(match: re.Match[str]) -> str:
    if not match["sort"]:
        return match[0].replace(" ", "")
    digits = re.sub(r"\D", "", match["sort"])
    return f"{digits[:2]}-{digits[2:4]}-{digits[4:]} {match['account']}"


def _phones(text: str) -> tuple[list[Found], str]:
    platform = "whatsapp" if re.search(r"\b(?:wa|whats ?app)\b", text, re.IGNORECASE) else ""
    numbers = [_found("phone", number, platform) for number in find_phones(text)]
    return numbers, _PHONE_LIKE.sub(" | ", text) if numbers else text


def _handles(text: str) -> tuple[list[Found], str]:
    found: list[Found] = []
    for pattern in (_NAME_ON_APP, _APP_THEN_NAME, _AT_NAME, _USERNAME_WORD):
        for match in pattern.finditer(text):
            name = match["name"].strip(".-")
            if _is_name(name):
                app = match.groupdict().get("app") or ""
                found.append(_found("handle", name, PLATFORM_OF.get(app.casefold(), "")))
        text = pattern.sub(lambda one: " | " if _is_name(one["name"].strip(".-")) else one[0], text)
    names = [one["name"] for one in _CALLED.finditer(text)]
    found += [_found("name", name) for name in names if _is_name(name)]
    text = _CALLED.sub(" | ", text) if names else text
    tokens = (word.strip(".,;:!?()|\"'-") for word in text.split())
    shaped = [
        word for word in tokens if _LOOKS_LIKE_HANDLE.fullmatch(word) and not _a_quantity(word)
    ]
    return found + [_found("handle", word) for word in shaped], text


def _is_name(name: str) -> bool:
    return len(name) >= 2 and name.casefold() not in _COMMON and name.casefold() not in PLATFORM_OF


_QUANTITY = re.compile(
    r"\d+(?:st|nd|rd|th|k|p|yo|yrs?|am|pm|mins?|hrs?|h|s|x)?|[ap]\.m|e\.g|i\.e", re.IGNORECASE
)


def _a_quantity(word: str) -> bool:
    return bool(_QUANTITY.fullmatch(word)) or bool(
        re.fullmatch(r"[A-Za-z]+(?:\.+[A-Za-z]*)+", word) and ".." in word
    )


def _bare(text: str) -> Iterator[Found]:
    """Yield a lone word as a username, and two or three as a name; sentences are neither."""
    words = [word.strip(".,;:!?()\"'") for word in text.split()]
    if (
        not 1 <= len(words) <= 3
        or not all(word and _is_name(word) for word in words)
        or "?" in text
    ):
        return
    if not all(any(letter.isalpha() for letter in word) for word in words):
        return
    lone_handle = len(words) == 1 and not (words[0].istitle() and words[0].isalpha())
    yield _found("handle" if lone_handle else "name", " ".join(words))

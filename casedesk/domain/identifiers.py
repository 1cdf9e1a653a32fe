"""Bringing identifiers of suspects into one form, so that the same one is recognised again.

`terms` gives the texts to be hashed and compared. They are as private as the identifier itself:
hash them with the desk's key and store only kind, platform and hash. What cannot be told apart from
a filler ("unknown") gives no term: a wrong link between two children's cases is a harm too.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from casedesk.domain.vocabulary import PLATFORMS


@dataclass(frozen=True)
class Term:
    """Something two reports can share: its kind, its platform if we list that, its text.

    The kinds are those of identifiers and `handle_anywhere`, a handle whatever the platform. Only
    the text is private.
    """

    kind: str
    platform: str
    text: str


_FILLERS = frozenset(
    {"", "na", "none", "unknown", "unsure", "idk", "dontknow", "notsure", "deleted", "user", "test"}
)
_SHORTEST = 3
_TRACKING = re.compile(r"utm_.*|igsh|igshid|fbclid|gclid|si|share_id|ref|_[rt]")
_HOSTS = {
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "snapchat.com": "snapchat",
    "facebook.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "youtube.com": "youtube",
    "reddit.com": "reddit",
    "twitch.tv": "twitch",
}
_NICKNAMES = {
    "insta": "instagram",
    "ig": "instagram",
    "snap": "snapchat",
    "fb": "facebook",
    "twitter": "x",
    "yt": "youtube",
    "tg": "telegram",
}
_BEFORE_HANDLE = frozenset({"add", "u", "user", "c"})
_NOT_HANDLES = frozenset(
    {
        "p",
        "reel",
        "reels",
        "stories",
        "explore",
        "watch",
        "share",
        "groups",
        "r",
        "status",
        "joinchat",
    }
)


def terms(kind: str, platform: str, value: str) -> tuple[Term, ...]:
    """Return what this identifier can be matched by; none when it says nothing."""
    plain = _plain(value)
    if re.sub(r"\W", "", plain.casefold()) in _FILLERS:
        return ()
    where = "_".join(_plain(platform).casefold().split())
    return _TERMS[kind](plain, _NICKNAMES.get(where, where))


def _plain(text: str) -> str:
    """Return the text in compatibility form without invisible characters and outer spaces."""
    visible = (
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in {"Cf", "Cc"} or char in "\t\n"
    )
    return "".join(visible).strip()


def _handle(value: str, platform: str) -> tuple[Term, ...]:
    if "/" in value and (profile := _profile(value)):
        return _handle_terms(*profile)
    return _handle_terms(platform, value)


def _handle_terms(platform: str, value: str) -> tuple[Term, ...]:
    name = re.sub(r"\s", "", value).lstrip("@").casefold()
    if len(name) < _SHORTEST:
        return ()
    anywhere = Term("handle_anywhere", "", name)
    if not platform:
        return (anywhere,)
    # A platform we do not list is the reporter's own word: it may be hashed, not stored.
    listed = platform if platform in PLATFORMS else ""
    return Term("handle", listed, f"{platform}|{name}"), anywhere


def _phone(value: str, _: str) -> tuple[Term, ...]:
    digits = re.sub(r"\D", "", value.replace("(0)", ""))
    if value.startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    else:
        number = f"44{digits[1:]}" if digits.startswith("0") else digits
    # A national number without its leading 0 or country is ambiguous, yet the same digits are the
    # same number far more often than not; fewer than seven digits are a short code or a slip.
    return (Term("phone", "", number),) if 7 <= len(number) <= 15 else ()


def _email(value: str, _: str) -> tuple[Term, ...]:
    name, at, host = value.casefold().removeprefix("mailto:").rpartition("@")
    name = name.partition("+")[0]
    if not (name and at and "." in host):
        return ()
    if host in {"gmail.com", "googlemail.com"}:
        name, host = name.replace(".", ""), "gmail.com"
    return (Term("email", "", f"{name}@{host}"),)


def _url(value: str, _: str) -> tuple[Term, ...]:
    if profile := _profile(value):
        return _handle_terms(*profile)
    host, path, query = _address(value)
    if "." not in host:
        return ()
    return (Term("url", "", f"{host}{path}{'?' if query else ''}{query}"),)


def _address(value: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return "", "", ""
    kept = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0]))
    return host, parts.path.rstrip("/"), urlencode(kept)


def _profile(value: str) -> tuple[str, str] | None:
    """Return platform and handle when the address is a person's page on a known platform."""
    host, path, _ = _address(value)
    steps = [step for step in path.split("/") if step]
    while steps and steps[0].casefold() in _BEFORE_HANDLE:
        steps = steps[1:]
    if host not in _HOSTS or len(steps) != 1 or steps[0].casefold() in _NOT_HANDLES:
        return None
    return None if steps[0].endswith(".php") else (_HOSTS[host], steps[0])


def _wallet(value: str, _: str) -> tuple[Term, ...]:
    bare = re.sub(r"\s", "", re.sub(r"^[a-z]+:|\?.*$", "", value, flags=re.IGNORECASE))
    # Base58 addresses tell capitals apart; bech32 and hexadecimal ones do not.
    folds = re.match(r"(bc1|ltc1|tb1|0x)", bare, re.IGNORECASE)
    text = bare.casefold() if folds else bare
    return (Term("wallet", "", text),) if len(text) >= 20 else ()


def _bank(value: str, _: str) -> tuple[Term, ...]:
    # A UK account is its sort code and number, and its IBAN ends with them.
    bare = re.sub(r"[^0-9A-Za-z]", "", value).upper()
    digits = re.sub(r"\D", "", value)
    if re.fullmatch(r"GB\d\d[A-Z]{4}\d{14}", bare):
        return (Term("bank", "", bare[-14:]),)
    if re.fullmatch(r"[A-Z]{2}\d\d[0-9A-Z]{11,30}", bare):
        return (Term("bank", "", bare),)
    return (Term("bank", "", digits),) if len(digits) == 14 else ()


def _name(value: str, _: str) -> tuple[Term, ...]:
    letters = unicodedata.normalize("NFKD", value.casefold())
    name = " ".join(re.sub(r"[^\w\s]|_", "", letters).split())
    return (Term("name", "", name),) if len(name) >= _SHORTEST else ()


_TERMS: Mapping[str, Callable[[str, str], tuple[Term, ...]]] = {
    "handle": _handle,
    "phone": _phone,
    "email": _email,
    "url": _url,
    "wallet": _wallet,
    "bank": _bank,
    "name": _name,
}

KINDS = tuple(_TERMS)
"""The kinds of identifiers `terms` knows."""

"""Reading amounts of money: "£50 in steam cards", "200 quid", "half a bitcoin", "two hundred".

The value is {"value": decimal text, "currency": ISO 4217 code or BTC, ETH, USDT, "unit": optional
words for what it is paid in}. Game money that is no currency carries XXX, ISO's "no currency".
Without a sign it is pounds.
"""

import re
from decimal import Decimal, InvalidOperation

from casedesk.domain.values import Value
from casedesk.interview.parsers.numbers import SCALE_WORDS, SINGLE_WORDS, spelt_number
from casedesk.interview.parsers.outcome import NotUnderstood

_CURRENCIES = {
    "GBP": ("£", "pounds", "pound", "quid", "gbp", "squid", "sterling"),
    "USD": ("$", "dollars", "dollar", "bucks", "usd"),
    "EUR": ("€", "euros", "euro", "eur"),
    "BTC": ("bitcoins", "bitcoin", "btc"),
    "ETH": ("ethereum", "eth"),
    "USDT": ("usdt", "tether"),
    "XXX": ("robux", "v-bucks", "vbucks", "v bucks"),
}
_CURRENCY_OF = {word: code for code, words in _CURRENCIES.items() for word in words}
_FIAT = frozenset({"GBP", "USD", "EUR"})
_COINS = frozenset({"BTC", "ETH", "USDT"})
_WORD = "|".join(
    sorted(
        (re.escape(word) for word in _CURRENCY_OF if word.isascii() and word != "$"),
        key=len,
        reverse=True,
    )
)
_NUMBER = re.compile(
    r"(?:(?P<times>\d{1,2}|two|three|four|five) ?(?:x|lots of)? ?(?=[£$€]))?(?P<sign>[£$€])? ?"
    r"(?<!\d)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,8})?|\d{1,12}(?:\.\d{1,8})?|\.\d{1,8})(?!\d)"
    rf"(?P<scale> ?(?:k|grand|thousand|hundred)\b)? ?(?P<after>[£$€]|(?:{_WORD})\b)?"
)
_PARTS = (
    (re.compile(r"\b(?:half a|half of a|half)\b"), Decimal("0.5")),
    (re.compile(r"\b(?:a quarter of a|quarter of a)\b"), Decimal("0.25")),
    (re.compile(r"\b(?:an|a|one)\b"), Decimal(1)),
)
_UNITS = re.compile(
    r"\b(steam|apple|itunes|amazon|google play|google|razer|razer gold|xbox|playstation|psn|roblox"
    r"|paysafe|vanilla|visa|netflix|argos|asos)(?: gift)? ?(?:cards?|vouchers?|codes?)\b"
)
_PLAIN_UNITS = re.compile(
    r"\b(gift ?cards?|vouchers?|robux|v-?bucks|v bucks|crypto|bitcoin|paypal|cash ?app|revolut"
    r"|monzo)\b"
)
_TIMES = {"two": 2, "three": 3, "four": 4, "five": 5}
_SCALES = {"k": 1000, "grand": 1000, "thousand": 1000, "hundred": 100}
_LARGEST = Decimal(10) ** 12
_NOT_MONEY = re.compile(
    r"^ ?(?:days?|weeks?|hours?|hrs?|months?|years?|mins?|yo|y/o|pics?|photos?|am|pm|%|st|nd|rd|th)"
    r"\b"
)


def parse_amount(text: str) -> Value | NotUnderstood:
    """Return the amount; of several the largest ("50 then 200"), as the demand that stands."""
    said = text.casefold()
    found = _written(said) or _spelt(said)
    if not found:
        return NotUnderstood("not_an_amount")
    value, currency = max(found, key=lambda one: (one[1] != "", one[0]))
    return _as_value(value, currency or "GBP", _unit(said))


def _as_value(value: Decimal, currency: str, unit: str) -> Value | NotUnderstood:
    if not 0 < value < _LARGEST:
        return NotUnderstood("not_an_amount")
    plain_value = f"{value:.2f}" if currency in _FIAT else f"{value.normalize():f}"
    amount: dict[str, Value] = {"value": plain_value, "currency": currency}
    return {**amount, "unit": unit} if unit and currency not in _COINS else amount


def _written(said: str) -> list[tuple[Decimal, str]]:
    found = []
    for match in _NUMBER.finditer(said):
        if _NOT_MONEY.match(said[match.end() :]) and not (match["sign"] or match["after"]):
            continue
        try:
            number = Decimal(match["number"].replace(",", ""))
        except InvalidOperation:
            continue
        number *= _SCALES.get((match["scale"] or "").strip(), 1)
        number *= _times(match["times"])
        if not match["sign"] and re.match(r"p(?:ence)?\b", said[match.end() :]):
            number /= 100
        found.append((number, _CURRENCY_OF.get(match["sign"] or match["after"] or "", "")))
    return found


def _times(word: str | None) -> int:
    return 1 if not word else _TIMES[word] if word in _TIMES else int(word)


def _spelt(said: str) -> list[tuple[Decimal, str]]:
    coin = re.search(rf"\b({_WORD})\b", said)
    currency = _CURRENCY_OF[coin[1]] if coin else ""
    words = re.findall(r"[a-z]+", said)
    numbers = [word for word in words if word in SINGLE_WORDS | SCALE_WORDS | {"and"}]
    number = spelt_number([word for word in numbers if word != "and"]) if numbers else None
    if number and "couple" in words and numbers[0] in SCALE_WORDS:
        number *= 2
    if number:
        return [(Decimal(number), currency)]
    if coin:
        before = said[: coin.start()]
        return [(part, currency) for pattern, part in _PARTS if pattern.search(before)][:1]
    return []


def _unit(said: str) -> str:
    cards = _UNITS.search(said)
    if cards:
        return f"{cards[1]} gift cards"
    other = _PLAIN_UNITS.search(said)
    if not other:
        return ""
    word = other[1]
    return "gift cards" if word.startswith(("gift", "voucher")) else word.replace("-", "")

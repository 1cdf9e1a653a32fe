"""What is demanded in money, and what was paid."""

import re
from collections.abc import Iterator

from casedesk.interview.overheard.facts import Fact, Said
from casedesk.interview.parsers.amounts import parse_amount
from casedesk.interview.parsers.outcome import NotUnderstood

_COIN = r"(?:quid|pounds?|gbp|dollars?|bucks|usd|euros?|eur|btc|bitcoins?|robux|£|\$|€)"
_SPELT = r"(?:a|one|two|three|four|five|couple) (?:hundred|grand|thousand)"
_SUM = re.compile(
    rf"""(?P<sum>
        (?:(?:two|three|\d)\ ?x?\ ?)? [£$€]\ ?\d[\d,.]* (?:\ ?(?:k|grand)\b)?
      | \d[\d,.]* \ ?(?:k\ )?{_COIN}
      | \d+(?:\.\d+)?k\b
      | (?:half\ a|a)\ bitcoin
      | {_SPELT.replace(" ", chr(92) + " ")}(?:\ (?:quid|pounds|dollars))?
      | (?:ten|twenty|thirty|forty|fifty)\ (?:quid|pounds|dollars)
    )
    (?:\ (?:in|of|on|as|worth\ of)\ [\w\ ]{{0,16}}?(?:cards?|vouchers?|bitcoin|crypto|robux))?
    (?:\ (?:\w+\ )?(?:gift\ )?(?:cards?|vouchers?))?""",
    re.VERBOSE,
)
_BARE_SUM = re.compile(
    r"\b(?:pay(?: him| her| them| up)?|asking (?:me )?for|demanding|wants) (?P<sum>\d{2,6})\b"
    r"(?! ?(?:more|pics?|photos?|nudes?|videos?|days?|hours?|hrs?|mins?|people|times|per|%|yo"
    r"|year))"
)
_WHO = r"(?:i|we|he|she|they|ive|weve|already|my (?:son|daughter|friend|mum|dad))(?: have| has)?"
_GAVE = r"(?:paid|payed|sent|gave|transferred|given)"
_PAID_SUM = re.compile(
    rf"\b{_WHO}(?: already| just| stupidly| even)? {_GAVE}"
    r"(?: (?:him|her|them|over|it|off|this guy))*(?: like| about| around| over)?$"
)
_PAID = re.compile(
    rf"\b{_WHO}(?: already| just| stupidly)* (?:paid|payed)\b"
    r"|\b(?:sent|gave) (?:him|her|them) (?:the )?(?:money|cash)\b"
)
_NOT_PAID = re.compile(
    r"\b(?:havent|hasnt|have not|has not|didnt|not|never|wont) (?:\w+ )?"
    r"(?:paid|payed|pay (?:him|them|her|yet|anything)|sent (?:any |him |them )*money)\b"
)


def money(said: Said, *, demanded: bool) -> Iterator[Fact]:
    """Yield the sum demanded, where money is, and what was paid."""
    wanted, paid = _sums(said.raw)
    if demanded:
        yield from _amount("amount_demanded", wanted)
    yield from _amount("amount_paid", paid)
    if _NOT_PAID.search(said.words):
        yield Fact("paid", "no")
    elif paid or _PAID.search(said.words):
        yield Fact("paid", "yes")


def _amount(question_id: str, typed: str) -> Iterator[Fact]:
    amount = parse_amount(typed)
    if not isinstance(amount, NotUnderstood):
        yield Fact(question_id, amount)


def _sums(raw: str) -> tuple[str, str]:
    """Return the sum demanded and the sum paid, as typed; "" where there is none."""
    wanted = paid = ""
    for found in _SUM.finditer(raw):
        if _PAID_SUM.search(raw[: found.start()].rstrip()):
            paid = paid or found[0]
        else:
            wanted = wanted or found[0]
    bare = None if wanted else _BARE_SUM.search(raw)
    return (bare["sum"] if bare else wanted), paid

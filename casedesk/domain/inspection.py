"""Inspecting cases as an outside inspector would: which are drawn, and what the record earns.

The rubric's six headings follow what HMICFRS found missing in 2018 and 2024: seeing the child in
time, the child's voice, lines of enquiry, the device, other agencies, supervision. What the record
shows is a proposal; a person grades.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Literal, get_args

type Grade = Literal["good", "requires_improvement", "inadequate"]
GRADES: tuple[Grade, ...] = get_args(Grade.__value__)

type Heading = Literal[
    "seen_in_time",
    "voice_of_the_child",
    "lines_of_enquiry",
    "device_decision",
    "multi_agency",
    "supervision",
]
HEADINGS: tuple[Heading, ...] = get_args(Heading.__value__)

RUBRIC_VERSION = "2026-11-1"

Z_95 = 1.959964
"""The standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True)
class Drawable:
    """A case that can be drawn: its id and the stratum it stands for."""

    case_id: str
    stratum: str


@dataclass(frozen=True)
class Facts:
    """What the record of a case says, as far as the rubric asks. Instants aware.

    `seen_due_at` is the first due instant of the child_seen clock; `until` is when the case was
    closed, or now.
    """

    seen_at: datetime | None
    seen_due_at: datetime | None
    until: datetime
    attempts: int = 0
    own_words: bool = False
    wishes: bool = False
    enquiries: int = 0
    device_decided: bool = False
    device_reason: bool = False
    referral_answered: bool = False
    referrals_late: int = 0
    reviews: int = 0
    reasons_owed: int = 0


@dataclass(frozen=True)
class Mark:
    """What the record earns under one heading, and the evidence for it in words."""

    heading: Heading
    grade: Grade
    evidence: str


def draw(population: Iterable[Drawable], size: int, seed: str) -> tuple[Drawable, ...]:
    """Return a sample spread over the strata in proportion, at least one of each that fits.

    The same seed and population give the same sample, whatever order the population comes in: each
    case's place is its hash under the seed, so nobody can choose what is drawn.
    """
    strata: dict[str, list[Drawable]] = defaultdict(list)
    for one in population:
        strata[one.stratum].append(one)
    total = sum(map(len, strata.values()))
    quotas = _quotas({name: len(held) for name, held in strata.items()}, min(size, total))
    drawn = [
        one
        for name in sorted(strata)
        for one in sorted(strata[name], key=lambda one: _place(seed, one))[: quotas[name]]
    ]
    return tuple(sorted(drawn, key=lambda one: _place(seed, one)))


def _place(seed: str, one: Drawable) -> bytes:
    return hashlib.sha256(f"{seed}|{one.case_id}".encode()).digest()


def _quotas(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Share out by largest remainder after giving each stratum one, as far as the sample goes."""
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    quotas = {name: int(number < size) for number, name in enumerate(order)}
    left = size - sum(quotas.values())
    room = {name: sizes[name] - quotas[name] for name in order}
    total = sum(room.values())
    if left <= 0 or total == 0:
        return quotas
    exact = {name: left * room[name] / total for name in order}
    for name in order:
        quotas[name] += int(exact[name])
    rest = size - sum(quotas.values())
    for name in sorted(order, key=lambda name: (-(exact[name] % 1), name))[:rest]:
        quotas[name] += 1
    return quotas


def marks(facts: Facts) -> tuple[Mark, ...]:
    """Return what the record earns under each heading, in the order of HEADINGS."""
    return (
        _seen(facts),
        _voice(facts),
        _enquiry(facts),
        _device(facts),
        _agencies(facts),
        _supervision(facts),
    )


def proposed(found: Sequence[Mark]) -> Grade:
    """Return the grade the record proposes for the whole case.

    Inadequate if the child was not seen in time or two headings fail; good only if none needs
    improvement.
    """
    failing = [one for one in found if one.grade == "inadequate"]
    if any(one.heading == "seen_in_time" for one in failing) or len(failing) > 1:
        return "inadequate"
    return "good" if all(one.grade == "good" for one in found) else "requires_improvement"


def _seen(facts: Facts) -> Mark:
    due = facts.seen_due_at
    if facts.seen_at is not None and due is not None and facts.seen_at <= due:
        return Mark("seen_in_time", "good", "The child was seen or spoken to in time.")
    if facts.seen_at is not None and due is not None:
        late = facts.seen_at - due
        grade: Grade = "requires_improvement" if late <= timedelta(hours=1) else "inadequate"
        return Mark("seen_in_time", grade, f"The child was seen {_long(late)} late.")
    if due is not None and facts.until <= due:
        return Mark("seen_in_time", "good", "The time to see the child is still running.")
    if facts.attempts >= 3:
        said = f"Not seen; {facts.attempts} different attempts are on record."
        return Mark("seen_in_time", "requires_improvement", said)
    return Mark("seen_in_time", "inadequate", "The child was never seen or spoken to.")


def _voice(facts: Facts) -> Mark:
    said = {
        (True, True): ("good", "Their own words and their wishes are on record."),
        (True, False): ("requires_improvement", "Own words are kept, but no wishes are on record."),
        (False, True): ("requires_improvement", "Wishes are on record, but no own words."),
        (False, False): ("inadequate", "Neither own words nor wishes are on record."),
    }
    grade, evidence = said[facts.own_words, facts.wishes]
    return Mark("voice_of_the_child", grade, evidence)  # type: ignore[arg-type] # of the table above


def _enquiry(facts: Facts) -> Mark:
    if facts.enquiries >= 2:
        return Mark("lines_of_enquiry", "good", f"{facts.enquiries} enquiries are on record.")
    if facts.enquiries == 1:
        return Mark("lines_of_enquiry", "requires_improvement", "One enquiry is on record.")
    return Mark("lines_of_enquiry", "inadequate", "No line of enquiry is on record.")


def _device(facts: Facts) -> Mark:
    if facts.device_decided and facts.device_reason:
        return Mark("device_decision", "good", "It was decided about the device, with a reason.")
    return Mark("device_decision", "inadequate", "No decision about the device is on record.")


def _agencies(facts: Facts) -> Mark:
    if not facts.referral_answered:
        said = "It was never answered whether another agency must be told."
        return Mark("multi_agency", "inadequate", said)
    if facts.referrals_late:
        said = f"{facts.referrals_late} referral(s) went past their time without an answer."
        return Mark("multi_agency", "requires_improvement", said)
    return Mark("multi_agency", "good", "The question of other agencies was answered.")


def _supervision(facts: Facts) -> Mark:
    if not facts.reviews:
        return Mark("supervision", "inadequate", "No supervisor has signed anything off.")
    if facts.reasons_owed:
        said = f"{facts.reasons_owed} escalation(s) were never answered with a reason."
        return Mark("supervision", "requires_improvement", said)
    return Mark("supervision", "good", "A supervisor reviewed the case and answered lateness.")


def _long(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share (Wilson 1927): right for small samples and ends."""
    if trials == 0:
        return (0.0, 1.0)
    share, z2 = successes / trials, Z_95**2
    middle = share + z2 / (2 * trials)
    reach = Z_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    low, high = ((middle + sign * reach) / (1 + z2 / trials) for sign in (-1, 1))
    return (max(0.0, low), min(1.0, high))


def agreement(pairs: Sequence[tuple[Grade, Grade]]) -> tuple[float, float] | None:
    """Return how often two readers agree, and Cohen's kappa (1960); None without any pair."""
    if not pairs:
        return None
    count = len(pairs)
    observed = sum(one == two for one, two in pairs) / count
    expected = sum(
        (sum(one == grade for one, _ in pairs) / count)
        * (sum(two == grade for _, two in pairs) / count)
        for grade in GRADES
    )
    return observed, 1.0 if expected == 1 else (observed - expected) / (1 - expected)

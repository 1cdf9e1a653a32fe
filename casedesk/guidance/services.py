"""The services people are sent to: who each one is for, and the links that reach it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Reader = Literal["young_person", "adult"]
Nation = Literal["england", "wales", "scotland", "northern_ireland"]


@dataclass(frozen=True)
class Link:
    """A way to reach a service: `tel:`, `sms:` or `https:`, never anything else."""

    title: str
    href: str


@dataclass(frozen=True)
class Person:
    """Whom help is looked for: who reads, and the age in years and nation of the one concerned."""

    reader: Reader
    age: int | None = None
    nation: Nation | None = None


@dataclass(frozen=True)
class Service:
    """One entry of `data/services.yml`; `ages` are both inclusive, in whole years."""

    id: str
    links: tuple[Link, ...]
    ages: tuple[int, int]
    readers: frozenset[str]
    nations: frozenset[str]
    verified: bool
    expires_on: date | None

    def expired(self, today: date) -> bool:
        """Say whether its details are too old to be shown on this day."""
        return self.expires_on is not None and today > self.expires_on

    def fits(self, person: Person, today: date) -> bool:
        """Say whether it may be offered: verified, not expired, for this reader, age and nation."""
        return (
            self.verified
            and not self.expired(today)
            and person.reader in self.readers
            and (person.nation is None or person.nation in self.nations)
            and self._fits_age(person)
        )

    def _fits_age(self, person: Person) -> bool:
        youngest, oldest = self.ages
        if person.age is not None:
            return youngest <= person.age <= oldest
        # A young person whose age is not known may be any child.
        return person.reader == "adult" or youngest == 0


type Services = Mapping[str, Service]


def offered(
    services: Services, ids: Iterable[str], person: Person, today: date
) -> tuple[Link, ...]:
    """Return the links of the services that fit, in the order asked for."""
    fitting = (services[one] for one in ids if services[one].fits(person, today))
    return tuple(link for service in fitting for link in service.links)


def read_services(raw: list[dict[str, Any]]) -> tuple[dict[str, Service], list[str]]:
    """Return the services by id, and what is wrong with those that could not be read."""
    services: dict[str, Service] = {}
    problems: list[str] = []
    for entry in raw:
        name = entry.get("id", "an entry without id")
        try:
            service = _service(entry)
        except KeyError as lacking:
            problems.append(f"services.yml: {name}: lacks {lacking}")
            continue
        except (TypeError, ValueError) as error:
            problems.append(f"services.yml: {name}: {error}")
            continue
        if service.id in services:
            problems.append(f"services.yml: {name} stands twice")
        services[service.id] = service
    return services, problems


def _service(entry: dict[str, Any]) -> Service:
    return Service(
        id=entry["id"],
        links=tuple(_links(entry)),
        ages=_ages(entry["ages"]),
        readers=_among(entry["readers"], get_args(Reader)),
        nations=_among(entry["nations"], get_args(Nation)),
        verified=entry["verified"] is True,
        expires_on=_expiry(entry),
    )


def _links(entry: dict[str, Any]) -> Iterable[Link]:
    name = entry["name"]
    if phone := entry.get("phone"):
        title = entry.get("call_title", f"Call {name} on {phone}")
        yield Link(title, f"tel:{_digits(phone)}")
    if text := entry.get("text"):
        yield Link(f"Text {name} on {text}", f"sms:{_digits(text)}")
    if url := entry.get("url"):
        if not url.startswith("https://"):
            raise ValueError("its url does not start with https://")
        yield Link(entry.get("online_title", f"{name} online"), url)


def _digits(number: str) -> str:
    digits = number.replace(" ", "")
    if not digits.isdigit():
        raise ValueError(f"{number!r} is not a phone number")
    return digits


def _among(given: list[str], known: tuple[str, ...]) -> frozenset[str]:
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"{', '.join(unknown)} is none of {', '.join(known)}")
    return frozenset(given)


def _ages(given: object) -> tuple[int, int]:
    if isinstance(given, list) and len(given) == len(("youngest", "oldest")):
        youngest, oldest = given
        if isinstance(youngest, int) and isinstance(oldest, int) and youngest <= oldest:
            return youngest, oldest
    raise ValueError("ages must be the youngest and the oldest served, such as [0, 18]")


def _expiry(entry: dict[str, Any]) -> date | None:
    if not entry["verified"]:
        return None
    if _day(entry, "verified_on") >= _day(entry, "expires_on"):
        raise ValueError("expires_on is not after verified_on")
    return _day(entry, "expires_on")


def _day(entry: dict[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(entry[key])
    except (TypeError, ValueError):
        raise ValueError(f"{key} must be a day such as 2026-12-31, not {entry[key]!r}") from None

"""Numbers a person can call or text now, from `data/services.yml`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casedesk.data_files import DATA, read_yaml
from casedesk.guidance.services import Link, read_services

SHOWN = ("emergency", "childline", "samaritans", "shout", "papyrus", "nspcc_helpline")
IN_ONE_LINE = ("emergency", "childline", "samaritans")


@dataclass(frozen=True)
class Signpost:
    """A service for a person in danger or distress: what it is, and links that reach it."""

    id: str
    about: str
    in_a_sentence: str
    links: tuple[Link, ...]


# Shown when the file holds none that is in date: a page without a number must not exist.
LAST_RESORT = (
    Signpost("emergency", "Help at once.", "999", (Link("Call 999 now", "tel:999"),)),
    Signpost(
        "childline",
        "Someone to talk to.",
        "Childline on 0800 1111",
        (Link("Call Childline on 0800 1111", "tel:08001111"),),
    ),
)


def load_signposts(today: date, path: Path = DATA / "services.yml") -> tuple[Signpost, ...]:
    """Return the verified services in date on this day, most urgent first; never none."""
    raw = {entry.get("id"): entry for entry in read_yaml(path)} if path.exists() else {}
    services, _ = read_services(list(raw.values()))
    usable = (services[name] for name in SHOWN if name in services)
    found = tuple(
        Signpost(one.id, raw[one.id]["what"], _in_a_sentence(raw[one.id]), one.links)
        for one in usable
        if one.verified and not one.expired(today)
    )
    return found or LAST_RESORT


def _in_a_sentence(entry: dict[str, str]) -> str:
    number = entry.get("phone", "")
    return number if entry["id"] == "emergency" else f"{entry['name']} on {number}"


def in_one_line(signposts: tuple[Signpost, ...]) -> str:
    """Return the first numbers as part of a sentence: `999, or Childline on 0800 1111`."""
    short = [post.in_a_sentence for post in signposts if post.id in IN_ONE_LINE]
    *first, last = short or [post.in_a_sentence for post in LAST_RESORT]
    return f"{', '.join(first)} or {last}" if first else last

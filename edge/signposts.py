"""Numbers a person can call or text now, from `data/services.yml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casedesk.data_files import DATA, read_yaml

CRISIS_SERVICES = ("emergency", "childline", "samaritans", "shout", "papyrus", "nspcc")
SHORT = ("emergency", "childline", "samaritans")


@dataclass(frozen=True)
class Signpost:
    """A service: its name, what it is in a few words, and how to reach it."""

    id: str
    name: str
    about: str = ""
    phone: str = ""
    text: str = ""
    url: str = ""

    @property
    def phone_href(self) -> str:
        """The number as a link."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def text_href(self) -> str:
        """The text number as a link."""
        return "sms:" + "".join(sign for sign in self.text if sign.isdigit() or sign == "+")


# Shown when the file cannot be read: a page without a number must not exist.
LAST_RESORT = (
    Signpost("emergency", "Emergency services", "If someone is in danger now", phone="999"),
    Signpost("childline", "Childline", "To talk to someone", phone="0800 1111"),
)


def load_signposts(path: Path = DATA / "services.yml") -> tuple[Signpost, ...]:
    """Return the services for a person in danger or distress, most urgent first."""
    if not path.exists():
        return LAST_RESORT
    raw = read_yaml(path)
    entries = raw["services"] if isinstance(raw, dict) else raw
    known = {str(entry["id"]): _signpost(entry) for entry in entries}
    chosen = tuple(known[name] for name in CRISIS_SERVICES if name in known)
    return chosen or LAST_RESORT


def _signpost(entry: dict[str, Any]) -> Signpost:
    def read(key: str) -> str:
        return str(entry.get(key) or "").strip()

    return Signpost(
        read("id"), read("name"), read("about"), read("phone"), read("text"), read("url")
    )


def in_one_line(signposts: tuple[Signpost, ...]) -> str:
    """Return the first numbers as a sentence part: `Childline 0800 1111, Samaritans 116 123`."""
    short = [post for post in signposts if post.id in SHORT and post.phone] or list(LAST_RESORT)
    return ", ".join(f"{post.name} {post.phone}" for post in short)

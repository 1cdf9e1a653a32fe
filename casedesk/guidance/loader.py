"""The guidance: read from `data/`, checked as a whole, and fitted to a person when asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casedesk.clock import Clock, SystemClock
from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError
from casedesk.domain.values import Values
from casedesk.guidance.services import (
    Nation,
    Person,
    Reader,
    Services,
    offered,
    read_services,
)
from casedesk.guidance.texts import (
    AdviceCard,
    Reply,
    StandingReply,
    Topic,
    read_reply,
    read_topic,
)
from casedesk.interview.questions import Voice

_AGES = {"under_13": 12, "13_15": 13, "16_17": 16, "18_plus": 18}
"""An age that stands for each band when services are chosen: the youngest where it matters."""


@dataclass(frozen=True)
class Guidance:
    """Everything the service says beside the interview. Build it once with `load_guidance`."""

    topics: Mapping[str, Topic]
    replies: Mapping[str, StandingReply]
    services: Services
    clock: Clock

    def advice(
        self,
        topic: str,
        *,
        audience: Reader,
        age: int | None = None,
        nation: Nation | None = None,
        answers: Values | None = None,
    ) -> AdviceCard:
        """Return the advice on a topic, worded for the reader, with services that fit.

        `age` (years) is that of the child concerned; when it is not given it is read from
        `answers`. Raises DataError when there is no such topic.
        """
        known = answers or {}
        person = Person(audience, _age(known) if age is None else age, nation)
        written = _found(self.topics, topic, "advice topic")
        links = offered(self.services, written.services, person, self._today())
        return AdviceCard(topic, written.title, written.text(audience, known), links)

    def reply(
        self,
        reply_id: str,
        voice: Voice,
        *,
        age: int | None = None,
        nation: Nation | None = None,
        **fields: str,
    ) -> Reply:
        """Return a standing reply in this voice, its `{fields}` filled in.

        Raises DataError when there is no such reply or a field is missing.
        """
        written = _found(self.replies, reply_id, "reply")
        person = Person("young_person" if voice == "young_person" else "adult", age, nation)
        links = offered(self.services, written.services, person, self._today())
        try:
            text = written.texts[voice].format_map(fields)
        except KeyError as missing:
            raise DataError([f"the reply {reply_id} needs the field {missing}"]) from None
        return Reply(text, written.choices, links)

    def problems(self, today: date) -> list[str]:
        """Return what has passed its date: services no longer shown, advice due for review."""
        expired = [
            f"services.yml: {one.id} expired on {one.expires_on}; it is no longer offered"
            for one in self.services.values()
            if one.expired(today)
        ]
        overdue = [
            f"advice/{one.id}.yml: was to be reviewed by {one.review_by}"
            for one in self.topics.values()
            if today > one.review_by
        ]
        return expired + overdue

    def _today(self) -> date:
        return self.clock.now().date()


def load_guidance(folder: Path = DATA, *, clock: Clock | None = None) -> Guidance:
    """Read advice, replies and services; raise DataError listing everything that is wrong.

    `clock` decides which services have expired on the day they are asked for.
    """
    listed = read_yaml(folder / "services.yml")
    services, problems = read_services(listed)
    topics = _read_each(_topic_entries(folder), "advice/{}.yml", read_topic, problems)
    replies = _read_each(_reply_entries(folder), "the reply {}", read_reply, problems)
    problems += _misnamed(topics)
    # A service that is wrong itself is told of once, not by everybody who names it.
    if set(services) == {entry.get("id") for entry in listed}:
        problems += _unknown_services({**topics, **replies}, services)
    if problems:
        raise DataError(problems)
    return Guidance(topics, replies, services, clock or SystemClock())


def _topic_entries(folder: Path) -> dict[str, Any]:
    return {path.stem: read_yaml(path) for path in sorted((folder / "advice").glob("*.yml"))}


def _reply_entries(folder: Path) -> dict[str, Any]:
    ordinary: dict[str, Any] = read_yaml(folder / "replies.yml")
    crisis: dict[str, Any] = read_yaml(folder / "crisis" / "replies.yml")
    return ordinary | crisis


def _read_each[T](
    entries: dict[str, Any],
    place: str,
    read: Callable[[dict[str, Any]], T],
    problems: list[str],
) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, raw in entries.items():
        try:
            found[name] = read(raw)
        except KeyError as error:
            problems.append(f"{place.format(name)}: lacks {error}")
        except (AttributeError, TypeError, ValueError) as error:
            problems.append(f"{place.format(name)}: {error}")
    return found


def _misnamed(topics: Mapping[str, Topic]) -> list[str]:
    return [
        f"advice/{name}.yml: its id is {topic.id} and its intent {topic.intent}"
        for name, topic in topics.items()
        if (topic.id, topic.intent) != (name, f"ask_{name}")
    ]


def _unknown_services(named: Mapping[str, Topic | StandingReply], services: Services) -> list[str]:
    return [
        f"{name}: there is no service {service}"
        for name, entry in named.items()
        for service in entry.services
        if service not in services
    ]


def _found[T](entries: Mapping[str, T], name: str, kind: str) -> T:
    if name not in entries:
        raise DataError([f"data/ holds no {kind} {name}"])
    return entries[name]


def _age(known: Values) -> int | None:
    age, band = known.get("child_age"), known.get("age_band")
    if isinstance(age, int):
        return age
    return _AGES.get(band) if isinstance(band, str) else None

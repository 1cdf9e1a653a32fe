"""People who came back with a code, served by the desk: status, messages, and what they can ask.

The edge opens nothing but what staff wrote to this one person, with a key that their code makes
and that lives as long as the visit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casedesk.domain.errors import NotFound
from casedesk.services import returning
from casedesk.services.desk import Desk
from casedesk.services.returning import Standing
from edge.returning import Visit
from edge.schemas import Choice, Message, Reply

HERE = ZoneInfo("Europe/London")
"""Where the people of this service are: promised times are said by their clock."""

_MENU = ("write", "unsafe", "take_back")
_TAKING_BACK = ("stop", "erase", "keep")
_ASKS = {"unsafe": "contact_unsafe", "stop": "withdraw", "erase": "erase"}


class DeskReturning:
    """Finds reports by code. `words` is `returned` of `data/edge.yml`; `numbers` whom to call."""

    def __init__(self, desk: Desk, words: Mapping[str, Any], numbers: str) -> None:
        self._desk = desk
        self._words = words
        self._numbers = numbers

    def by_code(self, code: str) -> Visit | None:
        """Return the visit, or None for a code that opens nothing; takes about 50 ms either way."""
        try:
            standing = returning.by_code(self._desk, code)
        except NotFound:
            return None
        return DeskVisit(self._desk, standing, self._words, self._numbers) if standing else None


class DeskVisit:
    """One person with one report.

    What they type goes two ways: the assistant looks for danger and new facts in it, and the team
    reads it as it was written, so that nothing is lost if the assistant took it for a question.
    """

    def __init__(
        self, desk: Desk, standing: Standing, words: Mapping[str, Any], numbers: str
    ) -> None:
        self._desk = desk
        self._standing = standing
        self._words = words
        self._numbers = numbers
        self._to_team = False
        self._continued = False

    def welcome(self) -> Reply:
        """Return the status in plain words, the promise that runs, and the team's messages."""
        found = self._standing
        lines = [self._say("hello", reference=found.reference), self._say(found.state)]
        lines += self._promise(found)
        lines += [self._asked(kind, decision) for kind, decision in found.requests]
        from_team = [
            Message(text=self._say("from_team", when=_when(one.at), text=one.text), topic="team")
            for one in found.messages
        ]
        nothing = [Message(text=self._say("no_messages"), topic="no_messages")]
        status = Message(text="\n".join(lines), topic="status")
        return _reply(status, *(from_team or nothing), self._menu())

    def say(self, conversation: str, text: str) -> Reply | None:
        """Act on a choice, pass a message on, or let the assistant answer first."""
        chosen = next((name for name, said in self._choices.items() if said == text), None)
        if chosen:
            return self._chose(chosen)
        if not self._continued:
            returning.continue_report(self._desk, self._standing.unlocked, conversation)
            self._continued = True
        return None

    def keep(self, text: str, answered: list[Message]) -> list[Message]:
        """Let the team have the words, and bring the case back to work.

        To a message for the team the assistant's small talk is no answer; its help in danger is.
        """
        returning.say(self._desk, self._standing.unlocked, text)
        shown = [one for one in answered if one.kind == "crisis" or not self._to_team]
        if not answered:
            shown = [Message(text=self._say("alone"), kind="crisis", topic="alone")]
        self._to_team = False
        return [*shown, Message(text=self._say("written"), topic="written"), self._menu("again")]

    def _chose(self, name: str) -> Reply:
        self._to_team = name == "write"
        if name == "write":
            return _reply(Message(text=self._say("write"), kind="ask", topic="write"))
        if name == "take_back":
            return _reply(self._asking("take_back", _TAKING_BACK))
        if name == "keep":
            return _reply(self._menu())
        returning.ask(self._desk, self._standing.unlocked, _ASKS[name])
        return _reply(Message(text=self._say(name), topic=name), self._menu("again"))

    def _promise(self, found: Standing) -> list[str]:
        if found.seen_at:
            return [self._say("seen", when=_when(found.seen_at))]
        if not found.see_by:
            return []
        late = found.see_by < self._desk.clock.now()
        return [self._say("late" if late else "see_by", when=_when(found.see_by))]

    def _asked(self, kind: str, decision: str) -> str:
        said: str = self._words["asked"][kind][decision or "waiting"]
        return said.strip()

    def _menu(self, said: str = "menu") -> Message:
        return self._asking("menu", _MENU, said)

    def _asking(self, topic: str, names: tuple[str, ...], said: str = "") -> Message:
        choices = [Choice(title=self._choices[one], value=self._choices[one]) for one in names]
        return Message(text=self._say(said or topic), kind="ask", topic=topic, choices=choices)

    @property
    def _choices(self) -> Mapping[str, str]:
        choices: Mapping[str, str] = self._words["choices"]
        return choices

    def _say(self, name: str, **values: str) -> str:
        said: str = self._words[name]
        return said.strip().format(numbers=self._numbers, **values)


def _reply(*messages: Message) -> Reply:
    return Reply(messages=list(messages), state="filed")


def _when(moment: datetime) -> str:
    local = moment.astimezone(HERE)
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"

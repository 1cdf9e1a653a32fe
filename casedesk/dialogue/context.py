"""What a conversation is conducted with: the desk, the replies and advice, today's date."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from casedesk.guidance.loader import Guidance, load_guidance
from casedesk.guidance.other_language import Languages, load_languages
from casedesk.interview.catalogue import Catalogue
from casedesk.interview.overheard.phrases import load_heard
from casedesk.services.desk import Desk

HERE = ZoneInfo("Europe/London")
"""Where the people of this service are: "yesterday" is theirs."""


@dataclass(frozen=True)
class Dialogue:
    """Built once by `open_dialogue`, never changed."""

    desk: Desk
    guidance: Guidance
    languages: Languages

    @property
    def catalogue(self) -> Catalogue:
        """The interview."""
        return self.desk.catalogue

    def today(self) -> date:
        """Return the date on the wall of the person who writes."""
        return self.desk.clock.now().astimezone(HERE).date()


def open_dialogue(desk: Desk) -> Dialogue:
    """Read the replies and advice; raises DataError listing everything that is wrong."""
    # Compiled now, so that the first child's first sentence is answered as fast as the next.
    load_heard()
    return Dialogue(desk, load_guidance(clock=desk.clock), load_languages())

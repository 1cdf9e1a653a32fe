"""`demo --eleven-days`: what eleven days in which nobody acts set off, as a table."""

from collections import Counter
from datetime import timedelta

from casedesk.commands.frame import OK, Out
from casedesk.services.desk import open_desk
from casedesk.services.silence import DAYS, Fired, eleven_days
from casedesk.settings import load_settings


def show(out: Out) -> int:
    """Simulate on a database of its own and print every step that fired."""
    with out.progress("eleven days, hour by hour", DAYS * 24) as step:
        fired = eleven_days(open_desk(load_settings()), step)
    out.say(_STORY)
    out.table(("after", "what nobody did", "time used", "told", "owes"), map(_line, fired))
    out.say(
        f"{len(fired)} steps fired in {DAYS} days of silence, each exactly once: {_sums(fired)}."
    )
    out.result({"fired": [_json(one) for one in fired]})
    return OK


_STORY = """\
A child of 13 is threatened by a boy of 12 who wants more images. The report is sent, and nobody
acts. Each thing to be done has its time: at half of it the owner is told, when it is up the duty
supervisor, at twice the time the head of safeguarding, and then every day until somebody acts.
"""


def _sums(fired: tuple[Fired, ...]) -> str:
    told = Counter(one.told.replace("_", " ") for one in fired)
    return ", ".join(f"the {who} was told {count} times" for who, count in told.items())


def _line(one: Fired) -> tuple[str, ...]:
    hours, minutes = divmod(int(one.after.total_seconds()) // 60, 60)
    after = f"{hours // 24}d {hours % 24:02d}:{minutes:02d}"
    owed = "a written reason" if one.needs_reason else "the action"
    return after, one.undone, one.step, one.told.replace("_", " "), owed


def _json(one: Fired) -> dict[str, object]:
    return {
        "after_hours": one.after / timedelta(hours=1),
        "at": one.at,
        "clock": one.clock,
        "undone": one.undone,
        "step": one.step,
        "told": one.told,
        "needs_reason": one.needs_reason,
    }

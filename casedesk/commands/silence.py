"""`demo --eleven-days`: what eleven days in which nobody acts set off, as a table."""

from datetime import timedelta

from casedesk.commands.frame import OK, Out
from casedesk.services.desk import open_desk
from casedesk.services.silence import DAYS, Fired, eleven_days
from casedesk.settings import load_settings


def show(out: Out) -> int:
    """Simulate on a database of its own and print every step that fired."""
    with out.progress("eleven days, hour by hour", DAYS * 24) as step:
        fired = eleven_days(open_desk(load_settings()), step)
    out.table(("after", "clock", "step", "told", "must answer with"), map(_line, fired))
    out.say(f"{len(fired)} steps fired in {DAYS} days of silence, each exactly once")
    out.result({"fired": [_json(one) for one in fired]})
    return OK


def _line(one: Fired) -> tuple[str, ...]:
    hours, minutes = divmod(int(one.after.total_seconds()) // 60, 60)
    after = f"{hours // 24}d {hours % 24:02d}:{minutes:02d}"
    owed = "a written reason" if one.needs_reason else "the action"
    return after, one.clock, one.step, one.told.replace("_", " "), owed


def _json(one: Fired) -> dict[str, object]:
    return {
        "after_hours": one.after / timedelta(hours=1),
        "at": one.at,
        "clock": one.clock,
        "step": one.step,
        "told": one.told,
        "needs_reason": one.needs_reason,
    }

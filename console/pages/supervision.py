"""Supervision: what is late and who carries it; every figure opens the rows behind it."""

from typing import Any

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.levels import Level
from casedesk.services import behind_figures, queue, rostering, staff, supervision
from console.asking import Answer, Ask, Go, Page
from console.case_acts import actor
from console.case_view import PEOPLE
from console.charts import Bar, bars, columns
from console.forms import Field, Filled, Form
from console.words import span, words

DUTY = Form(
    "duty",
    "Put somebody on duty",
    (
        Field("username", "Who", "select"),
        Field(
            "duty", "Rung", "select", options=tuple((one, words(one)) for one in rostering.DUTIES)
        ),
        Field("starts", "From", "when", hint="London time."),
        Field("ends", "Until", "when", hint="London time.", future=True),
    ),
    "Add to the roster",
)


def show(ask: Ask) -> Answer:
    """Show the board."""
    return _board(ask)


def add_duty(ask: Ask) -> Answer:
    """Put somebody on the roster."""
    filled = ask.filled(DUTY)
    starts, ends = filled.instant("starts"), filled.instant("ends")
    if filled.errors or starts is None or ends is None:
        return _board(ask, filled)
    who, duty = filled.text("username"), filled.text("duty")
    try:
        rostering.add(ask.desk, who, duty, (starts, ends), by=actor(ask))
    except NotPossible as problem:
        return _board(ask, Filled(DUTY.name, filled.raw, {}, {"ends": str(problem)}))
    return Go("/supervision#roster", done="saved")


def remove_duty(ask: Ask) -> Answer:
    """Take a duty off the roster."""
    try:
        rostering.remove(ask.desk, ask.sent.get("id", [""])[0], by=actor(ask))
    except NotFound:
        return Go("/supervision#roster")
    return Go("/supervision#roster", done="saved")


AMONG = {
    "overridden": "whose level a person changed",
    "harmed_before": "of children who were harmed before",
    "unseen": "of children nobody has seen or spoken to",
    "in_time": "of children seen in time",
}
HOURS = {str(hour) for hour in range(24)}
"""The groups of cases that a figure opens, in words."""


def seen(ask: Ask) -> Answer:
    """List the cases behind the time to seen, longest wait first."""
    level = Level(ask.query("level")) if ask.query("level") in set(Level) else None
    among: behind_figures.Among = ""
    if ask.query("among") in AMONG:
        among = ask.query("among")  # type: ignore[assignment] # one of the names just looked up
    hour = int(ask.query("hour")) if ask.query("hour") in HOURS else None
    found = behind_figures.waits(ask.desk, level, among, hour=hour)
    shows = {"found": found, "level": level, "among": AMONG.get(among), "hour": hour}
    return Page("waits.html", {**shows, **_names(ask)})


def referrals(ask: Ask) -> Answer:
    """List the referrals behind the figure, those that wait for an answer first."""
    answers = supervision.referral_answers(ask.desk)
    return Page("referrals.html", {"rows": behind_figures.sent(ask.desk), "answers": answers})


def _board(ask: Ask, filled: Filled | None = None) -> Answer:
    counts = queue.counts(ask.desk)
    hours = supervision.reports_by_hour(ask.desk)
    times = supervision.time_to_seen(ask.desk)
    shows: dict[str, Any] = {
        "counts": counts,
        "levels": tuple(Level),
        "by_level": bars(
            [
                Bar(
                    f"{one} {words(ask.desk.rulebook.levels[one].name)}",
                    counts.waiting[one],
                    f"{counts.waiting[one]} open, {counts.late[one]} late",
                    counts.late[one],
                )
                for one in Level
            ]
        ),
        "hours": columns(
            [Bar(f"{hour:02d}", count, str(count)) for hour, count in enumerate(hours)]
        ),
        "seen": times,
        "seen_chart": bars([_seen_bar(one) for one in times]),
        "loads": supervision.loads(ask.desk),
        "owed": supervision.reasons_owed(ask.desk),
        "actions": {kind: rule.action for kind, rule in ask.desk.rulebook.clocks.rules.items()},
        "referrals": supervision.referral_answers(ask.desk),
        "overrides": supervision.share(ask.desk, "overridden"),
        "repeats": supervision.share(ask.desk, "harmed_before"),
        "on_duty": rostering.on_duty(ask.desk),
        "upcoming": rostering.upcoming(ask.desk),
        "duty": _duty_form(ask),
        "may_change": ask.person.role == "supervisor",
        "filled": filled,
        **_names(ask),
    }
    return Page("supervision.html", shows, 422 if filled else 200)


def _seen_bar(one: supervision.Seen) -> Bar:
    minutes = int(one.median.total_seconds() // 60) if one.median else 0
    told = f"median {span(one.median)}" if one.median else "nobody seen yet"
    return Bar(one.level, minutes, f"{told}, {one.unseen} not seen")


def _duty_form(ask: Ask) -> Form:
    able = tuple(
        (one.username, one.name)
        for one in staff.everyone(ask.desk)
        if one.active and one.role == "supervisor"
    )
    who, *others = DUTY.fields
    choice = Field(who.name, who.label, who.kind, options=able)
    return Form(DUTY.name, DUTY.title, (choice, *others), DUTY.button)


def _names(ask: Ask) -> dict[str, Any]:
    return {"names": {**PEOPLE, **staff.names(ask.desk)}}

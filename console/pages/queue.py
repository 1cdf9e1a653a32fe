"""The queue page: views, filters, rows; sorted by the server, never under the reader's eyes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from casedesk.domain.case import CASE, DUTY_TEAM, is_live
from casedesk.domain.levels import Level
from casedesk.services import labels, queue_views, saved_views, staff
from casedesk.services.bulk import Outcome
from casedesk.services.case_access import ACTING
from casedesk.services.queue import Cursor, QueueRow
from casedesk.services.queue_views import Beside, Narrowed
from casedesk.store.columns import from_microseconds, to_microseconds
from console.asking import Answer, Ask, Go, Page, Raw
from console.record import age_words, kind_words, label_words
from console.words import level_word, words

VIEWS = {
    "all": ("All", ("No open cases", "Everything that came in is closed.")),
    "mine": ("Mine", ("You own no case", "Take one from Unassigned with “Assign to me”.")),
    "unassigned": ("Unassigned", ("Every case has a person", "Nothing waits for the duty team.")),
    "late": ("Late", ("Nothing is late", "Every clock is still running inside its time.")),
    "hour": ("Within the hour", ("Nothing breaches within the hour", "Look again soon.")),
    "sign_off": ("Awaiting sign-off", ("Nothing waits for a supervisor", "")),
    "unread": ("New replies", ("No unread replies", "Nothing of a reporter waits for an answer.")),
    "unfinished": (
        "Unfinished",
        ("No unfinished reports", "Reports with danger that nobody sent would stand here."),
    ),
}
ALERTING = frozenset({"late", "hour", "unread"})
MOST_SHOWN = 999


def show(ask: Ask, *, problem: str = "", outcome: Outcome | None = None) -> Answer:
    """Show one page of one view, and what came of an act on several cases."""
    wanted = _wanted(ask)
    page = queue_views.look(ask.desk, ask.person, wanted, after=_cursor(ask.query("after")))
    rows = _rows(ask, page.rows)
    shows = {
        "views": _views(ask, wanted.view),
        "here": wanted.view,
        "empty": VIEWS[wanted.view][1],
        "chosen": wanted,
        "narrowed": any((wanted.level, wanted.owner, wanted.state, wanted.find, wanted.label)),
        "filters": _filters(ask),
        "rows": rows,
        "next": _link(wanted, _token(page.next)) if page.next else "",
        "top": _link(wanted, "") if ask.query("after") else "",
        "newest": to_microseconds(page.as_of),
        "saved": _saved(ask),
        "here_link": _link(wanted, ""),
        "here_again": _link(wanted, "").partition("?")[2],
        "may_act": ask.person.role in ACTING,
        "me": ask.actor,
        "workers": able_to_own(ask),
        "labels": [(one.id, one.label) for one in labels.known().values()],
        "problem": problem,
        "outcome": outcome,
    }
    return Page("queue.html", shows, 422 if problem else 200)


def _saved(ask: Ask) -> list[tuple[str, str]]:
    """Return the views this person saved: name, and where it leads."""
    views = saved_views.mine(ask.desk, ask.actor)
    return [(name, "/queue?" + urlencode(asks)) for name, asks in views.items()]


def able_to_own(ask: Ask) -> list[tuple[str, str]]:
    """Return who this person may give cases to: supervisors to anybody, others to themselves."""
    if ask.person.role != "supervisor":
        return [(ask.actor, ask.person.name)]
    people = staff.everyone(ask.desk)
    return [(one.username, one.name) for one in people if one.active and one.role in ACTING]


def following(ask: Ask) -> Answer:
    """Lead to the case after this one in the queue, or to the queue when there is no other."""
    reference = queue_views.following(ask.desk, ask.person, ask.query("after").upper())
    return Go(f"/cases/{reference}" if reference else "/queue")


def fresh(ask: Ask) -> Answer:
    """Say how many cases have arrived since an instant, for the bar above the table."""
    since = ask.query("since")
    if not since.isdigit() or len(since) > 17:
        return Raw(b"0", "text/plain")
    arrived = queue_views.arrived_since(ask.desk, ask.person, from_microseconds(int(since)))
    return Raw(str(arrived).encode(), "text/plain")


def _wanted(ask: Ask) -> Narrowed:
    view = ask.query("view")
    return Narrowed(
        view=view if view in VIEWS else "all",
        level=ask.query("level") if ask.query("level") in set(Level) else "",
        owner=ask.query("owner"),
        state=ask.query("state") if ask.query("state") in CASE.states else "",
        find=ask.query("find"),
        label=ask.query("label"),
    )


def _views(ask: Ask, here: str) -> list[dict[str, Any]]:
    counts = queue_views.counts(ask.desk, ask.person)
    return [
        {
            "name": name,
            "label": label,
            "here": name == here,
            "alert": name in ALERTING,
            "count": counts[name],
            "shown": str(counts[name]) if counts[name] <= MOST_SHOWN else f"{MOST_SHOWN}+",
        }
        for name, (label, _) in VIEWS.items()
    ]


def _filters(ask: Ask) -> list[tuple[str, str, list[tuple[str, str]]]]:
    people = [(one.username, one.name) for one in staff.everyone(ask.desk) if one.role != "admin"]
    levels = [(str(level), f"{level} {level_word(level)}") for level in Level]
    states = [(state, words(state)) for state in CASE.states if is_live(state)]
    return [
        ("level", "Level", levels),
        ("owner", "Owner", [(DUTY_TEAM, "Duty team"), *people]),
        ("state", "State", states),
        ("label", "Label", [(one.id, one.label) for one in labels.known().values()]),
    ]


def _rows(ask: Ask, rows: tuple[QueueRow, ...]) -> list[dict[str, Any]]:
    beside = queue_views.beside(ask.desk, [row.case_id for row in rows])
    names = staff.names(ask.desk)
    return [_row(ask, row, beside[row.case_id], names) for row in rows]


def _row(ask: Ask, row: QueueRow, beside: Beside, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "level": row.level,
        "state": row.state,
        "due_at": row.due_at,
        "next_action": row.next_action,
        "received_at": row.received_at,
        "unfinished": row.unfinished,
        "unowned": row.owner == DUTY_TEAM,
        "others_first": " ".join(row.marks),
        "owner": "Duty team" if row.owner == DUTY_TEAM else names.get(row.owner, row.owner),
        "age": age_words(beside.answers),
        "kinds": kind_words(ask.desk.catalogue, beside.answers),
        "unread": beside.unread,
        "asked": beside.asked,
        "labels": [label_words(one) for one in beside.labels],
        "here": [names.get(one, one) for one in beside.here if one != ask.actor],
        "series": beside.linked + 1 if beside.linked else 0,
        "waiting_sign_off": row.state == "closing" or beside.waits_for_second,
    }


def _link(wanted: Narrowed, after: str) -> str:
    asked = {**wanted.__dict__, "after": after}
    return "/queue?" + urlencode({name: value for name, value in asked.items() if value})


def _token(cursor: Cursor) -> str:
    as_of, due_at = to_microseconds(cursor.as_of), to_microseconds(cursor.due_at)
    return f"{as_of}.{2 * cursor.band + cursor.behind}.{due_at}.{cursor.reference}"


def _cursor(token: str) -> Cursor | None:
    """Return the place a page begins at; a token that was tampered with begins at the top."""
    parts = token.split(".")
    if len(parts) != 4 or not all(part.isdigit() and len(part) < 18 for part in parts[:3]):
        return None
    as_of, due_at = (_instant(parts[0]), _instant(parts[2]))
    band, behind = divmod(int(parts[1]), 2)
    return Cursor(as_of, band, bool(behind), due_at, parts[3])


def _instant(digits: str) -> datetime:
    return from_microseconds(int(digits))

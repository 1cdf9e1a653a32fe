"""Packs and lists that leave the desk."""

import json

from casedesk.domain.errors import NotFound, NotPermitted, NotPossible
from casedesk.services import exporting, queue, staff
from console import record
from console.asking import Answer, Ask, Go, Page, Raw
from console.case_acts import actor
from console.case_view import PEOPLE, Shown, safe_lines
from console.forms import Field, Filled, Form
from console.paper import pdf, table

REASON = Field("reason", "Why", "area", hint="It stands in the record with your name.")
PACK = Form(
    "export",
    "Referral pack",
    (
        Field("recipient", "For whom", hint="The agency and the person.", longest=120),
        REASON,
        Field("kind", "As", "choice", options=(("pdf", "PDF"), ("json", "JSON")), value="pdf"),
    ),
    "Make the pack",
    note="Holds everything that was told, their own words included. Send it only by a safe way.",
)
LIST = Form("ask", "Ask for the list of open cases", (REASON,), "Ask")


def pack_form(ask: Ask) -> Answer:
    """Ask for whom and why a pack is made."""
    return _pack_page(ask)


def pack(ask: Ask) -> Answer:
    """Make the pack and record it."""
    filled = ask.filled(PACK)
    if filled.errors:
        return _pack_page(ask, filled)
    reason, recipient = filled.text("reason"), filled.text("recipient")
    case = exporting.case_pack(
        ask.desk, ask.reference, by=actor(ask), reason=reason, recipient=recipient
    )
    if filled.text("kind") == "json":
        text = json.dumps(exporting.as_json(case, ask.desk.catalogue), ensure_ascii=False, indent=1)
        return Raw(text.encode(), "application/json", f"{case.reference}.json")
    shown = Shown(
        ask.desk.catalogue, ask.desk.rulebook, staff.names(ask.desk), ask.now, opened=True
    )
    shows = {
        "case": {**case.facts, "level": case.level, "state": case.state},
        "verdict": case.verdict,
        "safe": safe_lines(case, shown),
        "sections": record.sections(ask.desk.catalogue, case.answers, opened=True),
        "words": record.own_words(ask.desk.catalogue, case.answers),
        "contacts": case.contacts,
        "actions": case.actions,
        "referrals": case.referrals,
        "recipient": recipient,
        "by": ask.person.name,
        "now": ask.now,
    }
    content = pdf(ask.request.app.state.environment, "paper/case.html", **shows)
    return Raw(content, "application/pdf", f"{case.reference}.pdf")


def show(ask: Ask) -> Answer:
    """List the requests for lists."""
    return _list(ask)


def request(ask: Ask) -> Answer:
    """Ask for a list."""
    filled = ask.filled(LIST)
    if filled.errors:
        return _list(ask, filled)
    exporting.ask(ask.desk, "open_cases", by=actor(ask), reason=filled.text("reason"))
    return Go("/exports", done="saved")


def agree(ask: Ask) -> Answer:
    """Agree as the second person."""
    try:
        exporting.agree(ask.desk, _id(ask), by=actor(ask))
    except (NotFound, NotPermitted, NotPossible) as problem:
        return _list(ask, Filled(LIST.name, errors={"reason": str(problem).capitalize() + "."}))
    return Go("/exports", done="saved")


def take(ask: Ask) -> Answer:
    """Take an agreed list as CSV."""
    try:
        exporting.take(ask.desk, _id(ask), by=actor(ask))
    except (NotFound, NotPermitted, NotPossible) as problem:
        return _list(ask, Filled(LIST.name, errors={"reason": str(problem).capitalize() + "."}))
    head = ("reference", "level", "state", "owner", "next_action", "due_at", "received_at", "late")
    rows = (
        (
            row.reference,
            row.level,
            row.state,
            row.owner,
            row.next_action,
            row.due_at.isoformat(),
            row.received_at.isoformat(),
            "yes" if row.late else "no",
        )
        for row in queue.everything(ask.desk)
    )
    return Raw(table(head, rows), "text/csv; charset=utf-8", f"open-cases-{ask.now:%Y-%m-%d}.csv")


def _id(ask: Ask) -> str:
    return ask.sent.get("export", [""])[0]


def _pack_page(ask: Ask, filled: Filled | None = None) -> Answer:
    shows = {"reference": ask.reference.upper(), "form": PACK, "filled": filled}
    return Page("export.html", shows, 422 if filled else 200)


def _list(ask: Ask, filled: Filled | None = None) -> Answer:
    shows = {
        "requests": exporting.requests(ask.desk),
        "form": LIST,
        "filled": filled,
        "names": {**PEOPLE, **staff.names(ask.desk)},
    }
    return Page("exports.html", shows, 422 if filled else 200)

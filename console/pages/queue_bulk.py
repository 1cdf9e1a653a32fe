"""Acts on several cases of the queue, and the views somebody saves for themselves."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

from casedesk.domain.errors import NotPossible
from casedesk.services import bulk, casework, labels, saved_views
from console.asking import Answer, Ask, Go
from console.case_acts import actor
from console.forms import Field, Form
from console.pages import queue

CHOSEN = Field("case", "Cases", "checks", required=False)
ASSIGN = Form("assign", "Give to somebody", (CHOSEN, Field("owner", "Owner", "select")), "Give")
LABEL = Form("label", "Label", (CHOSEN, Field("label", "Label", "select")), "Label")
SAVE = Form("save", "Save this view", (Field("name", "Name", longest=40),), "Save")


def assign(ask: Ask) -> Answer:
    """Give the chosen cases to somebody, or to the duty team."""
    filled = ask.filled(ASSIGN)
    owner = filled.text("owner")
    if owner not in dict(queue.able_to_own(ask)):
        return queue.show(ask, problem="Choose somebody who works cases.")
    return _each(
        ask,
        filled.many("case"),
        lambda reference: casework.assign(ask.desk, reference, owner, by=actor(ask)),
    )


def label(ask: Ask) -> Answer:
    """Put one label on the chosen cases."""
    filled = ask.filled(LABEL)
    chosen = filled.text("label")
    if chosen not in labels.known():
        return queue.show(ask, problem="Choose a label.")
    return _each(
        ask,
        filled.many("case"),
        lambda reference: labels.add(ask.desk, reference, chosen, by=actor(ask)),
    )


def _each(ask: Ask, references: tuple[str, ...], do: Callable[[str], None]) -> Answer:
    try:
        outcome = bulk.each(ask.desk, ask.person, references, do)
    except NotPossible as problem:
        return queue.show(ask, problem=f"{str(problem)[0].upper()}{str(problem)[1:]}.")
    if outcome.left_out:
        return queue.show(ask, outcome=outcome)
    return Go(_back(ask), done="bulk")


def save(ask: Ask) -> Answer:
    """Save the filters that are set under a name."""
    asks = {name: values[0] for name, values in parse_qs(_asked(ask)).items()}
    try:
        saved_views.save(ask.desk, ask.actor, ask.filled(SAVE).text("name"), asks)
    except NotPossible as problem:
        return queue.show(ask, problem=f"{str(problem)[0].upper()}{str(problem)[1:]}.")
    return Go(_back(ask), done="saved")


def forget(ask: Ask) -> Answer:
    """Forget one of one's own saved views."""
    saved_views.forget(ask.desk, ask.actor, ask.filled(SAVE).text("name"))
    return Go("/queue", done="saved")


def _asked(ask: Ask) -> str:
    """Return the view and filters the form was sent from, as the queue's own address has them."""
    return urlencode(
        {name: ask.query(name) for name in sorted(saved_views.ASKS) if ask.query(name)}
    )


def _back(ask: Ask) -> str:
    asked = _asked(ask)
    return f"/queue?{asked}" if asked else "/queue"

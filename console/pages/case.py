"""The case page: everything about one case, and the acts that are done from it."""

from collections.abc import Callable
from dataclasses import replace

from casedesk.domain.errors import NotPermitted, NotPossible
from casedesk.services import case_access, cases, staff
from console import case_forms, words
from console.asking import Answer, Ask, Go, Page, Raw
from console.case_acts import CaseAct
from console.case_view import Shown, view
from console.forms import Filled


def show(ask: Ask) -> Answer:
    """Show the case; the opening is recorded by the service."""
    return page(ask)


def open_words(ask: Ask) -> Answer:
    """Show what was said in the reporter's own words; that too is an act in the ledger."""
    case_id = case_access.check_visible(ask.desk, ask.person, ask.reference)["id"]
    case_access.record_opened_words(ask.desk, case_id, actor=ask.actor)
    return page(ask, opened=True)


def here(ask: Ask) -> Answer:
    """Note that the page is still open, and say who else has it open."""
    case_id = case_access.check_visible(ask.desk, ask.person, ask.reference)["id"]
    others = case_access.look_in(ask.desk, case_id, ask.person)
    return Raw(", ".join(words.visible(one) for one in others).encode(), "text/plain")


def page(
    ask: Ask, filled: Filled | None = None, *, opened: bool = False, status: int = 200
) -> Answer:
    """Return the case page, with a form that was refused if there is one."""
    case_access.check_visible(ask.desk, ask.person, ask.reference)
    case = cases.open_case_file(ask.desk, ask.reference, actor=ask.actor)
    people = staff.everyone(ask.desk)
    names = {one.username: one.name for one in people}
    shown = Shown(ask.desk.catalogue, ask.desk.rulebook, names, ask.now, opened)
    linked = [one["reference"] for one in case.links]
    shows = {
        **view(case, shown),
        "open_to_me": case_access.visible_among(ask.desk, ask.person, linked),
        **case_forms.offered(case, ask.person, people),
        "others_here": case_access.look_in(ask.desk, case.id, ask.person),
        "filled": filled,
    }
    return Page("case/page.html", shows, status)


def performing(act: CaseAct) -> Callable[[Ask], Answer]:
    """Return the handler of an act: read its form, do it, or show what is wrong beside it."""

    def perform(ask: Ask) -> Answer:
        filled = ask.filled(act.form)
        if not filled.errors:
            try:
                act.do(ask, filled)
            except (NotPossible, NotPermitted) as problem:
                first = act.form.fields[-1].name if act.form.fields else "form"
                filled = replace(filled, errors={first: _sentence(problem)})
        if filled.errors:
            return page(ask, filled, status=422)
        return Go(f"/cases/{ask.reference}#{act.section}", done=act.form.name)

    return perform


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")

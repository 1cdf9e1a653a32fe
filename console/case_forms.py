"""The forms of the case page, and which of them this person is offered."""

from typing import Any

from casedesk.services.case_access import ACTING, may_act
from casedesk.services.cases import Case
from casedesk.services.staff import Person
from console.case_view import Shown
from console.forms import Form

SECTIONS = ("next", "verdict", "contacts", "actions", "referrals", "device", "messages", "closing")


def offered(case: Case, person: Person, shown: Shown) -> dict[str, Any]:
    """Return what the person may do, for the templates: forms by section, and whose case it is."""
    del shown
    owner = str(case.facts["owner"])
    forms: dict[str, list[Form]] = {name: [] for name in SECTIONS}
    return {
        "may_act": may_act(person, owner),
        "may_take": person.role in ACTING and owner != person.username,
        "mine": owner == person.username,
        "reasons_owed": [],
        "forms": forms,
    }

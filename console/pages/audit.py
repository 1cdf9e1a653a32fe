"""The ledger as people read it, and whether the desk is sound."""

from urllib.parse import urlencode

from casedesk.services import audit, check, delivery, ledger_checks, staff
from casedesk.services.case_access import REFERENCE
from casedesk.store.columns import from_microseconds
from casedesk.store.vault import key_id
from console.asking import Answer, Ask, Page
from console.case_view import PEOPLE


def show(ask: Ask) -> Answer:
    """Show entries by person or case, newest first."""
    person, case = ask.query("person"), ask.query("case")
    case = case if REFERENCE.fullmatch(case) else ""
    before = ask.query("before")
    at = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    lines = audit.look(ask.desk, actor=person, reference=case, before=at)
    more = len(lines) == audit.PAGE
    asked = {"person": person, "case": case, "before": lines[-1].seq if more else ""}
    shows = {
        "lines": lines,
        "names": {**PEOPLE, **staff.names(ask.desk)},
        "people": staff.everyone(ask.desk),
        "chosen_person": person,
        "chosen_case": case,
        "next": "/audit?" + urlencode({k: v for k, v in asked.items() if v}) if more else "",
    }
    return Page("audit.html", shows)


def health(ask: Ask) -> Answer:
    """Show what the desk's own checks find, and where the ledger and the keys stand."""
    findings = check.check(ask.desk)
    checkpoint = ledger_checks.newest_checkpoint(ask.desk)
    shows = {
        "findings": [one for one in findings if one.rule != "ledger"],
        "broken": next((one for one in findings if one.rule == "ledger"), None),
        "checkpoint": checkpoint,
        "checkpoint_at": from_microseconds(checkpoint.at) if checkpoint else None,
        "key_now": key_id(ask.desk.vault.desk_public).hex(),
        "given_up": delivery.given_up(ask.desk),
        "keys_held": sorted(one.hex() for one in ask.desk.vault.desk_private),
    }
    return Page("health.html", shows)

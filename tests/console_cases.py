"""Cases to look at in the console, filed through the same doors as real ones."""

from casedesk.interview.answers import given
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit

STORY = "he says he will show everyone if i dont send more"

FOUNDING = {
    "reporter_role": given("young_person", "chosen"),
    "in_danger_now": given("no", "chosen"),
    "self_harm": given("none", "chosen"),
    "child_age": given(13, words="im 13"),
    "account": given(STORY, words=STORY),
    "incident_kinds": given(["threat_to_share"], "chosen"),
    "demands": given(["more_images"], "chosen"),
    "image_spread": given("threatened", "chosen"),
    "suspect_relation": given("peer", "chosen"),
    "withhold_from": given("my stepdad", words="my stepdad"),
    "contact_ok": given("yes", "chosen"),
    "contact_method": given("phone", "chosen"),
    "contact_value": given("07700 900123", words="07700 900123"),
    "message_safe": given("no", "chosen"),
    "safe_word": given("lighthouse", words="lighthouse"),
}
"""The founding case: a child of 13, threatened by a peer who wants more images and no money."""


def a_case(desk: Desk, conversation: str = "0" * 32, **changes) -> str:
    """File the founding case, with some answers changed; return its reference."""
    draft = open_draft(desk, conversation, "young_person")
    save_answers(desk, draft.id, {**FOUNDING, **changes})
    return submit(desk, conversation).reference

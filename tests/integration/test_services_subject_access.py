"""Whoever asks what is held about them gets all of it, and that they did is recorded."""

from collections.abc import Callable

import pytest

from casedesk.domain.contact import Contact
from casedesk.domain.errors import NotFound, NotPossible
from casedesk.interview.answers import given
from casedesk.services import calls, casework, messaging
from casedesk.services.acting import Actor
from casedesk.services.cases import open_case_file
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.erasure import erase
from casedesk.services.filing import submit
from casedesk.services.subject_access import NOT_ABOUT_THEM, everything, tables_about_them
from casedesk.settings import Role
from casedesk.store.tables import metadata
from casedesk.store.vault import CannotOpen

ACCOUNT = "he said he will send it to my school"
WORKER = Actor("anna")
OF_NOBODY = {
    "advice_counts", "exports", "heartbeats", "inspections", "ledger", "ledger_head", "roster",
    "saved_views",
    "series", "sign_in_attempts", "staff", "staff_recovery_codes", "staff_sessions",
}  # fmt: skip
"""Tables that hold nothing of one case."""


@pytest.fixture
def reference(desk: Desk) -> str:
    draft = open_draft(desk, "5" * 32, "young_person")
    told = {"child_age": given(14), "account": given(ACCOUNT, words=ACCOUNT)}
    save_answers(desk, draft.id, told)
    filed = submit(desk, "5" * 32).reference
    save_answers(desk, draft.id, {"child_age": given(13, "corrected")})
    contact = Contact(desk.clock.now(), "child", "phone", True)  # noqa: FBT003
    casework.record_contact(desk, filed, contact, by=WORKER, words="Spoke for ten minutes.")
    messaging.write_to_reporter(desk, filed, "We will call at four.", by=WORKER)
    return filed


def ask(desk: Desk, reference: str) -> dict[str, list[dict[str, object]]]:
    return everything(desk, reference, actor="operator", reason="She asked by letter.")


def test_answers_revisions_contacts_and_messages_are_all_there_and_readable(desk, reference):
    found = ask(desk, reference)

    assert any(ACCOUNT in str(row["sealed"]) for row in found["report_answers"])
    assert {row["revision"] for row in found["report_answers"]} == {1, 2}
    assert [row["note"] for row in found["contacts"]] == ["Spoke for ten minutes."]
    assert [row["for_desk"] for row in found["messages"]] == ["We will call at four."]


def test_a_table_that_holds_anything_of_a_case_is_exported_or_left_out_for_a_reason():
    exported = {table.name for table, _ in tables_about_them()} | {"calls"}

    assert exported | NOT_ABOUT_THEM.keys() | OF_NOBODY == metadata.tables.keys()
    assert not exported & (NOT_ABOUT_THEM.keys() | OF_NOBODY)


def test_no_bytes_leave_unopened(desk, reference):
    rows = (row for rows in ask(desk, reference).values() for row in rows)

    assert not any(isinstance(value, bytes) for row in rows for value in row.values())


def test_who_asked_is_on_the_timeline_of_the_case(desk, reference):
    ask(desk, reference)

    acts = {one["act"]: one for one in open_case_file(desk, reference, actor="anna").timeline}
    assert acts["disclosed"]["note"] == "She asked by letter."


def test_another_case_is_not_in_it(desk, reference):
    other = open_draft(desk, "6" * 32, "young_person")
    save_answers(desk, other.id, {"child_age": given(17)})
    submit(desk, "6" * 32)

    assert len(ask(desk, reference)["cases"]) == 1


def test_without_a_reason_nothing_is_opened(desk, reference):
    with pytest.raises(NotPossible, match="reason"):
        everything(desk, reference, actor="operator", reason=" ")


def test_a_case_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound):
        ask(desk, "FD-2222-2222")


def test_a_process_without_the_desks_key_cannot_do_it(
    reference: str, desk_of: Callable[[Role], Desk]
) -> None:
    with pytest.raises(CannotOpen):
        ask(desk_of("actions"), reference)


def test_who_was_present_in_a_call_is_held_shown_and_erased_with_the_report(desk):
    conversation = calls.start(desk, "hana")
    draft = open_draft(desk, conversation, "call_handler")
    save_answers(desk, draft.id, {"child_age": given(14)})
    filed = submit(desk, conversation).reference
    calls.note_present(desk, "hana", conversation, "Her aunt sat beside her.")

    held = [row["present"] for row in ask(desk, filed)["calls"]]
    erase(desk, filed, actor="operator", because="asked")

    assert held == ["Her aunt sat beside her."]
    assert calls.recent(desk, "hana") == ()

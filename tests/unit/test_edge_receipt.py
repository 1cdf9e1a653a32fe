"""The receipt comes as words, and stands as boxes and lines on the page without JavaScript."""

from casedesk.guidance.loader import load_guidance
from edge.receipt import Receipt, receipt_of
from edge.schemas import Message


def receipt(text: str, code: str | None = "1111 2222") -> Receipt | None:
    return receipt_of(Message(text=text, kind="receipt", reference="FD-1", code=code))


def test_the_line_with_the_code_makes_room_for_the_boxes():
    found = receipt(
        "Thank you.\nYour number is FD-1. Your code is 1111 2222.\nKeep it.\nBy noon.\nRest."
    )

    assert found == Receipt(("Thank you.",), "Keep it.", ("By noon.", "Rest."))


def test_a_receipt_without_a_code_loses_no_line():
    assert receipt("You have it.\nBy noon.", None) == Receipt(("You have it.",), "", ("By noon.",))


def test_a_code_in_the_last_line_leaves_nothing_out():
    assert receipt("Thank you. Your code is 1111 2222.") == Receipt((), "", ())


def test_other_messages_are_no_receipt():
    assert receipt_of(Message(text="Hello")) is None


def test_what_the_service_says_on_filing_has_every_part():
    fields = {"reference": "FD-1", "code": "1111 2222", "see_by": "noon"}
    for said in (
        load_guidance().reply("receipt", "young_person", **fields),
        load_guidance().reply("receipt", "adult", **fields),
    ):
        found = receipt(said.text)

        assert found
        assert found.first
        assert "once" in found.keep
        assert "noon" in found.next[0]

"""The channel's JSON: bad calls are named, commands are text, replies are assembled in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wire import BadCallError, assemble, parse_call, without_command

GOOD = {
    "conversation": "0" * 32,
    "message_id": "one",
    "text": "hello",
    "face": "young_person",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"conversation": "default"}, "conversation"),
        ({"conversation": None}, "conversation"),
        ({"message_id": ""}, "message_id"),
        ({"message_id": "x" * 65}, "message_id"),
        ({"face": "admin"}, "face"),
        ({"text": "x" * 4001}, "text"),
        ({"text": " \x00 "}, "text"),
        ({"text": 7}, "text"),
    ],
)
def test_a_bad_call_is_refused_by_the_name_of_the_field(change: dict, named: str) -> None:
    with pytest.raises(BadCallError, match=named):
        parse_call({**GOOD, **change})


def test_the_opening_turn_has_no_text() -> None:
    call = parse_call({**GOOD, "open": True, "text": None})

    assert call.opens


def test_control_characters_are_dropped_and_line_breaks_kept() -> None:
    assert parse_call({**GOOD, "text": "a\x00b\nc\x1b"}).text == "ab\nc"


@given(st.text(min_size=1))
def test_no_text_reaches_rasa_as_a_command(text: str) -> None:
    assert not without_command(text).startswith("/")


def test_a_reply_keeps_the_order_and_reads_our_fields() -> None:
    said = [
        {"text": "Hello", "custom": {"kind": "say", "topic": "greeting"}},
        {"custom": {"progress": {"answered": 1}, "state": "filed"}},
        {"text": "How old?", "buttons": [{"title": "13", "payload": "13"}]},
    ]

    reply = assemble(said, "talking")

    assert [message["text"] for message in reply.messages] == ["Hello", "How old?"]
    assert reply.messages[1]["choices"] == [{"title": "13", "value": "13"}]
    assert reply.progress == {"answered": 1}
    assert reply.state == "filed"


def test_without_word_of_it_the_state_stays_as_it_was() -> None:
    assert assemble([{"text": "You're welcome"}], "filed").state == "filed"

"""The conversation store keeps the present, sealed, and nothing of a failed turn."""

import asyncio
import base64
import pathlib
import sqlite3
import tempfile
import time
import unittest
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import ConversationUnavailableError, SealedTrackerStore
from bot.turn import begin_turn, fail_turn

KEY = base64.b64encode(b"k" * 32).decode()
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  report_stored: {type: bool, mappings: [{type: custom}]}
  colour: {type: any, influence_conversation: false, mappings: [{type: custom}]}
forms:
  report_form: {required_slots: [colour]}
"""
)


def turn(text: str, colour: str) -> list:
    """Return the events of one turn."""
    return [
        UserUttered(text, {"name": "inform"}, message_id=text),
        SlotSet("colour", colour),
        ActiveLoop("report_form"),
        BotUttered(f"you said {text}"),
        ActionExecuted("action_listen"),
    ]


class TrackerStoreTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "tracker.db"
        self.store = SealedTrackerStore(DOMAIN, str(self.file), key=KEY)

    def take(self, *events: Any) -> None:
        tracker = asyncio.run(self.store.retrieve("c")) or DialogueStateTracker("c", DOMAIN.slots)
        for event in events:
            tracker.update(event, DOMAIN)
        asyncio.run(self.store.save(tracker))

    def loaded(self) -> DialogueStateTracker:
        tracker = asyncio.run(self.store.retrieve("c"))
        assert tracker is not None
        return tracker

    def test_a_new_conversation_is_none(self) -> None:
        self.assertIsNone(asyncio.run(self.store.retrieve("c")))

    def test_slots_form_and_last_turn_survive(self) -> None:
        self.take(*turn("one", "red"))
        self.take(*turn("two", "blue"))

        tracker = self.loaded()

        self.assertEqual("blue", tracker.get_slot("colour"))
        self.assertEqual("report_form", tracker.active_loop_name)
        self.assertEqual("two", tracker.latest_message.message_id)

    def test_a_long_conversation_is_no_larger_than_a_short_one(self) -> None:
        self.take(*turn("0", "red"))
        self.take(*turn("1", "red"))
        early = len(self.loaded().events)
        for number in range(40):
            self.take(*turn(str(number), "red"))

        self.assertEqual(early, len(self.loaded().events))

    def test_saving_twice_in_a_turn_keeps_one_turn(self) -> None:
        tracker = DialogueStateTracker("c", DOMAIN.slots)
        for event in turn("one", "red"):
            tracker.update(event, DOMAIN)
            asyncio.run(self.store.save(tracker))

        texts = [e.text for e in self.loaded().events if isinstance(e, UserUttered)]

        self.assertEqual(["one"], texts)

    def test_a_failed_turn_leaves_the_conversation_as_it_was(self) -> None:
        self.take(*turn("one", "red"))
        with begin_turn():
            fail_turn("something", ValueError())
            self.take(*turn("two", "blue"))

        self.assertEqual("red", self.loaded().get_slot("colour"))

    def test_two_assistants_cannot_both_answer_one_turn(self) -> None:
        self.take(*turn("one", "red"))
        first, second = self.loaded(), self.loaded()
        asyncio.run(self.store.save(first))

        with self.assertRaises(ConversationUnavailableError):
            asyncio.run(self.store.save(second))

    def test_no_word_of_it_stands_readable_in_the_file(self) -> None:
        self.take(*turn("canary", "red"))

        self.assertNotIn(b"canary", self.file.read_bytes())

    def test_a_row_put_under_another_conversation_does_not_open(self) -> None:
        self.take(*turn("one", "red"))
        with sqlite3.connect(self.file) as connection:
            connection.execute("UPDATE conversations SET id = 'other'")

        with self.assertRaises(ConversationUnavailableError):
            asyncio.run(self.store.retrieve("other"))

    def test_a_broken_database_fails_the_turn_instead_of_starting_afresh(self) -> None:
        self.take(*turn("one", "red"))
        with sqlite3.connect(self.file) as connection:
            connection.execute("DROP TABLE conversations")

        with begin_turn() as current, self.assertRaises(ConversationUnavailableError):
            asyncio.run(self.store.retrieve("c"))
        self.assertTrue(current.has_failed())

    def test_an_unfinished_conversation_is_kept_as_long_as_its_draft(self) -> None:
        self.take(*turn("one", "red"))
        hours = 3600

        self.assertEqual(0, self.store.forget_stale(time.time() + 71 * hours))
        self.assertEqual(1, self.store.forget_stale(time.time() + 73 * hours))
        self.assertIsNone(asyncio.run(self.store.retrieve("c")))

    def test_a_filed_conversation_is_forgotten_within_hours(self) -> None:
        self.take(*turn("one", "red"), SlotSet("report_stored", True))  # noqa: FBT003 - Rasa's

        self.assertEqual(1, self.store.forget_stale(time.time() + 2 * 3600))


if __name__ == "__main__":
    unittest.main()

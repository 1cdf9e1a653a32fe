"""Everything said outside the interview's questions."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.call import FALLBACK, FORM, rejected, turn_of
from actions.safe import Event, SafeAction
from actions.speech import utter
from casedesk.dialogue.after import Outside, answer_outside
from casedesk.dialogue.aside import answer_aside


class SideQuestion(SafeAction):
    """Answer a side question or remark while the interview waits."""

    NAME = "action_side_question"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Say the reply; the interview's question follows it."""
        for message in answer_aside(self.dialogue, turn_of(tracker)):
            utter(dispatcher, message)
        return [SlotSet("misunderstood", 0)]


class DefaultFallback(SafeAction):
    """What Rasa runs when no rule fits: never silence, never a lost turn.

    That is so after filing, when the assistant lost its thread, for a remark no rule names, and
    for the first message after a pause, which Rasa does not give to the waiting form by itself.
    """

    NAME = FALLBACK

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Say the reply, and go back into a report that was begun and never sent."""
        turn = turn_of(tracker)
        if tracker.active_loop.get("name") == FORM:
            said = answer_aside(self.dialogue, turn) if rejected(tracker.events) else ()
            outcome = Outside(said, resume=True)
        else:
            outcome = answer_outside(self.dialogue, turn)
        for message in outcome.messages:
            utter(dispatcher, message)
        # Without a follow-up Rasa, which still knows no rule, would fall back again and again.
        return [FollowupAction(FORM if outcome.resume else "action_listen")]

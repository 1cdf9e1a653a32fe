"""Everything said outside the interview's questions."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.call import FORM, turn_of
from actions.safe import Event, SafeAction
from actions.speech import utter
from casedesk.dialogue.after import answer_outside
from casedesk.dialogue.aside import answer_aside


class SideQuestion(SafeAction):
    """Answer a side question or remark while the interview waits."""

    NAME = "action_side_question"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Say the reply; the interview's question follows it."""
        for message in answer_aside(self.dialogue, turn_of(tracker)):
            utter(dispatcher, message)
        return [SlotSet("misunderstood", 0)]


class OutsideReport(SafeAction):
    """Answer when no interview is going on: after filing, or when the conversation was lost."""

    NAME = "action_outside_report"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Say the reply, and go back into a report that was begun and never sent."""
        outcome = answer_outside(self.dialogue, turn_of(tracker))
        for message in outcome.messages:
            utter(dispatcher, message)
        return [FollowupAction(FORM)] if outcome.resume else []


class DefaultFallback(OutsideReport):
    """What Rasa runs when no rule fits: never silence, never a lost turn."""

    NAME = "action_default_fallback"

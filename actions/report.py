"""The interview's form, and filing what it gathered."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.call import turn_of
from actions.safe import Event, SafeAction
from actions.speech import report_standing, utter, utter_outcome
from casedesk.dialogue import receipt
from casedesk.dialogue.conduct import conduct
from casedesk.services import filing


class ValidateReportForm(SafeAction):
    """One call per answer: understand it, save it, say what comes next."""

    NAME = "validate_report_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Return the slots that changed; none at all makes the form reject the message."""
        turn = turn_of(tracker)
        outcome = conduct(self.dialogue, turn)
        if outcome.rejected:
            return []
        utter_outcome(dispatcher, outcome)
        slots = {
            **outcome.marks,
            "wording": outcome.wording,
            "misunderstood": outcome.misunderstood,
            "requested_slot": outcome.requested,
        }
        if turn.phase == "opening":
            # A receipt is said only while this is true; a second report starts without it.
            slots["report_stored"] = False
        return [SlotSet(name, value) for name, value in slots.items()]


class SubmitReport(SafeAction):
    """File the report. The receipt is said only after the commit."""

    NAME = "action_submit_report"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Return `report_stored` as true: whatever fails before leaves it false."""
        turn = turn_of(tracker)
        filed = filing.submit(self.dialogue.desk, turn.conversation)
        utter(dispatcher, receipt.message(self.dialogue, turn, filed))
        report_standing(dispatcher, state="filed")
        return [SlotSet("report_stored", True)]  # noqa: FBT003 - the SDK's signature

"""The dialogue's own messages, from `data/replies.yml`, the review and the advice."""

from casedesk.dialogue.context import Dialogue
from casedesk.dialogue.outcome import Choice, Kind, Link, Message
from casedesk.dialogue.steps import CHANGE, CONFIRM, MORE, READY, SEND, questions_only
from casedesk.dialogue.turn import CrisisAct
from casedesk.guidance.loader import Guidance
from casedesk.interview.answers import Answers, values
from casedesk.interview.questions import Voice
from casedesk.interview.review import review


def say(guidance: Guidance, reply_id: str, voice: Voice, kind: Kind = "say") -> Message:
    """Return one of the standing replies; raises DataError when data/ holds none of that id."""
    reply = guidance.reply(reply_id, voice)
    return Message(
        text=reply.text,
        kind=kind,
        topic=reply_id,
        choices=tuple(Choice(one.title, one.value) for one in reply.choices),
        links=tuple(Link(one.title, one.href) for one in reply.links),
    )


def ready(guidance: Guidance, voice: Voice) -> Message:
    """Ask whether to look it over and send, or to tell more first."""
    reply = say(guidance, READY, voice, "ask")
    labels = {choice.value: choice.title for choice in reply.choices}
    choices = tuple(Choice(labels[value], value) for value in (SEND, MORE))
    return Message(reply.text, "ask", READY, choices)


def confirm(dialogue: Dialogue, answers: Answers, voice: Voice) -> Message:
    """Show every answer as a line that can be changed, and ask whether to send."""
    lines = review(dialogue.catalogue, questions_only(answers), voice)
    reply = say(dialogue.guidance, CONFIRM, voice, "ask")
    shown = "\n".join(f"{line.label}: {line.said}" for line in lines)
    change = tuple(Choice(line.label, f"{CHANGE}{line.question_id}") for line in lines)
    labels = {choice.value: choice.title for choice in reply.choices}
    return Message(
        f"{reply.text}\n\n{shown}", "ask", CONFIRM, (Choice(labels[SEND], SEND), *change)
    )


def crisis(guidance: Guidance, act: CrisisAct, voice: Voice) -> Message:
    """Return the crisis card: numbers to call or text, before anything else is said."""
    return say(guidance, act, voice, "crisis")


def advice(guidance: Guidance, topic: str, voice: Voice, answers: Answers) -> Message:
    """Return an advice card fitted to what is known of the person."""
    known = values(questions_only(answers))
    age = known.get("child_age")
    card = guidance.advice(
        topic,
        audience="young_person" if voice == "young_person" else "adult",
        age=age if isinstance(age, int) else None,
        answers=known,
    )
    links = tuple(Link(one.title, one.href) for one in card.links)
    return Message(card.text, "advice", topic, links=links)

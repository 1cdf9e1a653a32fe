"""Ways to say skip, don't know and rather not say."""

from casedesk.interview.answers import Status
from casedesk.interview.plain import plain

_SAID: dict[Status, tuple[str, ...]] = {
    "skipped": (
        "skip", "skip it", "skip this", "skip that", "skip please", "skip this one",
        "skip question", "can i skip", "can i skip this", "can we skip this", "pass",
        "ill pass", "next", "next one", "next question", "move on", "not now", "later",
        "maybe later", "ask me later", "leave it", "leave blank", "blank", "na", "n a",
        "not relevant", "doesnt apply", "not applicable",
    ),
    "unknown": (
        "dont know", "i dont know", "dk", "idk", "i dk", "dno", "dunno", "i dunno", "no idea",
        "not sure", "im not sure", "unsure", "no clue", "not a clue", "i have no idea", "idek",
        "i dont remember", "dont remember", "cant remember", "i cant remember", "forgot",
        "i forgot", "dont know sorry", "who knows", "couldnt say", "i dont know sorry",
        "i really dont know", "havent a clue", "ive no idea", "ive forgotten", "hard to say",
        "unknown", "no idea sorry", "idk sorry", "sorry idk", "honestly idk", "idk tbh",
        "not certain", "i do not know", "do not know", "cannot remember", "i cannot remember",
        "i am not sure",
    ),
    "declined": (
        "rather not say", "id rather not say", "id rather not", "rather not",
        "prefer not to say", "prefer not to", "i prefer not to say", "id prefer not to say",
        "dont want to say", "i dont want to say", "dont want to tell you",
        "i dont want to tell you", "not saying", "im not saying", "not telling you",
        "im not telling you", "wont say", "i wont say", "dont wanna say", "i dont wanna say",
        "no comment", "thats private", "private", "dont want to answer",
        "i dont want to answer", "cant say", "i cant say", "not comfortable",
        "i dont feel comfortable", "do i have to", "do i have to say", "none of your business",
        "i would rather not say", "i would rather not", "dont want to talk about it",
        "i dont want to talk about it", "too embarrassed", "im too embarrassed",
        "keep that private",
    ),
}  # fmt: skip
_STATUSES: dict[str, Status] = {
    plain(phrase): status for status, phrases in _SAID.items() for phrase in phrases
}
# Inside a longer text only what can hardly mean anything else.
_INSIDE: dict[Status, tuple[str, ...]] = {
    "declined": (
        "rather not",
        "prefer not",
        "dont want to say",
        "not telling",
        "dont want to talk",
    ),
    "unknown": ("dont know", "idk", "no idea", "dunno", "not sure", "cant remember", "no clue"),
    "skipped": ("skip",),
}

_NOTHING_TO_SAY = frozenset(
    plain(phrase)
    for phrase in (
        "no", "nope", "nah", "none", "nothing", "no one", "nobody", "n", "not really", "not yet",
        "they didnt", "he didnt", "she didnt", "they havent", "he hasnt", "she hasnt", "no limit",
        "no time limit", "no deadline", "i dont have any", "dont have any", "i dont", "i havent",
        "not that i know of", "no he didnt", "no she didnt", "no they didnt", "no sorry",
        "they didnt say", "he didnt say", "she didnt say", "didnt say", "not said", "not said yet",
    )
)  # fmt: skip


def nothing_to_say(text: str) -> bool:
    """Return whether a question for a date, sum or name was answered with "there is none"."""
    return plain(text) in _NOTHING_TO_SAY


def status_of(text: str) -> Status | None:
    """Return the status that the whole text states, if it states one."""
    words = plain(text)
    return _STATUSES.get(words) or _STATUSES.get(words.removesuffix(" please").removeprefix("um "))


def status_in(text: str) -> Status | None:
    """Return the status a short text with no answer in it hints at ("sorry i really dont know")."""
    words = f" {plain(text)} "
    if len(words.split()) > 12:
        return None
    for status, phrases in _INSIDE.items():
        if any(f" {phrase} " in words for phrase in phrases):
            return status
    return None

"""Who is telling, how old the young person is, and who is doing it."""

import re
from collections.abc import Iterator

from casedesk.interview.overheard.facts import Fact, Said
from casedesk.interview.overheard.phrases import hear
from casedesk.interview.parsers.ages import OLDEST, parse_age

_NUMBER = r"(?:\d{1,2}|[a-z]+teen|ten|eleven|twelve)"
_ABOUT = r"(?:only |just |nearly |almost |turning |a |an |actually |like |about |literally )*"
_YEARS = r"(?:years?|yrs?|yo|y/o|y o)"
_CHILD = (
    r"(?:(?:little |foster |step ?|grand)?(?:son|daughter|child|boy|girl|kid|brother|sister)"
    r"|friend|mate|bestie|cousin|pupil|student)"
)
_NOT_AN_AGE = (
    r"(?! ?(?:mins?|minutes|miles|feet|years older|hours|days|weeks|%|quid|pounds|people|messages"
    r"|times|percent)\b)"
)
_OF_CHILD = re.compile(
    rf"\bmy (?:\w+ )?{_CHILD}(?: \w+)?"
    r"(?:,? ?(?:is|whos|who is|shes|hes|aged?|just turned|turned)|,| ?\()?"
    rf" ?(?P<said>{_ABOUT}{_NUMBER})\b{_NOT_AN_AGE}"
    rf"|\b(?:my|a|our) (?P<named>{_NUMBER}) ?-?{_YEARS} ?-?(?:old)? ?(?:{_CHILD}|is|has|was)"
)
_OF_THEM = re.compile(
    rf"\b(?:hes|shes|he is|she is|theyre|they are) (?P<said>{_ABOUT}{_NUMBER})\b{_NOT_AN_AGE}"
)
_OF_ME = re.compile(
    rf"\b(?:im|i am|ive just turned|i just turned|i turned|i was) (?P<said>{_ABOUT}{_NUMBER})"
    rf"(?: ?(?:{_YEARS}|f|m))?\b{_NOT_AN_AGE}"
    rf"|(?<![\w£$.])(?P<years>1\d)(?: ?(?:yo|y/o|yrs? old|years? old|f|m))\b(?! (?:ago|later))"
    r"|\b[fm](?P<after>1\d)\b|\b(?P<before>1\d),? (?:m|f|male|female)\b"
)


def who_tells(said: Said) -> Iterator[Fact]:
    """Yield the reporter's role, and the age of the young person the report is about."""
    roles = hear("reporter_role", said.words)[:1]
    yield from roles
    role = str(roles[0].value) if roles else said.role
    about = [_OF_ME] if role in {"", "young_person"} else [_OF_CHILD, _OF_THEM]
    age = next((age for pattern in about if (age := _age(pattern, said.raw)) is not None), None)
    if age is not None:
        yield Fact("child_age", age)


def _age(pattern: re.Pattern[str], raw: str) -> int | None:
    """Return the age if the text gives exactly one."""
    ages = {
        parse_age(next(age for age in found.groupdict().values() if age))
        for found in pattern.finditer(raw)
    }
    only = ages.pop() if len(ages) == 1 else None
    return only if isinstance(only, int) and only <= OLDEST else None


def who_does_it(said: Said) -> Iterator[Fact]:
    """Yield the suspect's relation and age, each only when the text names just one."""
    relations = hear("suspect_relation", said.words)
    if {fact.value for fact in relations} == {"stranger_online", "online_only"}:
        # "Some random off Snapchat": not known at all is the stronger half.
        relations = relations[:1]
    for facts in (relations, hear("suspect_age", said.words)):
        if len(facts) == 1:
            yield facts[0]

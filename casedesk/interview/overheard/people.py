"""Who is telling, how old the young person is, and who is doing it."""

import re
from collections.abc import Iterator

from casedesk.interview.overheard.facts import Fact, Said, heard, rules
from casedesk.interview.parsers.ages import OLDEST, parse_age

_CHILD = r"(?:son|daughter|child|kid|little boy|little girl|boy|girl|grandson|granddaughter|foster \w+|stepson|step son|stepdaughter|step daughter)"
_FRIEND = (
    r"(?:best friend|friend|mate|bestie|sister|brother|cousin|little sister|little brother|sis|bro)"
)
_PUPIL = r"(?:pupil|student|young person i work with|girl in my class|boy in my class|service user)"
_SUFFERS = (
    r"(?:is|are|was|has|has been|got|gets?|getting|keeps? getting|being|whos|who is)"
    r" (?:\w+ ){0,2}?(?:blackmail\w*|threaten\w*|sextort\w*|pressur\w*|hacked|asked|exploited|extort\w*|scared|upset|had|sent|told|been)"
)
_ROLE = rules(
    "reporter_role",
    {
        "professional": (
            r"i(?:m| am) (?:a|an|the|his|her|their) (?:\w+ )?(?:teacher|social worker|youth worker|dsl|safeguarding lead|nurse|doctor|gp|tutor|head ?teacher|counsellor|teaching assistant|police officer|coach)"
            r"|(?:one of my|a) (?:pupils?|students?) (?:has|is|told|came)|my (?:pupil|student) (?:has|is|told)"
        ),
        "parent_carer": (
            r"my (?:\d+ (?:yr|year|yo)s? ?(?:old )?|teen\w* |youngest |oldest |eldest |middle )?(?:son|daughter|grandson|granddaughter|foster (?:son|daughter|child)|stepson|stepdaughter|little boy|little girl|teenager|child)"
            r"|i(?:m| am) (?:his|her|their|a|the) (?:mum|mom|mam|dad|mother|father|parent|carer|foster carer|nan|grandad|guardian|step ?mum|step ?dad)"
        ),
        "friend_sibling": (
            rf"my {_FRIEND} (?:\w+ )?{_SUFFERS}|(?:threaten\w*|blackmail\w*|pressur\w*) my {_FRIEND}"
            rf"|(?:for|about|worried about|help) my {_FRIEND}|its (?:my|about my) {_FRIEND}"
        ),
    },
    "inferred",
)  # fmt: skip
_THEIR_ACTS = (
    r"(?: who)?(?: has|s| is| keeps?| just| been| kept| was| wont| says?| said| saying| started| wants?| made| makes"
    r"| threaten\w*| blackmail\w*| shared| posted| leaked| took| recorded| sent (?:my|it|them)| got my| has my| got hold)"
)
_SOMEONE = r"(?:guy|boy|girl|lad|lass|man|woman|bloke|dude|kid|someone|somebody|person|people|account|random)"
_APPS = r"(?:snap(?:chat)?|insta(?:gram)?|ig|tiktok|tik tok|discord|disc|roblox|kik|wizz|yubo|omegle|telegram|fb|facebook|twitter|reddit|fortnite|minecraft|xbox|ps[45]|a game|an app|online|the internet|hoop|tinder|twitch|steam|wa|whatsapp)"
_RELATIONS = {
    "partner_or_ex": (
        rf"my ex(?: (?:bf|gf|boyfriend|girlfriend))?{_THEIR_ACTS}|(?:it is|its|it was) (?:my|her|his) ex|(?:her|his) ex(?: (?:bf|gf|boyfriend|girlfriend))?{_THEIR_ACTS}"
        rf"|my (?:bf|gf|boyfriend|girlfriend){_THEIR_ACTS}|(?:sent|pics? to|nudes? to) my (?:ex|bf|gf|boyfriend|girlfriend)|we broke up and (?:he|she)|^my ex(?:$| bf$| gf$)"
    ),
    "peer": (
        rf"(?:a|this|that|some|the|another|an older|one)? ?(?:\w+ )?{_SOMEONE} (?:\w+ )?(?:in|from|at|off) (?:my|our|her|his|the) (?:\w+ )?(?:year|class|school|form|college|tutor group|sixth form|team)"
        r"|(?:in|from|at|goes to) (?:my|our|her|his) (?:year|class|school|form)(?= (?:who|has|is|says|said|wants|threaten|keeps|blackmail|shared|posted|leaked|made))"
        rf"|(?:a|my) classmate|(?:someone|boy|girl|lad|kid) i know (?:from|at) school"
    ),
    "family": rf"my (?:uncle|dad|step ?dad|step ?brother|brother|cousin|grandad|step ?mum|auntie|aunt){_THEIR_ACTS} (?:my |me |to |it |taking |making |asking |threatening |\w+ing )",
    "known_adult": rf"(?:my|a|her|his|the) (?:\w+ )?(?:teacher|coach|tutor|boss|youth leader|instructor|neighbour|mums boyfriend|mums bf|family friend){_THEIR_ACTS}",
    "stranger_online": (
        rf"(?:a|some|this|total|complete) random(?: {_SOMEONE})?|randomers?|(?:a|some|total|complete) stranger|random {_SOMEONE}|(?:dont|do not|didnt|doesnt) (?:even |really )?know (?:him|her|them|who (?:he|she|they|it|this)|the (?:guy|person))"
        r"|someone i dont know|no idea who (?:he|she|they|it)"
    ),
    "online_only": (
        rf"{_SOMEONE} (?:i (?:met|know|talk to|was talking to|been talking to|spoke to|added) )?(?:off|from|on|over|through) (?:of )?{_APPS}"
        rf"|met (?:(?:him|her|them|a|this|some) ?(?:{_SOMEONE})? )?(?:on|off|online|through|over) ?(?:{_APPS})?|(?:online|internet) (?:friend|boyfriend|girlfriend|bf|gf)"
        rf"|(?:talking|chatting|speaking) to (?:a|this|some) {_SOMEONE} (?:on|off|online)|only know (?:him|her|them) online"
    ),
}  # fmt: skip
_RELATION_RULES = rules("suspect_relation", _RELATIONS, "inferred")
_SUSPECT_AGE = rules(
    "suspect_age",
    {
        "under_18": (
            r"(?:boy|girl|lad|kid|someone|person) (?:\w+ )?(?:in|from|at) (?:my|our|her|his) (?:year|class|school|form)|(?:year|yr) \d{1,2} (?:boy|girl|lad)"
        ),
        "adult": (
            r"(?:grown|old|older|adult|creepy old) (?:man|woman|guy|bloke)|(?:man|guy|woman) in (?:his|her) (?:\d0s|twenties|thirties|forties|fifties)|(?:hes|shes) an adult|(?:my|a|her|his) (?:\w+ )?(?:teacher|coach|boss)"
            + _THEIR_ACTS
        ),
    },
    "inferred",
)  # fmt: skip

_OF_CHILD = re.compile(
    rf"\bmy (?:\w+ )?(?:{_CHILD}|{_FRIEND})(?: \w+)?,? ?(?:is|whos|who is|shes|hes|aged?|just turned|turned|,|\()? ?(?:only |just |nearly |almost )?(?P<age>\d{{1,2}}|[a-z]+teen|ten|eleven|twelve)\b"
    rf"|\b(?:my|a|our) (?P<age2>\d{{1,2}}|[a-z]+teen|ten|eleven|twelve) ?-?(?:years?|yrs?|yo|y/o|y o) ?-?(?:old)? ?(?:{_CHILD}|{_FRIEND}|{_PUPIL}|is|has|was|pupil|student)"
)
_PRONOUN = re.compile(
    r"\b(?:hes|shes|he is|she is|theyre|they are) (?P<age>(?:only |just |nearly |almost )?(?:\d{1,2}|[a-z]+teen|ten|eleven|twelve))\b(?! ?(?:mins?|minutes|miles|feet|years older|hours|days|%|quid|pounds))"
)
_MYSELF = re.compile(
    r"(?<!\w)(?:im|i am|ive just turned|i just turned|i turned|i was) (?:a |an |only |just |actually |like |about |literally )*"
    r"(?P<age>(?:nearly |almost |turning )?(?:\d{1,2}|[a-z]+teen|ten|eleven|twelve))(?: ?(?:yo|y/o|yrs?|years?|f|m))?\b"
    r"(?! ?(?:mins?|minutes|miles|hours|days|weeks|%|quid|pounds|people|messages|times|percent))"
    r"|(?<![\w£$.])(?P<age2>1[0-9])(?: ?(?:yo|y/o|yrs? old|years? old|f|m))\b(?! (?:ago|later))"
    r"|(?<!\w)[fm](?P<age3>1[0-9])\b|\b(?P<age4>1[0-9]),? (?:m|f|male|female)\b"
)


def who_tells(said: Said) -> Iterator[Fact]:
    """Yield the reporter's role, and the age of the young person the report is about."""
    roles = [fact for fact in heard(_ROLE, said.words)][:1]
    yield from roles
    role = str(roles[0].value) if roles else said.role
    if role in {"", "young_person"}:
        age = _age(_MYSELF, said.raw)
        if age is not None:
            yield Fact("child_age", age)
        return
    age = _age(_OF_CHILD, said.raw)
    age = _age(_PRONOUN, said.raw) if age is None else age
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
    """Yield the suspect's relation to the young person, only when the text names just one."""
    relations = list(heard(_RELATION_RULES, said.words))
    if {fact.value for fact in relations} == {"stranger_online", "online_only"}:
        # "Some random off Snapchat": not known at all is the stronger half.
        relations = relations[:1]
    if len(relations) == 1:
        yield relations[0]
    ages = list(heard(_SUSPECT_AGE, said.words))
    if len(ages) == 1:
        yield ages[0]

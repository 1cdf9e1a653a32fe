"""Money, time limits, apps, identifiers, what the suspect knows, who was told, and danger."""

import re
from collections.abc import Iterator
from functools import cache

from casedesk.interview.overheard.facts import Fact, Said, heard, negated, rules
from casedesk.interview.parsers.amounts import parse_amount
from casedesk.interview.parsers.dates import parse_date
from casedesk.interview.parsers.identifiers import find_identifiers
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.plain import plain
from casedesk.interview.questions import Question

_SUM = (
    r"(?:(?:two|three|\d) ?x? ?)?[£$€] ?\d[\d,.]*(?: ?(?:k|grand)\b)?|\d[\d,.]* ?(?:k )?(?:quid|pounds?|gbp|dollars?|bucks|usd|euros?|eur|btc|bitcoins?|robux|£|\$|€)"
    r"|\d+(?:\.\d+)?k\b|(?:half a|a) bitcoin|(?:a|one|two|three|four|five|fifty|twenty|thirty|couple) (?:hundred|grand|thousand|quid)(?: (?:quid|pounds|dollars))?|a grand|(?:fifty|twenty|thirty|forty|ten) (?:quid|pounds|dollars)"
)
_MONEY = re.compile(
    rf"(?P<sum>{_SUM})(?P<in> (?:in|of|on|as|worth of) [\w ]{{0,16}}?(?:cards?|vouchers?|bitcoin|crypto|robux))?(?P<card> (?:\w+ )?(?:gift ?)?(?:cards?|vouchers?))?"
)
_BARE_SUM = re.compile(
    r"\b(?:pay(?: him| her| them| up)?|asking (?:me )?for|demanding|wants) (?P<sum>\d{2,6})\b(?! ?(?:more|pics?|photos?|nudes?|videos?|days?|hours?|hrs?|people|mins?|times|per|%|yo|year))"
)
_PAID = re.compile(
    r"\b(?:i|we|he|she|they|ive|weve|already|my (?:son|daughter|friend|mum|dad))(?: have| has)?(?: already| just| stupidly| even)? (?:paid|payed|sent|gave|transferred|given)(?: (?:him|her|them|over|it|off|this guy))*(?: like| about| around| over)?$"
)
_PAID_AT_ALL = re.compile(
    r"\b(?:i|we|he|she|ive|weve|my (?:son|daughter|friend))(?: have| has)?(?: already| just| stupidly)* (?:paid|payed)\b|\balready (?:paid|payed)\b|\b(?:sent|gave) (?:him|her|them) (?:the )?(?:money|cash)\b"
)
_NOT_PAID = re.compile(
    r"\b(?:havent|hasnt|have not|has not|didnt|not|never|wont) (?:\w+ )?(?:paid|payed|pay (?:him|them|her|yet|anything)|sent (?:any |him |them )*money)\b"
)


def money(said: Said) -> Iterator[Fact]:
    """Yield what is demanded and what was paid."""
    demanded, paid = _sums(said.raw)
    if demanded and not isinstance(amount := parse_amount(demanded), NotUnderstood):
        yield Fact("amount_demanded", amount)
    if paid and not isinstance(amount := parse_amount(paid), NotUnderstood):
        yield Fact("amount_paid", amount)
    if paid or (_PAID_AT_ALL.search(said.words) and not _NOT_PAID.search(said.words)):
        yield Fact("paid", "yes")
    elif _NOT_PAID.search(said.words):
        yield Fact("paid", "no")


def _sums(raw: str) -> tuple[str, str]:
    """Return the sum demanded and the sum paid, as typed; "" where there is none."""
    demanded = paid = ""
    for found in _MONEY.finditer(raw):
        if _PAID.search(raw[: found.start()].rstrip()):
            paid = paid or found[0]
        else:
            demanded = demanded or found[0]
    bare = None if demanded else _BARE_SUM.search(raw)
    return (bare["sum"] if bare else demanded), paid


_LIMIT = re.compile(
    r"\b(?:by|before|until|untill|till|til|deadline(?: is)?|due)(?: like| about| the)? (?P<when>[^,;!?\n]{2,40})"
    r"|\b(?P<in>(?:in|within|next|got|have|gave me|give me|giving me|only) (?:about |like |only )?(?:the next )?(?:an?|\d{1,3}|one|two|three|few|a few|a couple of|couple) ?(?:hours?|hrs?|days?|mins?|minutes|weeks?))\b"
    r"|\b(?P<left>(?:\d{1,3}|an|one|two|three) ?(?:hours?|hrs?|days?|mins?|minutes) (?:left|to pay|to send|or))\b"
    r"|\b(?P<day>tonight|tomorrow|today|midnight)(?= or (?:else|he|she|they))"
)
_BEGAN = re.compile(
    r"\b(?:started|begun|began|going on|happening|been (?:talking|doing (?:it|this))|first messaged(?: me)?) (?:back |again |all |like |about |around )*"
    r"(?P<when>(?:since|for|in|on|last|over|about|\d|a |the other|yesterday|early|this|today)[^,;.!?\n]{0,30})"
)


def times(said: Said, *, threatened: bool) -> Iterator[Fact]:
    """Yield the time limit, only beside a threat or demand, and when it all began."""
    if threatened:
        for found in _LIMIT.finditer(said.raw):
            when = next(part for part in found.groups() if part)
            limit = parse_date(when, said.today, "future")
            if isinstance(limit, str) and limit >= said.today.isoformat():
                yield Fact("deadline", limit)
                break
    began = _BEGAN.search(said.raw)
    if began:
        day = parse_date(began["when"], said.today, "past")
        if isinstance(day, str):
            yield Fact("started_when", day)


_LEAD = (
    r"(?:on|off|from|via|through|over|using|used|his|her|their|my|of|added me on|on to|onto|to|in)"
)
# Names that are seldom anything else; the rest count only after "on", "off", "his" and the like.
_PLAIN_APPS = frozenset(
    [
        "snapchat",
        "snap",
        "instagram",
        "insta",
        "whatsapp",
        "tiktok",
        "discord",
        "roblox",
        "telegram",
        "facebook",
        "youtube",
        "reddit",
        "omegle",
        "twitter",
        "bereal",
        "twitch",
        "fortnite",
        "minecraft",
        "yubo",
        "tinder",
        "grindr",
    ]
) | {"tik tok", "whats app"}
_NEVER_OVERHEARD = frozenset({"other", "in_person", "texts_calls", "email"})
_UNCLEAR = frozenset(
    {
        "robux",
        "school",
        "switch",
        "a game",
        "steam chat",
        "snapped",
        "snaps",
        "wiz",
        "tweet",
        "gaming",
    }
)


def platforms(question: Question, said: Said) -> Iterator[Fact]:
    """Yield the apps named."""
    named = {
        question.phrases[str(found["plain"] or found["led"])]
        for found in _app_names(question).finditer(said.words)
        if not negated(said.words[: found.start()])
    }
    if named:
        yield Fact("platforms", [one.value for one in question.options if one.value in named])


@cache
def _app_names(question: Question) -> re.Pattern[str]:
    names = [
        phrase
        for phrase, value in question.phrases.items()
        if value not in _NEVER_OVERHEARD and phrase not in _UNCLEAR
    ]
    names.sort(key=len, reverse=True)
    plain_names = "|".join(re.escape(name) for name in names if name in _PLAIN_APPS)
    led = "|".join(re.escape(name) for name in names if name not in _PLAIN_APPS)
    return re.compile(rf"\b(?:(?P<plain>{plain_names})|{_LEAD} (?P<led>{led}))\b")


_AUDIENCE = r"(?:send|sending|show|showing|tell|telling|post|share|sharing|leak|leaking|sent|put|expose me)(?: \w+){0,6}? (?:to|with|at|round|around|in|on)? ?(?:everyone (?:at|in) )?(?:my|the|our|her|his|all my|all her|all his)"
_KNOWS = rules(
    "suspect_knows",
    {
        "school": rf"{_AUDIENCE} (?:whole |entire )?school|knows? (?:what|which|where|my|the|her|his) (?:\w+ )?(?:i |he |she )?(?:school|go to school|goes to school)|(?:in|at|from|goes to) (?:my|our|her|his) (?:year|class|school|form)",
        "home": r"knows? where (?:i|we|he|she|they) lives?|(?:knows?|has|got|found|have) (?:my|our|her|his|the) (?:home )?address|(?:outside|been to|come to|coming to|turn up at) (?:my|our|her|his) (?:house|home)",
        "family": rf"{_AUDIENCE} (?:mum|mom|mam|dad|parents|family|brother|sister|nan|grandparents)|(?:has|got|found|knows) (?:my|her|his) (?:mums?|dads?|parents|family)",
        "friends": rf"{_AUDIENCE} (?:\w+ )?(?:friends|followers|mates|contacts|following|friends list)|(?:has|got|screenshotted|found|knows) (?:all )?(?:my|her|his) (?:friends|followers|following|contacts|friends list)",
    },
    "inferred",
)  # fmt: skip
_TOLD = rules(
    "told",
    {
        "parent": r"(?:ive |i |already |have )?told (?:my|our) (?:mum|mom|mam|dad|parents|nan|carer)|(?:mum|dad|parents) knows?",
        "school": r"(?:ive |i |we |already )told (?:my |her |his |the |a )?(?:teacher|school|head of year|tutor)",
        "police": r"(?:ive |i |we )?(?:told|called|rang|reported (?:it |this )?to|spoke to) (?:the )?(?:police|101)",
        "friend": r"(?:ive |i |only )told (?:my|a) (?:best )?(?:friend|mate|bestie)",
        "platform": r"(?:i|ive|we) reported (?:it |him |her |them |the account |the profile )?(?:to|on) (?:snap|snapchat|insta|instagram|the app|tiktok|discord)",
        "nobody": r"(?:havent|hasnt|not|never) (?:told|spoke to|told) (?:anyone|any one|anybody|no one|nobody)|nobody knows|no one knows|no1 knows",
    },
    "said",
)  # fmt: skip
_SAFETY = rules(
    "self_harm",
    {
        "attempt": r"(?:took|taken|swallowed) (?:\w+ ){0,3}(?:pills|tablets|paracetamol|ibuprofen)|overdosed|(?:i|ive|she|he) (?:just |already )?tried to (?:kill (?:myself|herself|himself)|end (?:it|my life))|(?:ive|i) (?:just |been )?(?:cut|cutting|hurt) myself",
        "plan": r"(?:going to|will|planning to|plan to) (?:kill myself|end (?:it all|it|my life)|hurt myself|jump)(?: \w+){0,3}|(?:have|got|made) a plan to|(?:wrote|written|left) (?:a |my )?(?:suicide |goodbye )?note",
        "thoughts": r"(?:want|wanted|wants|rather) to (?:die|kill myself|end it|end my life|disappear forever|hurt myself|be dead)|(?:thinking|thought|thoughts) (?:about|of) (?:killing|hurting|ending|suicide|dying|self harm\w*)(?: \w+)?|suicidal|kms|(?:dont|do not) want to (?:be here|be alive|live|exist|wake up)(?: anymore)?|better off dead|self harm\w*|cant go on|kill myself",
    },
    "said",
)  # fmt: skip
_DANGER = rules(
    "in_danger_now",
    {
        "yes": r"(?:hes|shes|theyre|he is|they are) (?:outside|here now|at (?:my|the) door|coming (?:to (?:my|our|the) (?:house|home)|here|now|round|for me)|on (?:his|her|their) way|in my house|downstairs)|im in danger|hurting me (?:right )?now|(?:hitting|attacking) me"
    },
    "said",
)  # fmt: skip
_MEETING = rules(
    "meeting_planned",
    {
        "within_24h": r"(?:meet\w*|see(?:ing)?|going to (?:his|her|their)|come over|go (?:to|round) (?:his|her|their)|picking me up|pick me up)(?: \w+){0,5}? (?:today|tonight|tomorrow|this (?:afternoon|evening|morning)|right now|after school|in an hour|later)"
    },
    "said",
)  # fmt: skip
_EVIDENCE = rules(
    "evidence_kept",
    {
        "threat_screenshots": r"(?:i|ive|we|weve|we have|got|have)(?: got| have| took| taken| some)* (?:screenshots|screenshotted|ss)(?: of (?:it|the (?:messages|chat|threats|texts)|what))?",
        "messages": r"(?:still )?(?:have|got|saved|kept) (?:all )?(?:the|his|her|their|my) (?:messages|chats?|texts|dms)",
    },
    "inferred",
)  # fmt: skip


def surroundings(said: Said) -> Iterator[Fact]:
    """Yield what the suspect knows, who was told, what is kept, and any sign of danger."""
    yield from heard((*_KNOWS, *_TOLD, *_EVIDENCE, *_DANGER, *_MEETING), said.words)
    worst = next(heard(_SAFETY, said.words), None)  # written from most to least serious
    if worst:
        yield worst


_THEIRS = re.compile(
    r"\b(?:his|their|the (?:guys|persons|scammers)|hes called|goes by|username)\b", re.IGNORECASE
)
_SURE_KINDS = frozenset({"url", "wallet", "bank"})


def identifiers(said: Said) -> Iterator[Fact]:
    """Yield identifiers that are the suspect's: "his snap is ...", links, wallets, @names."""
    found = [
        one
        for clause in re.split(r"[\n;,]|\band\b|\.\s", said.text)
        for one in find_identifiers(clause)
        if one["kind"] in _SURE_KINDS or (_THEIRS.search(clause) and _strong(one, clause))
    ]
    if found:
        yield Fact("suspect_identifiers", [*found], "inferred")


def _strong(one: dict[str, object], clause: str) -> bool:
    own = re.search(r"\bmy (?:\w+ )?(?:is|:)", plain(clause))
    return not own and (
        one["kind"] != "handle" or bool(one["platform"]) or f"@{one['value']}" in clause
    )

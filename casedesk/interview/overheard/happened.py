"""What is going on: kinds of incident, demands, where the picture came from and went."""

from collections.abc import Iterator

from casedesk.interview.overheard.facts import Fact, Said, heard, rules

_PIC = (
    r"(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?|selfies?|snaps?|screenshots?|it|them"
    r"|stuff|everything|ss)"
)
_THEY = r"(?:he|she|they|someone|somebody|hes|shes|theyve|(?:my|an|her|his) ex(?: (?:bf|gf|partner|boyfriend|girlfriend))?|a boy|a girl|this (?:guy|boy|girl|lad))"
_WILL = (
    r"(?:hell|shell|theyll|he will|she will|they will|he would|they would|she would|hed|theyd|shed"
    r"|going to|threaten\w*(?: me| him| her| them)?(?: to)?|wants? to|is going|will)"
)
_SHARE = r"(?:send|post|share|leak|show|expose|upload|spread|release|put|sending|posting|sharing|leaking|showing|exposing|tell)"
_WHOSE = r"(?:my|the|her|his|their|our|a|me|us|him|all|all my|all the|all of)"
_WANTS = (
    r"(?:wants?|wanting|wanted|asking(?: me| her| him)?(?: for)?|asks(?: me)?(?: for)?|asked(?: me| her| him)?(?: for)?"
    r"|demand(?:s|ing|ed)|needs?|telling me to send|tells me to send|told me to send|making me send|makes me send"
    r"|made me send|forc\w+ me to send|pressur\w+ (?:me|her|him) (?:to send|for|into sending)"
    r"|(?:have|has|got) to send(?: him| her| them)?|to send(?: him| her| them)|unless i send(?: him| her| them)?"
    r"|if i dont send(?: him| her| them)?|until i send(?: him| her| them)?|if she doesnt send|if he doesnt send)"
)
_MORE_PICS = (
    rf"{_WANTS} (?:me |her |him |to send |for |him |them )*(?:more|some|another|new|nude|naked|dirty|bare|my|sexy|a)? ?"
    r"(?:of my |more )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?|selfies?)(?! (?:back|down|deleted))"
    r"|(?:unless|until|if) (?:i|she|he|we) (?:dont |doesnt )?sends? (?:him |her |them )?(?:some )?(?:more|another|extra)(?! (?:money|cash|£|gift))"
)

_THREAT = (
    rf"{_WILL} (?:\w+ ){{0,2}}?{_SHARE} (?!me (?:money|more|the money)\b)(?:{_WHOSE} )?(?:\w+ )?(?:{_PIC}|everyone|people|me)"
    rf"|{_WILL} {_SHARE} (?:to|with|on|round|everywhere|online)"
    r"|blackmail\w*|sextort\w*|extort(?:s|ing|ed|ion)"
    r"|threat(?:s|en\w*)? (?:\w+ ){0,3}(?:my|her|his|with|over|about) (?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?)"
    rf"|or (?:he|she|they)(?: will|s going to| is going to| are going to)? {_SHARE} (?:{_WHOSE} )?{_PIC}"
    rf"|or else (?:hell|shell|theyll)|says? hell expose|(?:expose|exposing) (?:me|her|him|us)"
)
_MONEY = (
    r"(?:if|unless|until|till) (?:i|we|he|she|they) (?:dont |doesnt )?(?:pay|send (?:him |her |them )?(?:money|cash|£|gift))"
    r"|wants? (?:me to pay|us to pay|him to pay|her to pay|money|cash|paying|£|\d+ ?(?:quid|pounds|dollars)|gift cards?|steam cards?|bitcoin|robux)"
    r"|(?:ask\w*|demand\w*)(?: me| us| him| her)?(?: for)?(?: \w+)?(?: a)? (?:money|cash|£\d*|\d+ ?(?:quid|pounds|dollars|£)|gift cards?|steam cards?|bitcoin|robux|payment)"
    r"|(?:told|telling|tells|makes?|making|forc\w+) (?:me|him|her|us) (?:to )?pay"
    r"|(?:have|has|got|need) to pay|pay (?:him|her|them|up)|pay (?:£|\$)\d+|keeps? asking for money"
    r"|(?:hours|hrs|hour|days|day|mins|minutes|time|tonight|tomorrow|friday|midnight) to pay|wants? (?:half |a |an |some )*(?:bitcoin|crypto|gift cards?|robux)"
)
_MEET = (
    r"(?:wants?|wanting|wanted|asked|asking|asks|told|telling|keeps? asking|making|make|trying)(?: me| her| him| us)?(?: to)?(?: get me to)? "
    r"(?:go and )?(?:meet(?: up)?|come (?:over|round|to his|to theirs|to her))"
    r"|(?:have|got|supposed|going|agreed) to meet(?: up)?(?: with)? (?:him|her|them|someone|this)"
    r"|meeting (?:up with )?(?:him|her|them|someone|this (?:guy|boy|man|girl))"
)

_KINDS = rules(
    "incident_kinds",
    {
        "threat_to_share": _THREAT,
        "image_shared": (
            rf"(?:{_THEY})(?: has| have| had)?(?: already| just| even)? (?:shared|posted|leaked|uploaded|sent round|sent out|spread) "
            rf"(?:{_WHOSE} )(?:\w+ )?{_PIC}|(?:{_THEY})(?: has| have)?(?: already| just)? (?:shared|posted|leaked) (?:it|them)"
            rf"|{_THEY}(?: has| have)?(?: already| just)? sent (?:my|her|his|the) (?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?) (?:to|round|around|in)"
            r"|(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?|it|theyve|its)(?: has| have| got| was| were| are| is|s)?(?: been| all| being| already)? (?:leaked|shared|posted|going (?:round|around)|been sent (?:round|around)|everywhere online)"
            rf"|i(?:ve)? (?:stupidly |already |just |also )*(?:shared|posted|leaked|forwarded|sent (?:on|round|around)) (?:her|his|a girls|a boys|someones) (?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?)"
            r"|(?:everyone|whole school|people) (?:has|have|is|are) (?:seen|got|sharing|looking at) (?:it|them|my)"
        ),
        "pressured_for_images": rf"{_MORE_PICS}|pressur\w+ (?:me|her|him) (?:to send|for|into)",
        "money_demanded": _MONEY,
        "fake_image": (
            r"deep ?fakes?|(?:ai|fake|faked|photoshopped|edited) (?:\w+ )?(?:nudes?|pics?|pictures?|photos?|images?|vids?|videos?)"
            r"|(?:made|used|using|with|generated by) (?:an )?ai|nudify\w*|undress\w* app|(?:my|her|his) (?:face|head) on"
            r"|its (?:not even|not really) (?:me|her|him)"
        ),
        "account_hacked": (
            r"(?:got |was |been |were )?hacked(?: into)?(?: (?:my|her|his|me))?|hacking (?:me|my)"
            r"|(?:got|logged|broke|gotten) into (?:my|her|his) (?:\w+ )?(?:account|snap|snapchat|insta|instagram|phone|icloud|email|tiktok)"
            r"|(?:took over|stole) (?:my|her|his) (?:\w+ )?(?:account|snap|insta)"
        ),
        "secretly_recorded": (
            r"(?:screen ?record\w*|secretly (?:record|film)\w*|record(?:ed|ing)|film(?:ed|ing)) (?:me|us|her|him|it|the (?:call|video|chat)|my)"
            r"|(?:been|was|got) (?:screen ?|secretly )?(?:recorded|filmed)|hidden camera"
        ),
        "asked_to_meet": _MEET,
    },
    "said",
)  # fmt: skip
_DEMANDS = rules(
    "demands",
    {
        "money": _MONEY,
        "more_images": _MORE_PICS,
        "meeting": (
            r"(?:wants?|told|telling|making|make|asked|asking|keeps? asking)(?: me| her| him)? to (?:meet|come over|come round|go to his)"
            r"|have to meet|(?:unless|if) i (?:dont )?meet"
        ),
        "account_access": (
            r"(?:wants?|asking for|asked for|demand\w*|gave (?:him|them|her)|give (?:him|them|her)) (?:my|the|her|his) (?:\w+ )?(?:password|passcode|login|log in|account)"
        ),
        "sexual_acts": (
            r"(?:wants?|told|telling|making|make|makes|made|asked|asking|forc\w+)(?: me| her| him) to (?:do (?:sexual|stuff|things)|have sex|do .{0,20}on (?:cam|camera))"
        ),
    },
    "said",
)  # fmt: skip
_ORIGIN = rules(
    "image_origin",
    {
        "sent": (
            r"i(?: had)?(?: stupidly)? (?:sent|shared|send) (?:(?:him|her|them|this \w+|a \w+|someone) )?(?:a |an |some |one |my |the |that |this )?(?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?|selfies?)"
            r"|pic(?:ture)?s? (?:that )?i sent|made me send (?:him |her |them )?(?:a |some )?(?:\w+ )?(?:pic|picture|photo|nude|video)s?"
            r"|(?:she|he|my (?:son|daughter|child|friend)) (?:has )?sent (?:him|her|them|a boy|a girl|someone|this \w+) (?:a |an |some |one )?(?:\w+ )?(?:pic|picture|photo|nude|video|image)s?"
        ),
        "ai_made": (
            r"deep ?fakes?|(?:made|used|using|with|generated by) (?:an )?ai|ai (?:\w+ )?(?:nude|pic|picture|photo|image|video)s?"
            r"|nudify\w*|undress\w* app|photoshopped"
        ),
        "recorded_secretly": r"(?:screen ?record\w*|secretly (?:record|film)\w*|record(?:ed|ing)|film(?:ed|ing)) (?:me|us|her|him|the (?:call|video|chat))",
        "hacked": r"hacked (?:into )?(?:my|her|his) (?:\w+ )?(?:and|to) (?:\w+ )?(?:got|took|stole|get) (?:my|the|her|his) (?:pics?|pictures?|photos?|nudes?|videos?)",
        "not_seen": r"(?:i|we|she|he) (?:have |has )?never sent (?:him |her |them )?(?:anything|any|a pic|one|nothing)",
    },
    "inferred",
)  # fmt: skip
_SPREAD = rules(
    "image_spread",
    {
        "shared_publicly": (
            r"(?:posted|uploaded) (?:my|her|his|the|it|them|a)(?: \w+)?(?: pics?| pictures?| photos?| nudes?| videos?)?(?: of me)? (?:on|online|to (?:twitter|reddit|a site))"
            r"|on a porn site|on (?:his|her|their) (?:public )?story|(?:is|its|are|theyre) (?:all over|online)|posted (?:it|them) online"
        ),
        "shared_privately": (
            r"sent (?:my|her|his|the) (?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?) (?:to|in|round|around)"
            r"|(?:shared|sent|put|posted|leaked) (?:it|them|my \w+|her \w+|the \w+) (?:in|to|on|with) (?:a |the |his |her |their |my )?(?:\w+ )?(?:group ?chat|gc|group|mates|friends|class|year)"
            r"|going (?:round|around) (?:the )?(?:school|my school|our school|year|my year|college)"
        ),
    },
    "inferred",
)  # fmt: skip
_PART = rules(
    "part_played",
    {
        "did_it": (
            r"i(?:ve)? (?:stupidly |already |just |also )*(?:shared|posted|leaked|forwarded|sent (?:on|round|around)|showed) (?:her|his|a girls|a boys|someones|someone elses|my exs|my ex gfs|my mates) (?:\w+ )?(?:pics?|pictures?|photos?|nudes?|vids?|videos?|images?)"
            r"|i(?:ve)?(?: been)? (?:threaten(?:ed|ing)|blackmail(?:ed|ing)) (?:her|him|a|someone|my|them)"
            r"|im the one who (?:did|shared|posted|sent|leaked|threatened)|i was the one who (?:did|shared|posted|leaked|threatened)"
        ),
    },
    "said",
)  # fmt: skip
_ALL = (*_KINDS, *_DEMANDS, *_ORIGIN, *_SPREAD, *_PART)


def what_happened(said: Said) -> Iterator[Fact]:
    """Yield what the text says is going on, is wanted, and has become of the picture."""
    yield from heard(_ALL, said.words)

"""The answers that triage can meet: question ids and the values each may take.

The interview's wording lives in `data/questions/`; this is the part of its contract that decisions
rest on, and a test holds the two together. A rule that names anything else is refused, so that a
misspelt value can not become a rule which never fires.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Kind = Literal["choice", "choices", "age", "amount", "identifiers", "open"]
"""`open` holds words, a date or a list of words that no rule compares with anything."""

AGES = range(26)
IDENTIFIER_KINDS = ("handle", "phone", "email", "url", "wallet", "bank", "name")


@dataclass(frozen=True)
class Field:
    """One question as triage sees it; `options` are empty for kinds that have none."""

    kind: Kind
    options: tuple[str, ...] = ()


def _choice(options: str) -> Field:
    return Field("choice", tuple(options.split()))


def _choices(options: str) -> Field:
    return Field("choices", tuple(options.split()))


_YES_NO = _choice("yes no")
_YES_NO_UNSURE = _choice("yes no unsure")
_OPEN = Field("open")

PLATFORMS = frozenset(
    {
        *(
            "snapchat",
            "instagram",
            "whatsapp",
            "tiktok",
            "discord",
            "roblox",
            "telegram",
            "facebook",
        ),
        *("x", "youtube", "reddit", "wizz", "omegle", "kik", "signal", "bereal", "twitch"),
        *("game_chat", "dating_app", "texts_calls", "email", "in_person", "other"),
    }
)
"""Platforms that the interview lists; any other name is the reporter's own word."""

FIELDS: Mapping[str, Field] = {
    "reporter_role": _choice("young_person parent_carer friend_sibling professional other_adult"),
    "in_danger_now": _YES_NO_UNSURE,
    "self_harm": _choice("none thoughts plan attempt unsure"),
    "alone_now": _YES_NO,
    "missing": _YES_NO,
    "child_age": Field("age"),
    "age_band": _choice("under_13 13_15 16_17 18_plus"),
    "child_name": _OPEN,
    "vulnerabilities": _choices("send looked_after earlier_incident none"),
    "account": _OPEN,
    "part_played": _choice("done_to_me did_it both"),
    "incident_kinds": _choices(
        "threat_to_share image_shared pressured_for_images money_demanded fake_image"
        " account_hacked secretly_recorded asked_to_meet other"
    ),
    "platforms": _OPEN,
    "started_when": _OPEN,
    "last_contact_when": _OPEN,
    "still_happening": _YES_NO_UNSURE,
    "demands": _choices("money more_images sexual_acts meeting account_access nothing other"),
    "deadline": _OPEN,
    "threat_audience": _OPEN,
    "amount_demanded": Field("amount"),
    "paid": _YES_NO,
    "amount_paid": Field("amount"),
    "payment_method": _OPEN,
    "image_origin": _choice("sent recorded_secretly hacked ai_made not_seen unsure"),
    "image_spread": _choice("no threatened shared_privately shared_publicly unsure"),
    "shared_where": _OPEN,
    "suspect_relation": _choice(
        "stranger_online online_only peer partner_or_ex family known_adult unsure"
    ),
    "suspect_age": _choice("under_18 adult unsure"),
    "suspect_identifiers": Field("identifiers"),
    "suspect_knows": _choices("school home family friends none unsure"),
    "meeting_planned": _choice("no yes within_24h"),
    "other_victims": _YES_NO_UNSURE,
    "evidence_kept": _choices("messages threat_screenshots usernames receipts none"),
    "evidence_disappearing": _YES_NO_UNSURE,
    "device_available": _YES_NO_UNSURE,
    "device_willing": _YES_NO_UNSURE,
    "device_worries": _OPEN,
    "told": _choices("parent friend school police childline platform nobody"),
    "report_remove_done": _YES_NO,
    "agencies_involved": _OPEN,
    "withhold_from": _OPEN,
    "wishes": _OPEN,
    "other_children_at_risk": _YES_NO_UNSURE,
    "access_needs": _OPEN,
    "contact_ok": _YES_NO,
    "contact_method": _choice("phone text email code_only"),
    "contact_value": _OPEN,
    "contact_when": _OPEN,
    "message_safe": _YES_NO,
    "safe_word": _OPEN,
    "area": _OPEN,
    "school": _OPEN,
}

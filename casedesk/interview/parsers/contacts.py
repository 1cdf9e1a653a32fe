"""Reading a phone number or an email address to reach the reporter by."""

import re

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from casedesk.interview.parsers.outcome import NotUnderstood

EMAIL = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}")
_SPOKEN = ((re.compile(r"\s+(?:at)\s+"), "@"), (re.compile(r"\s+(?:dot)\s+"), "."))
_FEWEST_DIGITS = 10


def parse_contact(text: str) -> str | NotUnderstood:
    """Return a number in E.164 form (UK assumed), or an email address with its domain lowered."""
    found = find_email(text) or find_email(_written_out(text))
    if found:
        return found
    phones = find_phones(text)
    return phones[0] if phones else NotUnderstood("not_a_contact")


def find_email(text: str) -> str | None:
    """Return the first email address in the text."""
    found = EMAIL.search(text)
    if not found:
        return None
    local, _, domain = found[0].strip(".'").rpartition("@")
    return f"{local}@{domain.casefold()}"


def find_phones(text: str) -> list[str]:
    """Return the phone numbers in the text, in E.164 form."""
    digits = text.replace("(0)", "")
    # "Possible" rather than "valid": a number range newer than the library's data is still real.
    matches = PhoneNumberMatcher(digits, "GB", leniency=Leniency.POSSIBLE)
    return [
        phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
        for match in matches
        if sum(letter.isdigit() for letter in match.raw_string) >= _FEWEST_DIGITS
    ]


def _written_out(text: str) -> str:
    for pattern, sign in _SPOKEN:
        text = pattern.sub(sign, text)
    return text

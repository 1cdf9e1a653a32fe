import pytest

from casedesk.interview.catalogue import load_catalogue
from casedesk.interview.parsers.contacts import parse_contact
from casedesk.interview.parsers.identifiers import parse_identifiers
from casedesk.interview.parsers.outcome import NotUnderstood
from casedesk.interview.parsers.platforms import HOSTS, PLATFORM_OF


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ("07700 900123", "+447700900123"),
        ("my number is 07700900123 thanks", "+447700900123"),
        ("07700-900-123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("00447700900123", "+447700900123"),
        ("020 7946 0958", "+442079460958"),
        ("+1 202 555 0143", "+12025550143"),
        ("Me@Example.COM", "Me@example.com"),
        ("its me.and.you+1@example.co.uk.", "its me.and.you+1@example.co.uk"[4:]),
        ("jo dot smith at example dot org", "jo.smith@example.org"),
    ],
)
def test_a_number_or_address_is_read(said: str, contact: str) -> None:
    assert parse_contact(said) == contact


@pytest.mark.parametrize("said", ["call me", "12345", "me@", "@home", "at 5 dot"])
def test_what_reaches_nobody_is_no_contact(said: str) -> None:
    assert parse_contact(said) == NotUnderstood("not_a_contact")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("jake_09", [("handle", "", "jake_09")]),
        ("@jake_09", [("handle", "", "jake_09")]),
        ("snap: jake_09", [("handle", "snapchat", "jake_09")]),
        ("jake09 on snap", [("handle", "snapchat", "jake09")]),
        ("snap is darkwolf", [("handle", "snapchat", "darkwolf")]),
        ("username was xX_dark_Xx", [("handle", "", "xX_dark_Xx")]),
        (
            "snapchat user is big.boss99 and discord bigboss#1234",
            [("handle", "snapchat", "big.boss99"), ("handle", "discord", "bigboss#1234")],
        ),
        (
            "insta darkwolf and his number is 07700 900123",
            [("phone", "", "+447700900123"), ("handle", "instagram", "darkwolf")],
        ),
        ("whatsapp 07700900123", [("phone", "whatsapp", "+447700900123")]),
        ("his email is bad@example.com", [("email", "", "bad@example.com")]),
        ("https://instagram.com/jake_x.", [("url", "instagram", "https://instagram.com/jake_x")]),
        ("t.me/jake", [("url", "telegram", "t.me/jake")]),
        (
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            [("wallet", "", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")],
        ),
        ("sort code 12-34-56 account 12345678", [("bank", "", "12-34-56 12345678")]),
        ("Jake Smith", [("name", "", "Jake Smith")]),
        ("hes called Jake Smith", [("name", "", "Jake Smith")]),
        ("darkwolf", [("handle", "", "darkwolf")]),
    ],
)
def test_each_identifier_is_read_with_its_kind_and_app(
    said: str, found: list[tuple[str, str, str]]
) -> None:
    wanted = [
        {"kind": kind, "platform": platform, "value": value} for kind, platform, value in found
    ]

    assert parse_identifiers(said) == wanted


def test_the_same_identifier_twice_counts_once_and_keeps_its_app() -> None:
    assert parse_identifiers("jake_09, his snap is jake_09") == [
        {"kind": "handle", "platform": "snapchat", "value": "jake_09"}
    ]


@pytest.mark.parametrize("said", ["why", "he blocked me", "do you need it?", "13", "!!"])
def test_what_names_nobody_is_no_identifier(said: str) -> None:
    assert parse_identifiers(said) == NotUnderstood("not_identifiers")


def test_every_app_named_beside_a_username_is_an_option_of_the_platforms_question() -> None:
    options = {option.value for option in load_catalogue().question("platforms").options}

    assert set(PLATFORM_OF.values()) | set(HOSTS.values()) <= options

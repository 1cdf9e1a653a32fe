"""The same identifier is recognised however it is written, and different ones stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.identifiers import Term, terms
from casedesk.domain.vocabulary import IDENTIFIER_KINDS

# As some keyboards for Chinese and Japanese write digits.
WIDE_DIGITS = "".join(chr(0xFF10 + int(digit)) for digit in "447700900123")

SAME = [
    ("a handle's capitals, spaces and @", [
        ("handle", "snapchat", "@Foo_Bar"),
        ("handle", "Snapchat", " foo_bar "),
        ("handle", "snap", "FOO_BAR\u200b"),
        ("handle", "snapchat", "@ foo_bar"),
        ("handle", "", "https://www.snapchat.com/add/foo_bar"),
        ("url", "", "snapchat.com/add/Foo_Bar?share_id=12345"),
    ]),
    ("a profile's address and its handle", [
        ("handle", "instagram", "foo.bar"),
        ("url", "", "https://www.instagram.com/foo.bar/?igsh=abc"),
        ("url", "instagram", "http://instagram.com/Foo.Bar#top"),
        ("handle", "ig", "instagram.com/foo.bar"),
    ]),
    ("an account under two names of its platform", [
        ("handle", "twitter", "foobar"),
        ("url", "", "https://x.com/foobar"),
        ("url", "", "https://twitter.com/foobar"),
    ]),
    ("a British mobile number", [
        ("phone", "", "07700 900123"),
        ("phone", "", "+44 7700 900 123"),
        ("phone", "", "+44 (0)7700-900123"),
        ("phone", "", "0044 7700 900123"),
        ("phone", "whatsapp", "(07700) 900123"),
        ("phone", "", WIDE_DIGITS),
    ]),
    ("a foreign number", [("phone", "", "+33 6 12 34 56 78"), ("phone", "", "0033612345678")]),
    ("an e-mail address", [
        ("email", "", "Some.One@Gmail.com"),
        ("email", "", "mailto:someone+tag@googlemail.com"),
    ]),
    ("a web address", [
        ("url", "", "https://www.example.com/a/?b=1&utm_source=x"),
        ("url", "", "http://m.example.com/a?fbclid=9&b=1#part"),
        ("url", "", "EXAMPLE.com/a?b=1"),
    ]),
    ("a bech32 wallet", [
        ("wallet", "", "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"),
        ("wallet", "", "bitcoin:BC1QXY2KGDYGJRSQTZQ2N0YRF2493P83KKFJHX0WLH?amount=1"),
    ]),
    ("a hexadecimal wallet", [
        ("wallet", "", "0x52908400098527886E0F7030069857D2E4169EE7"),
        ("wallet", "", "0x52908400098527886e0f7030069857d2e4169ee7"),
    ]),
    ("a bank account", [
        ("bank", "", "60-16-13 31926819"),
        ("bank", "", "sort code 601613, account 31926819"),
        ("bank", "", "GB29 NWBK 6016 1331 9268 19"),
        ("bank", "", "gb29nwbk60161331926819"),
    ]),
    ("a name", [("name", "", "Zoë  O'Brien"), ("name", "", "zoe obrien")]),
]  # fmt: skip


@pytest.mark.parametrize("ways", [row[1] for row in SAME], ids=[row[0] for row in SAME])
def test_the_same_identifier_gives_the_same_terms(ways):
    found = [terms(*way) for way in ways]

    assert found[0]
    assert all(one == found[0] for one in found)


DIFFERENT = [
    ("two platforms", ("handle", "x", "foobar"), ("handle", "tiktok", "foobar"), "handle"),
    ("two handles", ("handle", "x", "foo_bar"), ("handle", "x", "foobar"), "handle"),
    ("two numbers", ("phone", "", "07700900123"), ("phone", "", "07700900124"), "phone"),
    ("two countries", ("phone", "", "+4912345678"), ("phone", "", "+4312345678"), "phone"),
    ("dots elsewhere", ("email", "", "a.b@x.org"), ("email", "", "ab@x.org"), "email"),
    ("a page's query", ("url", "", "a.org/?id=1"), ("url", "", "a.org/?id=2"), "url"),
    ("a page's capitals", ("url", "", "a.org/X"), ("url", "", "a.org/x"), "url"),
    (
        "base58 capitals",
        ("wallet", "", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("wallet", "", "1a1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        "wallet",
    ),
    ("two banks", ("bank", "", "601613 31926819"), ("bank", "", "601614 31926819"), "bank"),
    (
        "foreign accounts",
        ("bank", "", "DE89 3704 0044 0532 0130 00"),
        ("bank", "", "DE89 3704 0044 0532 0130 01"),
        "bank",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "kind"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT]
)
def test_different_identifiers_share_no_term_of_their_kind(one, other, kind):
    first = {term for term in terms(*one) if term.kind == kind}
    second = {term for term in terms(*other) if term.kind == kind}

    assert first
    assert second
    assert not first & second


SAYS_NOTHING = [
    *[("handle", "x", filler) for filler in ("", "unknown", "N/A", "don't know", "@user", "  ")],
    ("handle", "x", "ab"),
    ("phone", "", "999"),
    ("phone", "", "a friend's phone"),
    ("phone", "", "1234567890123456"),
    ("email", "", "someone"),
    ("email", "", "@x.org"),
    ("email", "", "someone@localhost"),
    ("url", "", "an address"),
    ("url", "", "http://[broken"),
    ("wallet", "", "bitcoin"),
    ("bank", "", "12345678"),
    ("name", "", "J"),
    ("name", "", "!!!!"),
]


@pytest.mark.parametrize("identifier", SAYS_NOTHING)
def test_what_says_nothing_links_nobody(identifier):
    assert terms(*identifier) == ()


NO_PROFILES = [
    "https://www.instagram.com/p/Cabc123",
    "https://instagram.com/reels",
    "https://www.facebook.com/profile.php?id=100001",
    "https://www.reddit.com/r/help",
    "https://t.me/joinchat",
    "https://x.com/foobar/status/1",
    "https://x.com",
]


@pytest.mark.parametrize("address", NO_PROFILES)
def test_a_page_that_is_nobodys_profile_is_a_web_address(address):
    assert [term.kind for term in terms("url", "", address)] == ["url"]


def test_a_handle_without_a_platform_is_only_a_suggestion():
    assert [term.kind for term in terms("handle", "", "foobar")] == ["handle_anywhere"]


def test_a_handle_that_only_looks_like_an_address_stays_a_handle():
    assert [term.text for term in terms("handle", "", "foo/bar")] == ["foo/bar"]


def test_a_platform_in_the_reporters_own_words_is_hashed_and_never_shown():
    strong, weak = terms("handle", "My Game", "foobar")

    assert strong == Term("handle", "", "my_game|foobar")
    assert weak == Term("handle_anywhere", "", "foobar")


@given(st.sampled_from(IDENTIFIER_KINDS), st.text(max_size=12), st.text(max_size=60))
def test_any_text_is_taken_and_always_gives_the_same(kind, platform, value):
    found = terms(kind, platform, value)

    assert found == terms(kind, platform, value)
    assert all(term.text for term in found)
    assert all(len(term.platform) <= 64 for term in found)


@given(st.text("abcdefghijk_.0123456789", min_size=4, max_size=20))
def test_normalising_a_normal_handle_changes_nothing(handle):
    once = terms("handle", "", handle)

    for term in once:
        assert terms("handle", "", term.text) == once

"""Sealing: only the right key opens, only in the right place, and only what was written."""

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))

from casedesk.store.vault import (
    CannotOpen,
    Place,
    Vault,
    key_id,
    new_private_key,
    open_as_reporter,
    public_of,
    seal_to_reporter,
)

KEY = new_private_key()
OTHER = new_private_key()
HERE = Place("report_answers", "sealed", ("r1", "account", 1))
ELSEWHERE = [
    Place("report_answers", "sealed", ("r2", "account", 1)),
    Place("report_answers", "sealed", ("r1", "account", 2)),
    Place("report_answers", "value", ("r1", "account", 1)),
    Place("timeline", "sealed", ("r1", "account", 1)),
    # The parts are told apart by their lengths, not by a separator.
    Place("report_answers", "sealed", ("r1a", "ccount", 1)),
    Place("report_answers", "sealed", ("r1", "account1")),
]


def vault(key: bytes = KEY, **changes: object) -> Vault:
    fields = {
        "desk_public": public_of(key),
        "desk_private": {key_id(public_of(key)): key},
        "draft_key": b"d" * 32,
        "match_key": b"m" * 32,
        "ledger_key": b"l" * 32,
    }
    return Vault(**fields | changes)


@given(st.binary(max_size=5000))
def test_what_is_sealed_to_the_desk_opens_again(plain: bytes) -> None:
    assert vault().open(HERE, vault().seal(HERE, plain)) == plain


@given(st.binary(max_size=5000))
def test_what_is_sealed_in_a_draft_opens_again(plain: bytes) -> None:
    assert vault().open_draft(HERE, vault().seal_draft(HERE, plain)) == plain


@pytest.mark.parametrize("place", ELSEWHERE)
def test_an_envelope_moved_to_another_place_does_not_open(place: Place) -> None:
    with pytest.raises(CannotOpen):
        vault().open(place, vault().seal(HERE, b"words"))
    with pytest.raises(CannotOpen):
        vault().open_draft(place, vault().seal_draft(HERE, b"words"))


def test_another_desks_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        vault(OTHER).open(HERE, vault().seal(HERE, b"words"))


def test_whoever_seals_cannot_open() -> None:
    sealing_only = vault(desk_private={})

    with pytest.raises(CannotOpen):
        sealing_only.open(HERE, sealing_only.seal(HERE, b"words"))


def test_every_changed_byte_is_noticed() -> None:
    for envelope, opened in (
        (vault().seal(HERE, b"words"), vault().open),
        (vault().seal_draft(HERE, b"words"), vault().open_draft),
    ):
        for at in range(len(envelope)):
            changed = bytearray(envelope)
            changed[at] ^= 1
            with pytest.raises(CannotOpen):
                opened(HERE, bytes(changed))


@given(st.binary(max_size=100))
def test_rubbish_is_refused_and_never_crashes(rubbish: bytes) -> None:
    for opened in (vault().open, vault().open_draft):
        with pytest.raises(CannotOpen):
            opened(HERE, rubbish)


def test_the_same_words_never_look_the_same() -> None:
    assert vault().seal(HERE, b"words") != vault().seal(HERE, b"words")
    assert vault().seal_draft(HERE, b"words") != vault().seal_draft(HERE, b"words")


def test_an_envelope_is_the_standards_own_hpke_behind_version_and_key_id() -> None:
    envelope = vault().seal(HERE, b"words")

    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    private = X25519PrivateKey.from_private_bytes(KEY)
    assert envelope[:5] == b"\x01" + key_id(public_of(KEY))
    assert suite.decrypt(envelope[5:], private, envelope[:5] + HERE.bound()) == b"words"


def test_what_a_place_is_bound_to_never_changes() -> None:
    # A change here would make every stored envelope unreadable.
    assert (
        Place("t", "c", ("r", 1)).bound().hex() == "0000000863617365646573"
        "6b00000002763100000001740000000163000000017200000001" + "31"
    )


def test_equal_identifiers_meet_and_their_kinds_stay_apart() -> None:
    assert vault().match("handle", "x") == vault().match("handle", "x")
    assert vault().match("handle", "x") != vault().match("phone", "x")
    assert vault().match("handle", "x") != vault(match_key=b"n" * 32).match("handle", "x")


def test_a_return_code_opens_what_staff_sealed_to_it_and_no_other_does() -> None:
    salt = b"s" * 16
    right, wrong = vault().return_key("123456789", salt), vault().return_key("123456780", salt)
    envelope = seal_to_reporter(public_of(right.private_key), HERE, b"we will call")

    assert open_as_reporter(right, HERE, envelope) == b"we will call"
    with pytest.raises(CannotOpen):
        open_as_reporter(wrong, HERE, envelope)


def test_a_stolen_database_alone_cannot_be_searched_for_codes() -> None:
    salt = b"s" * 16

    with_pepper = vault().return_key("123456789", salt)
    with_another = vault(match_key=b"n" * 32).return_key("123456789", salt)

    assert with_pepper.verifier != with_another.verifier


def test_a_process_without_a_key_is_told_so() -> None:
    nothing = Vault(desk_public=public_of(KEY))

    for act in (
        lambda: nothing.seal_draft(HERE, b"x"),
        lambda: nothing.match("handle", "x"),
        nothing.checkpoint_key,
    ):
        with pytest.raises(CannotOpen):
            act()


def test_no_key_stands_in_the_repr() -> None:
    shown = repr(vault())

    assert repr(KEY)[2:-1] not in shown
    assert "dddd" not in shown

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from casedesk.services import credentials

NOW = datetime(2026, 11, 23, 14, 35, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = pyotp.TOTP(SECRET).at(NOW)
STEP = int(NOW.timestamp()) // 30


def test_a_password_matches_only_its_own_hash():
    stored = credentials.hash_password("four random words here")

    assert credentials.password_matches(stored, "four random words here")
    assert not credentials.password_matches(stored, "four random words there")


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_no_account_or_a_broken_hash_never_matches(stored):
    assert not credentials.password_matches(stored, "anything at all")


def test_a_hash_with_weaker_parameters_asks_to_be_renewed():
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$0Yl2CZ4tOcLyxUL9K1oRsXkJUPzHPFWSDyJ3ckbBVR4"

    assert credentials.needs_rehash(weak)
    assert not credentials.needs_rehash(credentials.hash_password("four random words here"))


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("short", False),
        ("a" * 40, False),
        ("maya-maya-maya-1", False),
        ("x" * 300, False),
        ("plain long enough words", True),
    ],
)
def test_a_new_password_must_be_long_and_not_guessable(password, fine):
    assert (credentials.password_problem(password, "maya") is None) is fine


@pytest.mark.parametrize("typed", [CODE, f"{CODE[:3]} {CODE[3:]}", f"{CODE[:3]}-{CODE[3:]}\n"])
def test_a_code_is_accepted_however_it_is_spaced(typed):
    assert credentials.code_step(SECRET, typed, NOW, last_step=0) == STEP


@pytest.mark.parametrize("typed", [CODE, f" {CODE[:2]} {CODE[2:]}", "\u200b" + CODE])
def test_a_used_code_is_refused_however_it_is_spaced(typed):
    assert credentials.code_step(SECRET, typed, NOW, last_step=STEP) is None


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_may_be_one_step_off(seconds, fits):
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))

    assert (credentials.code_step(SECRET, code, NOW, last_step=0) is not None) is fits


FULL_WIDTH = "\uff11\uff12\uff13\uff14\uff15\uff16"


@pytest.mark.parametrize("typed", ["", "000", "abcdef", FULL_WIDTH, "9" * 5000])
def test_what_is_not_a_code_is_only_wrong(typed):
    assert credentials.code_step(SECRET, typed, NOW, last_step=0) is None


def test_recovery_codes_differ_and_forgive_how_they_are_typed():
    codes = credentials.new_recovery_codes()

    assert len({credentials.recovery_hash(code) for code in codes}) == credentials.RECOVERY_CODES
    assert credentials.recovery_hash(codes[0].upper().replace("-", " ")) == (
        credentials.recovery_hash(codes[0])
    )

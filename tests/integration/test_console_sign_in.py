"""Signing in to the console, through real requests on both databases."""

from datetime import timedelta

import pytest
from console_user import ORIGIN, PASSWORD, a_member, a_visitor

from casedesk.domain.errors import NotPossible
from casedesk.services import staff


@pytest.fixture
def admin(desk):
    return a_member(desk, "admin", "maya")


def signed_in(user) -> bool:
    return user.get("/account").status_code == 200


def test_the_first_account_is_made_once(desk):
    first = staff.first_account(desk)

    assert first.username == "admin"
    assert staff.first_account(desk) is None


def test_a_first_sign_in_chooses_a_password_enrols_and_shows_recovery_codes_once(desk):
    account = staff.first_account(desk)
    user = a_visitor(desk)

    codes = user.enrol(account.username, account.one_time_password)

    assert len(codes) == 10
    assert signed_in(user)
    assert not any(code in user.get("/account").text for code in codes)


def test_nothing_is_open_before_the_code(desk, admin):
    admin.post("/sign-out", page="/account")
    admin.post("/sign-in", username="maya", password=PASSWORD)

    answer = admin.get("/account")

    assert (answer.status_code, answer.headers["location"]) == (303, "/code")


def test_password_and_code_sign_in(desk, admin):
    admin.post("/sign-out", page="/account")

    answer = admin.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert signed_in(admin)


def test_a_code_works_once(desk, admin):
    used = admin.code()
    stranger = a_visitor(desk)
    stranger.post("/sign-in", username="maya", password=PASSWORD)

    answer = stranger.post("/code", code=f"{used[:3]} {used[3:]}")

    assert answer.status_code == 401
    assert not signed_in(stranger)


def test_a_recovery_code_works_once(desk):
    account = staff.first_account(desk)
    user = a_visitor(desk)
    code = user.enrol(account.username, account.one_time_password)[0]

    def try_it() -> bool:
        other = a_visitor(desk)
        other.post("/sign-in", username=account.username, password=PASSWORD)
        other.post("/code", code=code.upper())
        return signed_in(other)

    assert try_it()
    assert not try_it()


def test_each_step_has_a_session_id_of_its_own(desk, admin):
    ids = [admin.client.cookies["__Host-firstday-desk"]]
    admin.post("/sign-out", page="/account")
    for step in (lambda: admin.get("/sign-in"), admin.sign_in):
        step()
        ids.append(admin.client.cookies["__Host-firstday-desk"])

    assert len(set(ids)) == 3


def test_an_id_from_before_sign_in_is_useless_afterwards(desk, admin):
    admin.post("/sign-out", page="/account")
    admin.get("/sign-in")
    planted = admin.client.cookies["__Host-firstday-desk"]
    admin.sign_in()

    thief = a_visitor(desk)
    thief.client.cookies.set("__Host-firstday-desk", planted)

    assert not signed_in(thief)


@pytest.mark.parametrize(
    ("steps", "alive"),
    [
        ([14], True),
        ([16], False),
        ([14] * 30, True),
        ([14] * 35, False),  # Eight hours, however busy.
    ],
)
def test_a_session_ends_after_15_idle_minutes_or_8_hours(desk, admin, steps, alive):
    for minutes in steps:
        desk.clock.at += timedelta(minutes=minutes)
        admin.get("/account")

    assert signed_in(admin) is alive


def test_signing_out_ends_the_session_on_the_server(desk, admin):
    kept = admin.client.cookies["__Host-firstday-desk"]
    admin.post("/sign-out", page="/account")

    admin.client.cookies.set("__Host-firstday-desk", kept)

    assert not signed_in(admin)


def test_disabling_an_account_refuses_its_next_request(desk, admin):
    worker = a_member(desk, "caseworker")
    assert signed_in(worker)

    staff.disable(desk, "caseworker", by="maya")

    assert not signed_in(worker)


def test_a_reset_forgets_password_authenticator_and_sessions(desk, admin):
    staff.reset(desk, "maya", by="operator")

    assert not signed_in(admin)
    assert admin.post("/sign-in", username="maya", password=PASSWORD).status_code == 401


def test_five_wrong_passwords_a_minute_then_a_pause(desk, admin):
    stranger = a_visitor(desk, address="198.51.100.9")
    statuses = [
        stranger.post("/sign-in", username="maya", password=f"wrong {n}").status_code
        for n in range(6)
    ]

    assert statuses == [401] * 5 + [429]
    desk.clock.at += timedelta(seconds=61)
    assert stranger.post("/sign-in", username="maya", password="x").status_code == 401


def test_guessing_elsewhere_does_not_keep_the_only_admin_out(desk, admin):
    admin.post("/sign-out", page="/account")
    for n in range(12):
        stranger = a_visitor(desk, address=f"198.51.100.{n}")
        stranger.post("/sign-in", username="maya", password="wrong")

    assert admin.sign_in().headers.get("location") == "/"


def test_unknown_and_wrong_look_the_same(desk, admin):
    stranger = a_visitor(desk, address="198.51.100.1")
    wrong = stranger.post("/sign-in", username="maya", password="wrong")
    unknown = stranger.post("/sign-in", username="nobody", password="wrong")

    def without_token(answer):
        return answer.text.replace(stranger.token("/sign-in"), "")

    assert wrong.status_code == unknown.status_code == 401
    assert without_token(wrong) == without_token(unknown)


@pytest.mark.parametrize(
    ("new", "again"), [("short", "short"), (PASSWORD, PASSWORD + "!"), ("", "")]
)
def test_a_weak_or_mistyped_new_password_is_refused_with_a_reason(desk, new, again):
    account = staff.first_account(desk)
    user = a_visitor(desk)
    user.post("/sign-in", username="admin", password=account.one_time_password)

    answer = user.post("/new-password", **{"new": new, "new-again": again})

    assert "Nothing was saved yet" in answer.text


def test_the_last_admin_can_be_neither_closed_nor_demoted(desk, admin):
    with pytest.raises(NotPossible):
        staff.disable(desk, "maya", by="maya")
    with pytest.raises(NotPossible):
        staff.change_role(desk, "maya", "auditor", by="maya")


def test_a_role_holds_from_the_next_request(desk, admin):
    worker = a_member(desk, "caseworker")
    assert worker.get("/staff").status_code == 404

    staff.change_role(desk, "caseworker", "admin", by="maya")

    assert worker.get("/staff").status_code == 200


@pytest.mark.parametrize("name", ["", "x", "two words", "<b>", "a" * 41, "ünique"])
def test_odd_usernames_are_refused(desk, name):
    with pytest.raises(NotPossible):
        staff.add(desk, name, "Name", "caseworker", by="tests")


def test_a_username_can_be_taken_only_once(desk, admin):
    with pytest.raises(NotPossible):
        staff.add(desk, "MAYA", "Another", "caseworker", by="tests")


def test_the_picture_for_the_authenticator_is_only_there_while_enrolling(desk, admin):
    assert admin.get("/enrol/picture.svg").status_code == 303
    account = staff.add(desk, "noor", "Noor", "auditor", by="maya")
    user = a_visitor(desk)
    user.post("/sign-in", username="noor", password=account.one_time_password)
    user.post("/new-password", **{"new": PASSWORD, "new-again": PASSWORD})

    picture = user.get("/enrol/picture.svg")

    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<?xml")


def test_without_tls_the_desk_answers_only_on_this_machine(desk):
    client = a_visitor(desk).client

    assert client.get("http://desk.test/sign-in").status_code == 400
    assert client.get("http://127.0.0.1:8081/sign-in").status_code == 200


def test_passwords_codes_and_ids_are_nowhere_in_the_database(desk, admin, tmp_path):
    kept = admin.client.cookies["__Host-firstday-desk"]
    with desk.reading() as work:
        rows = [
            str(work.connection.exec_driver_sql(f"SELECT * FROM {table}").all())  # noqa: S608
            for table in ("staff", "staff_sessions", "staff_recovery_codes", "sign_in_attempts")
        ]

    assert not any(secret in "".join(rows) for secret in (PASSWORD, admin.secret, kept))


def test_a_form_from_elsewhere_is_refused(desk, admin):
    token = admin.token("/account")

    answer = admin.client.post(
        "/sign-out", data={"csrf": token}, headers={"Origin": ORIGIN + ".evil.test"}
    )

    assert answer.status_code == 403
    assert signed_in(admin)


def test_the_cookie_is_closed_to_scripts_other_sites_and_plain_lines(desk):
    set_cookie = a_visitor(desk).get("/sign-in").headers["set-cookie"].lower()

    assert set_cookie.startswith("__host-")
    for part in ("httponly", "secure", "samesite=strict", "path=/"):
        assert part in set_cookie
    assert not {"domain", "expires", "max-age"} & {
        part.strip().partition("=")[0] for part in set_cookie.split(";")
    }

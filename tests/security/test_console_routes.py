"""Every route of the console, for every role, on one's own, the team's and another's case.

The matrix is generated from the route table; what the table itself must never say is written out
below it.
"""

import sys
from pathlib import Path

import pytest
from starlette.routing import Mount

sys.path.insert(0, str(Path(__file__).parent.parent))
from console_cases import a_case
from console_user import ORIGIN, a_member, a_visitor
from fakes import a_clock, the_settings
from sqlalchemy import func, select, update

from casedesk.services.desk import open_desk
from casedesk.services.staff import ROLES
from casedesk.store.migrate import migrate
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import ledger
from console.app import create_app
from console.routes import ROUTES
from console.security import HEADERS

OWNERS = {"own": "{me}", "team": "duty_team", "other": "somebody"}
UNSAFE = [route for route in ROUTES if route.method == "POST"]
SIGNED_IN = [route for route in ROUTES if "in" in route.stages]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """One desk with one case and a member of every role, shared by the whole matrix."""
    folder = tmp_path_factory.mktemp("desk")
    desk = open_desk(the_settings(folder), clock=a_clock())
    migrate(desk.engine)
    app = create_app(desk)
    members = {role: a_member(desk, role, app=app) for role in ROLES}
    yield desk, members, a_case(desk), app
    desk.engine.dispose()


def path_of(route, reference: str) -> str:
    nothing = dict.fromkeys(("conversation", "inspection", "export"), "0" * 32)
    return route.path.format(reference=reference, **nothing)


def names_nothing(route) -> bool:
    """Tell whether the path names a thing that was never made, so that everybody gets 404."""
    return any(name in route.path for name in ("{conversation}", "{inspection}", "{export}"))


def set_owner(desk, owner: str) -> None:
    with desk.work() as work:
        state = {"state": "active", "closed_at": None, "owner": owner}
        work.connection.execute(update(cases).values(**state))
        work.commit()


def ask(user, route, path: str):
    if route.method == "GET":
        return user.get(path)
    token = user.token("/account")
    return user.client.post(path, data={"csrf": token}, headers={"Origin": ORIGIN})


def allowed(route, role: str, ownership: str) -> bool:
    if route.roles and role not in route.roles:
        return False
    if route.sees == "nothing":
        return True
    if role == "call_handler" and ownership != "own":
        return False
    return route.sees == "case" or role == "supervisor" or ownership in {"own", "team"}


def test_nothing_is_served_that_the_table_does_not_name(house):
    served = {(one.path, one.name) for one in house[3].routes if not isinstance(one, Mount)}

    assert served == {(route.path, route.name) for route in ROUTES}
    assert [one.path for one in house[3].routes if isinstance(one, Mount)] == ["/static"]


def test_names_are_unique_and_every_unsafe_route_says_what_it_records():
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert not [route.name for route in UNSAFE if not route.records]


@pytest.mark.parametrize("ownership", OWNERS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "route", [one for one in SIGNED_IN if one.name != "sign_out"], ids=lambda one: one.name
)
def test_a_route_is_open_to_whom_the_table_says_and_not_there_for_the_rest(
    house, route, role, ownership
):
    desk, members, reference, _ = house
    user = members[role]
    set_owner(desk, OWNERS[ownership].format(me=user.username))

    status = ask(user, route, path_of(route, reference)).status_code

    if not allowed(route, role, ownership) or names_nothing(route):
        assert status == 404
    else:
        assert status in {200, 303, 422}


@pytest.mark.parametrize("route", SIGNED_IN, ids=lambda one: one.name)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(house, route):
    stranger = a_visitor(house[0], house[3])
    token = stranger.token("/sign-in")
    path = path_of(route, house[2])
    headers = {"Origin": ORIGIN}

    answer = stranger.client.request(route.method, path, data={"csrf": token}, headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("path", ["/sign-in/", "/queue/", "//evil.test/sign-in/", "/"])
def test_no_answer_sends_anybody_to_the_host_the_caller_named(house, path):
    answer = house[1]["supervisor"].client.get(path, headers={"Host": "evil.test"})

    assert "evil.test" not in answer.headers.get("location", "")


def test_an_unknown_path_looks_like_a_forbidden_one(house):
    desk, members, reference, app = house
    unknown = members["admin"].get("/no/such/page")
    forbidden = members["admin"].get(f"/cases/{reference}")

    assert (unknown.status_code, unknown.text) == (forbidden.status_code, forbidden.text)
    assert a_visitor(desk, app).get("/no/such/page").headers["location"] == "/sign-in"


HEADER_TABLE = [
    ({}, False),
    ({"Origin": "https://evil.test"}, False),
    ({"Origin": "null"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, False),
    ({"Sec-Fetch-Site": "same-site", "Origin": ORIGIN}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Origin": ORIGIN}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
]


@pytest.mark.parametrize("route", UNSAFE, ids=lambda one: one.name)
def test_an_unsafe_route_takes_only_forms_of_the_desk_itself(house, route):
    _, members, reference, _ = house
    user = members["auditor"]
    token = user.token("/account")
    path = path_of(route, reference)
    for headers, same in HEADER_TABLE:
        if same and route.name in {"sign_out", "sign_in.send"}:
            continue
        status = user.client.post(path, data={"csrf": token}, headers=headers).status_code
        assert (status != 403) is same, headers


@pytest.mark.parametrize(
    "route",
    [one for one in UNSAFE if not one.stages or "in" in one.stages],
    ids=lambda one: one.name,
)
@pytest.mark.parametrize("token", ["", "wrong"])
def test_an_unsafe_route_takes_no_form_without_its_token(house, route, token):
    desk, members, reference, _ = house
    role = next(iter(sorted(route.roles)), "admin")
    set_owner(desk, members[role].username)

    answer = members[role].client.post(
        path_of(route, reference), data={"csrf": token}, headers={"Origin": ORIGIN}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: one.name)
def test_every_answer_carries_the_strict_headers(house, route):
    user = house[1]["supervisor"]

    answer = user.client.request(route.method, path_of(route, house[2]))

    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_administrators_reach_nothing_about_cases():
    open_to_all = {route.name for route in ROUTES if not route.roles}
    admins = {route.name for route in ROUTES if "admin" in route.roles}

    assert not {name for name in open_to_all | admins if name.startswith(("case", "queue"))}


def test_auditors_change_nothing_about_cases():
    writes = {route.name for route in UNSAFE if "auditor" in route.roles}

    assert {name for name in writes if name.startswith("case")} <= {"case.words"}


def test_call_handlers_decide_nothing_about_cases():
    writes = {route.name for route in UNSAFE if "call_handler" in route.roles}

    assert {name for name in writes if name.startswith("case")} <= {"case.words"}


def test_signing_off_closing_and_reasons_are_for_supervisors():
    only = {"case.sign-off", "case.close", "case.reason", "case.agree-level", "case.send-back"}

    assert {route.name for route in ROUTES if route.roles == {"supervisor"}} >= only


VALID = {
    "case.take": {},
    "case.contact": {
        "at": "2026-11-23T09:00",
        "who": "child",
        "method": "phone",
        "reached": "no",
        "words": "No answer.",
    },
    "case.action": {"kind": "safety_plan", "words": "Agreed with the child."},
    "case.refer": {"agency": "police", "words": "Sent."},
    "case.no-referral": {"reason": "Social care leads already."},
    "case.device": {"decision": "not_needed", "reason": "Messages are kept elsewhere."},
    "case.message": {"text": "Thank you for telling us."},
    "case.level": {"level": "P1", "reason": "New threat by phone."},
    "case.sign-off": {"subject": "review", "agreed": "yes"},
    "case.note": {"words": "Rang the school."},
    "case.assign": {"owner": "caseworker"},
    "case.labels": {"labels": "team_talk"},
    "queue.assign": {"case": "{reference}", "owner": "supervisor"},
    "queue.label": {"case": "{reference}", "label": "training"},
    "search.send": {"what": "quiet.harbour"},
    "queue.save": {"name": "Mine in P1"},
    "case.wait": {"reason": "Waiting for the school."},
    "case.ask-closure": {},
    "case.export": {"recipient": "Police", "reason": "Joint enquiry.", "kind": "json"},
    "exports.ask": {"reason": "Monthly meeting."},
    "supervision.duty": {
        "username": "supervisor",
        "duty": "duty_supervisor",
        "starts": "2026-11-23T08:00",
        "ends": "2026-11-23T20:00",
    },
    "inspection.draw": {"size": "1", "since": "2026-11-22T08:00", "until": "2026-11-23T09:01"},
    "calls.start": {},
}


@pytest.mark.parametrize("name", VALID)
def test_an_act_writes_its_ledger_entry_once(house, name):
    desk, members, reference, _ = house
    route = next(one for one in ROUTES if one.name == name)
    user = members["supervisor"]
    set_owner(desk, "somebody" if name == "case.take" else user.username)
    act = "reassign" if name == "case.take" else route.records  # Somebody else had it.
    before = entries(desk, act)

    sent = {key: value.format(reference=reference) for key, value in VALID[name].items()}
    path = path_of(route, reference) + ("?level=P1" if name == "queue.save" else "")

    answer = user.post(path, page="/account", **sent)

    assert answer.status_code == (200 if name in {"case.export", "search.send"} else 303), (
        answer.text
    )
    assert entries(desk, act) - before == 1


def entries(desk, act: str) -> int:
    with desk.reading() as work:
        return work.connection.scalar(select(func.count()).where(ledger.c.act == act)) or 0

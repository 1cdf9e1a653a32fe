"""Cases are found by a suspect's identifier; nothing typed is kept, and that it was asked is."""

import pytest
from console_cases import a_case
from console_user import a_member
from sqlalchemy import func, select

from casedesk.domain.errors import NotPossible
from casedesk.interview.answers import given
from casedesk.services import searching, staff
from casedesk.store.tables.operations import ledger

HANDLE = "Quiet.Harbour"


@pytest.fixture
def noor(desk):
    return a_member(desk, "caseworker", "noor")


@pytest.fixture
def named(desk) -> str:
    """Return a case that names a handle and a telephone number."""
    who = [
        {"kind": "handle", "platform": "snapchat", "value": HANDLE},
        {"kind": "phone", "platform": "", "value": "07700 900123"},
    ]
    a_case(desk, "1" * 32)
    return a_case(desk, "2" * 32, suspect_identifiers=given(who, words="x"))


def person(desk, username: str):
    return next(one for one in staff.everyone(desk) if one.username == username)


@pytest.mark.parametrize("typed", [HANDLE, "quiet.harbour", "@quiet.harbour", "+44 7700 900123"])
def test_a_case_is_found_however_the_identifier_is_written(desk, noor, named, typed):
    found = searching.by_identifier(desk, person(desk, "noor"), typed)

    assert [one.reference for one in found] == [named]


@pytest.mark.parametrize("typed", ["quiet", "harbour", "%", "somebody.else"])
def test_a_part_of_it_or_another_finds_nothing(desk, noor, named, typed):
    assert searching.by_identifier(desk, person(desk, "noor"), f"{typed}.x") == ()


@pytest.mark.parametrize("typed", ["unknown", "idk", "  -  "])
def test_what_says_nothing_is_refused_in_words(desk, noor, typed):
    with pytest.raises(NotPossible, match="too little"):
        searching.by_identifier(desk, person(desk, "noor"), typed)


def test_nobody_finds_what_they_may_not_see(desk, named):
    a_member(desk, "call_handler", "hana")
    a_member(desk, "admin", "adam")

    assert searching.by_identifier(desk, person(desk, "hana"), HANDLE) == ()
    assert searching.by_identifier(desk, person(desk, "adam"), HANDLE) == ()


def test_a_search_is_recorded_whatever_it_finds_and_what_was_typed_is_not(desk, noor, named):
    for typed in (HANDLE, "nobody.at.all"):
        noor.post("/search", what=typed)

    with desk.reading() as work:
        count = select(func.count()).where(ledger.c.act == "searched", ledger.c.actor == "noor")
        assert work.connection.scalar(count) == 2
        rows = str(work.connection.execute(select(ledger)).all()).casefold()
    assert "harbour" not in rows
    assert "nobody.at.all" not in rows


def test_the_page_shows_where_the_case_stands_and_that_a_match_is_a_lead(desk, noor, named):
    page = noor.post("/search", what=HANDLE).text

    assert named in page
    assert "1 case names it" in page
    assert "A match is a lead, not a finding." in page
    assert "No case names it" in noor.post("/search", what="nobody.at.all").text


@pytest.mark.parametrize("typed", ["", "unknown", "x" * 401])
def test_a_search_for_nothing_or_too_much_is_refused_on_the_page(desk, noor, typed):
    answer = noor.post("/search", what=typed)

    assert answer.status_code == 422
    assert 'class="problem"' in answer.text

"""The services people are sent to: whom each may be offered to, and how it is reached."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casedesk.data_files import DATA, read_yaml
from casedesk.guidance.loader import load_guidance
from casedesk.guidance.services import Person, offered, read_services

TODAY = date(2026, 11, 23)
GUIDANCE = load_guidance()
SERVICES = GUIDANCE.services
FOR_ADULTS_ONLY = {"stopncii", "revenge_porn_helpline", "report_fraud", "nspcc_helpline"}


def ids_offered(person: Person, today: date = TODAY) -> set[str]:
    return {one.id for one in SERVICES.values() if one.fits(person, today)}


def entry(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": "line",
        "name": "A line",
        "phone": "0800 000 000",
        "ages": [0, 18],
        "readers": ["young_person"],
        "nations": ["england"],
        "verified": True,
        "verified_on": "2026-01-01",
        "expires_on": "2026-12-31",
    }
    return whole | changes


@pytest.mark.parametrize("age", [*range(18), None])
def test_a_service_for_adults_is_never_offered_to_a_child(age: int | None):
    assert not ids_offered(Person("young_person", age)) & FOR_ADULTS_ONLY


@pytest.mark.parametrize("topic", sorted(GUIDANCE.topics))
@pytest.mark.parametrize("age", [9, 13, 17, None])
def test_no_advice_to_a_child_links_to_a_service_for_adults(topic: str, age: int | None):
    card = GUIDANCE.advice(topic, audience="young_person", age=age)
    adults = {link.href for one in FOR_ADULTS_ONLY for link in SERVICES[one].links}

    assert not adults & {link.href for link in card.links}


@pytest.mark.parametrize(
    ("age", "service", "fits"),
    [
        (17, "report_remove", True),
        (18, "report_remove", False),
        (18, "childline", True),  # Until the nineteenth birthday.
        (19, "childline", False),
        (18, "stopncii", True),
        (34, "papyrus", True),
        (35, "papyrus", False),
    ],
)
def test_a_service_is_offered_up_to_the_ages_it_serves(age: int, service: str, *, fits: bool):
    assert (service in ids_offered(Person("young_person", age))) is fits


def test_report_fraud_is_not_offered_in_scotland():
    assert "report_fraud" in ids_offered(Person("adult", 18, "wales"))
    assert "report_fraud" not in ids_offered(Person("adult", 18, "scotland"))


def test_the_helpline_for_worried_adults_is_offered_to_adults_about_a_child():
    assert "nspcc_helpline" in ids_offered(Person("adult", 13))


def test_an_unverified_service_is_offered_to_nobody():
    everyone = [Person(reader, age) for reader in ("young_person", "adult") for age in (13, 30)]

    assert not {"nhs_111", "victim_support"} & set().union(*map(ids_offered, everyone))


def test_a_service_is_offered_on_its_last_day_and_not_after():
    last = SERVICES["childline"].expires_on
    assert last is not None

    assert "childline" in ids_offered(Person("young_person", 13), last)
    assert "childline" not in ids_offered(Person("young_person", 13), last + timedelta(days=1))


def test_an_expired_service_is_reported_and_999_still_stands():
    late = date(2027, 6, 1)

    assert any("childline expired" in one for one in GUIDANCE.problems(late))
    assert "emergency" in ids_offered(Person("young_person", 13), late)


def test_nothing_has_expired_today_and_no_advice_is_overdue():
    assert GUIDANCE.problems(GUIDANCE.clock.now().date()) == []


def test_every_link_opens_a_call_a_text_or_a_secure_page():
    hrefs = [link.href for one in SERVICES.values() for link in one.links]

    assert [href for href in hrefs if not href.startswith(("tel:", "sms:", "https://"))] == []
    assert [href for href in hrefs if " " in href] == []


def test_every_service_says_its_limits_and_its_source():
    raw = read_yaml(DATA / "services.yml")

    assert [one["id"] for one in raw if not one["scope"] or not one["source"]] == []


def test_links_come_in_the_order_the_advice_names_them():
    links = offered(SERVICES, ["papyrus", "childline"], Person("young_person", 15), TODAY)

    assert [link.href for link in links][:2] == ["tel:08000684141", "tel:08001111"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"url": "http://example.org"}, "https"),
        ({"phone": "call us"}, "not a phone number"),
        ({"nations": ["france"]}, "france"),
        ({"readers": ["pets"]}, "pets"),
        ({"expires_on": "2025-01-01"}, "not after"),
        ({"expires_on": "soon"}, "expires_on must be a day such as 2026-12-31, not 'soon'"),
        ({"ages": [0]}, "the youngest and the oldest"),
        ({"ages": [18, 0]}, "the youngest and the oldest"),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_wrong(change: dict[str, object], complaint: str):
    _, problems = read_services([entry(**change)])

    assert len(problems) == 1
    assert problems[0].startswith("services.yml: line")
    assert complaint in problems[0]


def test_an_entry_that_lacks_its_ages_is_named():
    incomplete = entry()
    del incomplete["ages"]

    assert read_services([incomplete])[1] == ["services.yml: line: lacks 'ages'"]


def test_a_service_that_stands_twice_is_named():
    assert read_services([entry(), entry()])[1] == ["services.yml: line stands twice"]


def test_an_age_outside_is_not_served_even_when_everything_else_fits():
    line = replace(SERVICES["childline"], ages=(0, 10))

    assert not line.fits(Person("young_person", 11, "england"), TODAY)

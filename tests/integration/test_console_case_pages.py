"""The queue and the case page, through real requests on real cases."""

from datetime import timedelta

import pytest
from console_cases import STORY, a_case
from console_user import a_member
from sqlalchemy import select

from casedesk.interview.answers import given
from casedesk.services import casework, demo, escalation, filing, heartbeat, unfinished
from casedesk.services.acting import Actor
from casedesk.store.tables.operations import ledger


@pytest.fixture
def worker(desk):
    return a_member(desk, "caseworker", "noor")


def acts(desk, actor: str = "noor") -> list[str]:
    with desk.reading() as work:
        mine = select(ledger.c.act).where(ledger.c.actor == actor).order_by(ledger.c.seq)
        return list(work.connection.scalars(mine))


def test_an_empty_queue_says_so(worker):
    page = worker.get("/queue").text

    assert "No open cases" in page


def test_a_filed_report_stands_in_the_queue_with_level_clock_age_and_kind(desk, worker):
    reference = a_case(desk)

    page = worker.get("/queue").text

    for shown in (reference, "P2 Urgent", "due in 3 h", "13 to 15", "Duty team", "threat to share"):
        assert shown in page
    assert STORY not in page


def test_lateness_is_read_from_the_due_time_although_no_worker_runs(desk, worker):
    a_case(desk)
    worker.get("/queue")
    desk.clock.at += timedelta(hours=4)
    worker.sign_in()

    assert "late 1 h" in worker.get("/queue").text


def test_a_silent_worker_is_announced_on_every_page(desk, worker):
    assert "Clocks are not being watched" in worker.get("/account").text

    heartbeat.beat(desk, "worker:test:1")
    assert "Clocks are not being watched" not in worker.get("/account").text

    desk.clock.at += timedelta(minutes=3)
    assert "The worker last reported 3 min ago" in worker.get("/account").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=late", False),
        ("view=unassigned", True),
        ("view=mine", False),
        ("view=unfinished", False),
        ("view=no-such-view", True),
        ("level=P2", True),
        ("level=P1", False),
        ("level='; DROP TABLE cases", True),
        ("find=FD-", True),
        ("find=%25", False),
        ("owner=duty_team", True),
        ("state=closing", False),
        ("after=1.2.3.x", True),
        ("after=rubbish", True),
    ],
)
def test_views_and_filters_narrow_the_queue(desk, worker, query, found):
    reference = a_case(desk)

    answer = worker.get(f"/queue?{query}")

    assert answer.status_code == 200
    assert (f'href="/cases/{reference}"' in answer.text) is found


def test_the_queue_is_paged_by_fifty(desk, worker):
    for number in range(52):
        a_case(desk, f"{number:032x}")

    first = worker.get("/queue").text
    link = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = worker.get(link).text

    assert first.count('class="ref"') == 50
    assert second.count('class="ref"') == 2


def test_new_arrivals_are_counted_since_the_page_was_read(desk, worker):
    page = worker.get("/queue").text
    desk.clock.at += timedelta(seconds=5)
    since = int(desk.clock.at.timestamp() * 1_000_000) - 1_000_000
    a_case(desk)

    assert worker.get(f"/queue/fresh?since={since}").text == "1"
    assert worker.get("/queue/fresh?since=rubbish").text == "0"
    assert page


def test_asking_for_news_does_not_keep_a_session_alive(desk, worker):
    for _ in range(20):
        desk.clock.at += timedelta(minutes=1)
        worker.get("/queue/fresh?since=0")

    assert worker.get("/account").status_code == 303


def test_the_case_page_shows_level_reasons_clocks_and_how_to_reach_the_child(desk, worker):
    page = worker.get(f"/cases/{a_case(desk)}").text

    for shown in ("P2 Urgent", "Threat", "See or speak to the child", "my stepdad"):
        assert shown.lower() in page.lower()
    for shown in ("lighthouse", "Before you make contact", "Must not know"):
        assert shown in page


def test_their_own_words_are_shown_only_when_asked_for_and_that_is_recorded(desk, worker):
    path = f"/cases/{a_case(desk)}"

    closed = worker.get(path).text
    assert STORY not in closed
    assert "words_opened" not in acts(desk)

    opened = worker.post(f"{path}/open-words", page=path).text
    assert STORY in opened
    assert acts(desk)[-2:] == ["words_opened", "case_opened"]


def test_opening_a_case_is_recorded(desk, worker):
    worker.get(f"/cases/{a_case(desk)}")

    assert acts(desk)[-1] == "case_opened"


def test_two_people_on_one_case_see_each_other(desk, worker):
    other = a_member(desk, "supervisor", "sam")
    path = f"/cases/{a_case(desk)}"
    other.get(path)

    assert "Also here: Sam" in worker.get(path).text
    assert "Sam is here" in worker.get("/queue").text
    desk.clock.at += timedelta(minutes=3)
    assert "Also here: Sam" not in worker.get(path).text


def test_a_page_that_stays_open_says_so_and_learns_who_came_without_opening_the_case_again(
    desk, worker
):
    other = a_member(desk, "supervisor", "sam")
    path = f"/cases/{a_case(desk)}"
    worker.get(path)
    opened = acts(desk).count("case_opened")

    assert worker.get(f"{path}/here").text == ""
    assert other.get(f"{path}/here").text == "Noor"
    assert worker.get(f"{path}/here").text == "Sam"
    assert acts(desk).count("case_opened") == opened


def test_the_next_case_is_the_one_after_it_in_the_queue_and_round_again_from_none(desk, worker):
    urgent = a_case(desk, "1" * 32, in_danger_now=given("yes", "chosen"))
    second = a_case(desk, "2" * 32)

    def after(reference: str) -> str:
        return worker.get(f"/queue/next?after={reference}").headers["location"]

    assert after(urgent) == f"/cases/{second}"
    assert after(second) == "/queue"
    assert after("") == after("FD-0000-0000") == f"/cases/{urgent}"


def test_a_case_of_a_series_names_the_others_and_why(desk, worker):
    named = given([{"kind": "handle", "platform": "snapchat", "value": "quiet.harbour"}])
    first, second = (a_case(desk, one * 32, suspect_identifiers=named) for one in "12")

    page = worker.get(f"/cases/{second}").text

    series = page.split('id="series"')[1].split("</section>")[0]
    assert first in series
    assert "Both reports name the same handle on snapchat." in series
    assert "quiet.harbour" not in page


def test_a_call_handler_learns_that_there_is_a_series_but_not_of_which_cases(desk):
    handler = a_member(desk, "call_handler", "kit")
    named = given([{"kind": "handle", "platform": "snapchat", "value": "quiet.harbour"}])
    first, second = (a_case(desk, one * 32, suspect_identifiers=named) for one in "12")
    casework.assign(desk, second, "kit", by=Actor("sam", supervisor=True))

    page = handler.get(f"/cases/{second}").text

    assert "with 1 other" in page
    assert "1 of them not open to you" in page
    assert first not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_case_of_an_invented_desk_can_be_opened(desk, worker):
    references = demo.fill(desk, 12, seed=3)
    escalation.escalate(desk)

    assert {worker.get(f"/cases/{one}").status_code for one in references} == {200}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_at_work_takes_nothing_from_a_desk_that_is_being_filled(desk, monkeypatch):
    def meanwhile(other, conversation):
        unfinished.surface(desk)
        unfinished.forget(desk)
        return filing.submit(other, conversation)

    monkeypatch.setattr(demo, "submit", meanwhile)

    assert len(demo.fill(desk, 4)) == 4


@pytest.mark.parametrize("reference", ["FD-0000-0000", "x", "%00", "FD-%2e%2e"])
def test_a_case_that_is_not_there_is_simply_not_there(worker, reference):
    assert worker.get(f"/cases/{reference}").status_code == 404


def test_a_call_handler_sees_no_case_of_others(desk):
    handler = a_member(desk, "call_handler", "kit")
    reference = a_case(desk)

    assert handler.get(f"/cases/{reference}").status_code == 404
    assert reference not in handler.get("/queue").text


def test_an_administrator_reads_no_report(desk):
    admin = a_member(desk, "admin", "maya")
    reference = a_case(desk)

    assert admin.get(f"/cases/{reference}").status_code == 404
    assert admin.get("/queue").status_code == 404


def test_hidden_and_reversed_characters_in_a_report_are_written_out(desk, worker):
    handle = "ad\u202enimda\u200bx"
    named = {"kind": "handle", "platform": "snapchat", "value": handle}
    path = f"/cases/{a_case(desk, suspect_identifiers=given([named], words=handle))}"

    opened = worker.post(f"{path}/open-words", page=path).text

    assert "ad[U+202E]nimda[U+200B]x" in opened
    assert "\u202e" not in opened

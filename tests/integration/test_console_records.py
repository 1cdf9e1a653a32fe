"""Inspections, packs, lists and the audit, through real requests."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from console_cases import STORY, a_case
from console_user import a_member
from pypdf import PdfReader
from sqlalchemy import update

from casedesk.domain.inspection import HEADINGS
from casedesk.interview.answers import given
from casedesk.store.tables.operations import outbox

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def sam(desk):
    return a_member(desk, "supervisor", "sam")


@pytest.fixture
def alex(desk):
    return a_member(desk, "supervisor", "alex")


def sample(desk, user, size: str = "5", seed: str = "s") -> str:
    """Draw a sample of everything received so far; return its path."""
    desk.clock.at += timedelta(minutes=1)
    answer = user.post(
        "/inspection/draw",
        page="/inspection",
        size=size,
        since="2026-11-01T00:00",
        until=f"{desk.clock.at:%Y-%m-%dT%H:%M}",
        seed=seed,
    )
    return answer.headers["location"].split("?")[0]


def grades(whole: str, each: str | None = None) -> dict[str, str]:
    return {**dict.fromkeys(HEADINGS, each or whole), "grade": whole, "note": "=SUM(A1) read it"}


def text_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_same_seed_draws_the_same_sample_again(desk, sam):
    for number in range(9):
        a_case(desk, f"{number:032x}")

    def drawn() -> list[str]:
        return re.findall(r"/cases/(FD-\w{4}-\w{4})", sam.get(sample(desk, sam, seed="x")).text)

    assert len(drawn()) == 5
    assert drawn() == drawn()


@pytest.mark.parametrize("size", ["0", "201", "many", "-1", "\u0663"])
def test_an_odd_sample_is_refused_with_a_reason(desk, sam, size):
    a_case(desk)
    fields = {"size": size, "since": "2026-11-01T00:00", "until": "2026-11-23T09:00"}

    answer = sam.post("/inspection/draw", page="/inspection", **fields)

    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.text


def test_two_readers_grade_and_the_report_says_how_far_they_agree(desk, sam, alex):
    reference = a_case(desk)
    path = sample(desk, sam)
    page = f"{path}/cases/{reference}"
    evidence = sam.get(page).text
    assert "No decision about the device is on record." in evidence

    sam.post(page, page=page, **grades("inadequate"))
    alex.post(page, page=page, **grades("good"))

    report = sam.get(path).text
    assert "1 of 1 graded" in report
    assert "agreed on 0 %" in report
    assert "11 %" in report  # Of 2018, beside it.


def test_a_grade_needs_every_heading(desk, sam):
    reference = a_case(desk)
    page = f"{sample(desk, sam)}/cases/{reference}"
    fields = grades("good")
    del fields["device_decision"]

    assert sam.post(page, page=page, **fields).status_code == 422


def test_a_case_outside_the_sample_cannot_be_graded_in_it(desk, sam):
    a_case(desk)
    path = sample(desk, sam)
    other = a_case(desk, "1" * 32)

    assert sam.get(f"{path}/cases/{other}").status_code == 404
    assert sam.post(f"{path}/cases/{other}", page=path, **grades("good")).status_code == 404


def test_the_report_is_a_tagged_pdf_and_a_safe_csv(desk, sam):
    reference = a_case(desk)
    path = sample(desk, sam)
    page = f"{path}/cases/{reference}"
    sam.post(page, page=page, **grades("good"))

    document = sam.get(f"{path}/report.pdf")
    listed = sam.get(f"{path}/grades.csv")

    reader = PdfReader(io.BytesIO(document.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reference in text_of(document.content)
    row = list(csv.reader(io.StringIO(listed.content.decode("utf-8-sig"))))[1]
    assert "'=SUM(A1) read it" in row


def test_a_referral_pack_holds_the_record_and_is_recorded(desk, sam):
    reference = a_case(desk)
    path = f"/cases/{reference}/export"
    fields = {"recipient": "Police, DC Hart", "reason": "Joint enquiry"}

    document = sam.post(path, page=path, kind="pdf", **fields)
    pack = json.loads(sam.post(path, page=path, kind="json", **fields).content)

    told = text_of(document.content)
    assert document.headers["content-type"] == "application/pdf"
    for shown in (reference, "must not know", "my stepdad", STORY[:20], "Police, DC Hart"):
        assert shown.lower() in told.lower()
    assert (pack["format"], pack["reference"]) == ("firstday.referral-pack/1", reference)
    assert STORY in {answer["words"] for answer in pack["answers"]}
    assert sam.get(f"/cases/{reference}").text.count("For Police, DC Hart: Joint enquiry") == 2


def test_a_pack_without_a_reason_is_refused(desk, sam):
    path = f"/cases/{a_case(desk)}/export"

    assert sam.post(path, page=path, kind="pdf", recipient="Police").status_code == 422


def test_text_in_a_pack_is_text_and_nothing_is_fetched(desk, sam):
    words = '<img src="file:///etc/passwd"><link rel="attachment" href="http://127.0.0.1:1/x">'
    path = f"/cases/{a_case(desk, account=given(words, words=words))}/export"

    document = sam.post(path, page=path, kind="pdf", recipient="Police", reason="x")

    assert "passwd" in text_of(document.content)
    assert not PdfReader(io.BytesIO(document.content)).attachments


def test_a_list_takes_two_people_and_is_taken_once(desk, sam, alex):
    reference = a_case(desk)
    sam.post("/exports/ask", page="/exports", reason="Monthly meeting")
    export = re.search(r'name="export" value="(\w{32})"', alex.get("/exports").text)[1]

    def press(user, button: str):
        return user.post(f"/exports/{button}", page="/exports", export=export)

    assert press(sam, "take").status_code == 422
    assert press(sam, "agree").status_code == 422
    assert press(alex, "agree").status_code == 303
    assert press(alex, "take").status_code == 422
    taken = press(sam, "take")
    assert reference in taken.text
    assert press(sam, "take").status_code == 422


def test_an_agreed_list_is_good_for_a_day(desk, sam, alex):
    sam.post("/exports/ask", page="/exports", reason="Monthly meeting")
    export = re.search(r'name="export" value="(\w{32})"', alex.get("/exports").text)[1]
    alex.post("/exports/agree", page="/exports", export=export)
    desk.clock.at += timedelta(hours=25)
    sam.sign_in()

    assert sam.post("/exports/take", page="/exports", export=export).status_code == 422


def test_the_audit_says_who_opened_which_case(desk, sam):
    reference = a_case(desk)
    sam.get(f"/cases/{reference}")

    by_case = sam.get(f"/audit?case={reference}").text
    by_person = sam.get("/audit?person=sam").text
    nobody = sam.get("/audit?person=nobody").text

    assert "Case opened" in by_case
    assert reference in by_person
    assert "Nothing recorded" in nobody


def test_health_says_that_the_chain_holds_and_that_no_worker_lives(desk, sam):
    a_case(desk)

    page = sam.get("/health").text

    assert "The chain holds from its first entry to its last." in page
    assert "no worker has been heard of" in page


def test_health_names_each_notice_that_nobody_got(desk, sam):
    reference = a_case(desk)
    with desk.work() as work:
        given_up = {"given_up_at": work.now, "try_at": None, "problem": "ConnectionRefusedError"}
        work.connection.execute(update(outbox).values(given_up))
        work.commit()

    page = sam.get("/health").text

    assert "Notices nobody got" in page
    assert reference in page
    assert "ConnectionRefusedError" in page


def test_a_ledger_that_was_changed_is_announced_with_its_place(desk, sam):
    a_case(desk)
    with desk.work() as work:
        work.connection.exec_driver_sql("DROP TRIGGER ledger_no_update")
        work.connection.exec_driver_sql("UPDATE ledger SET actor = 'nobody' WHERE seq = 2")
        work.commit()

    assert "The ledger is broken at entry 2" in sam.get("/health").text

"""Labels, acts on several cases, and saved views: what helps staff to find cases again."""

from pathlib import Path

import pytest
from console_cases import a_case
from console_user import a_member

from casedesk.domain.errors import DataError, NotPossible
from casedesk.services import bulk, labels, saved_views
from casedesk.services.acting import Actor
from casedesk.services.cases import open_case_file
from casedesk.services.queue_views import Narrowed, beside, look
from casedesk.services.staff import everyone

WORKER = Actor("noor")


@pytest.fixture
def noor(desk):
    return a_member(desk, "caseworker", "noor")


@pytest.fixture
def sam(desk):
    return a_member(desk, "supervisor", "sam")


@pytest.fixture
def three(desk) -> list[str]:
    return [a_case(desk, f"{number:032x}") for number in range(3)]


def of(desk, reference: str) -> tuple[str, ...]:
    return open_case_file(desk, reference, actor="tests").labels


def person(desk, username: str):
    return next(one for one in everyone(desk) if one.username == username)


def test_labels_are_set_as_a_whole_and_the_timeline_says_what_came_and_went(desk, three):
    labels.put(desk, three[0], {"training", "team_talk"}, by=WORKER)
    labels.put(desk, three[0], {"training", "out_of_area"}, by=WORKER)

    case = open_case_file(desk, three[0], actor="tests")
    assert case.labels == ("out_of_area", "training")
    facts = [one["facts"] for one in case.timeline if one["act"] == "labelled"]
    assert facts[-1] == {"added": ["out_of_area"], "removed": ["team_talk"]}


def test_a_label_changes_no_level_and_no_clock(desk, three):
    before = open_case_file(desk, three[0], actor="tests")

    labels.put(desk, three[0], {"training"}, by=WORKER)

    after = open_case_file(desk, three[0], actor="tests")
    assert (after.level, after.state, after.clocks) == (before.level, before.state, before.clocks)


@pytest.mark.parametrize("wanted", [{"guilty"}, set()])
def test_a_label_there_is_not_and_no_change_at_all_are_refused(desk, three, wanted):
    with pytest.raises(NotPossible):
        labels.put(desk, three[0], wanted, by=WORKER)


def test_cases_are_found_by_their_label(desk, three, sam):
    labels.add(desk, three[1], "training", by=WORKER)

    page = look(desk, person(desk, "sam"), Narrowed(label="training"))

    assert [row.reference for row in page.rows] == [three[1]]
    assert beside(desk, [page.rows[0].case_id])[page.rows[0].case_id].labels == ("training",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("labels:\n- {id: a, label: A}", "entry 1 needs id, label and means"),
        ("labels:\n- {id: a, label: A, means: b}\n- {id: a, label: B, means: c}", "a stands twice"),
    ],
)
def test_a_wrong_file_of_labels_is_refused_by_name(tmp_path: Path, text: str, says: str):
    (tmp_path / "labels.yml").write_text(text)

    with pytest.raises(DataError, match=says):
        labels.load_labels(tmp_path / "labels.yml")


def test_several_cases_are_labelled_at_once_and_each_has_its_own_entry(desk, three, noor):
    answer = noor.post("/queue/label?level=P2", page="/queue", case=three[:2], label="training")

    assert answer.headers["location"] == "/queue?level=P2&done=bulk"
    assert "Done for all of them." in noor.get(answer.headers["location"]).text
    assert [of(desk, one) for one in three] == [("training",), ("training",), ()]


def test_what_cannot_be_done_is_named_and_stops_nothing(desk, three, noor, sam):
    sam.post("/queue/assign", page="/queue", case=[three[0]], owner="sam")

    answer = noor.post("/queue/label", page="/queue", case=three, label="training")

    assert "2 done, 1 left out." in answer.text
    assert f"{three[0]}: take the case before you act on it" in answer.text
    assert of(desk, three[0]) == ()


def test_a_supervisor_gives_several_cases_to_somebody(desk, three, noor, sam):
    sam.post("/queue/assign", page="/queue", case=three[:2], owner="noor")

    page = look(desk, person(desk, "noor"), Narrowed(view="mine"))
    assert sorted(row.reference for row in page.rows) == sorted(three[:2])


def test_a_caseworker_gives_cases_to_nobody_but_themselves(desk, three, noor, sam):
    refused = noor.post("/queue/assign", page="/queue", case=three, owner="sam")
    noor.post("/queue/assign", page="/queue", case=three[:1], owner="noor")

    assert refused.status_code == 422
    assert "Choose somebody who works cases." in refused.text
    page = look(desk, person(desk, "noor"), Narrowed(view="mine"))
    assert [row.reference for row in page.rows] == three[:1]


@pytest.mark.parametrize("label", ["", "guilty"])
def test_without_a_label_or_a_case_nothing_is_done_and_it_is_said(desk, three, noor, label):
    answer = noor.post("/queue/label", page="/queue", case=three, label=label)
    nothing = noor.post("/queue/label", page="/queue", label="training")

    assert (answer.status_code, nothing.status_code) == (422, 422)
    assert "Choose a" in answer.text or "label" in answer.text
    assert "Choose at least one case." in nothing.text


def test_no_more_than_a_hundred_cases_are_acted_on_at_once(desk, noor):
    many = [f"FD-{number:04d}-AAAA" for number in range(101)]

    with pytest.raises(NotPossible, match="100 cases at most"):
        bulk.each(desk, person(desk, "noor"), many, lambda _: None)


def test_labels_are_ticked_off_on_the_case_page(desk, three, noor):
    path = f"/cases/{three[0]}"
    noor.post(f"{path}/labels", page=path, labels=["training", "team_talk"])
    assert "Good for training" in noor.get(path).text

    noor.post(f"{path}/labels", page=path, labels="team_talk")

    assert of(desk, three[0]) == ("team_talk",)


def test_a_view_is_saved_under_a_name_used_again_and_forgotten(desk, three, noor):
    noor.post("/queue/save?level=P2&label=training", page="/queue", name="  My   P2 ")
    assert saved_views.mine(desk, "noor") == {"My P2": {"level": "P2", "label": "training"}}
    assert "My P2" in noor.get("/queue").text

    noor.post("/queue/save?level=P1", page="/queue", name="My P2")
    assert saved_views.mine(desk, "noor") == {"My P2": {"level": "P1"}}

    noor.post("/queue/forget", page="/queue", name="My P2")
    assert saved_views.mine(desk, "noor") == {}


def test_what_was_searched_for_is_never_saved(desk, noor):
    noor.post("/queue/save?level=P1&find=FD-AAAA", page="/queue", name="One")

    assert saved_views.mine(desk, "noor") == {"One": {"level": "P1"}}


@pytest.mark.parametrize(
    ("path", "name"),
    [("?level=P1", ""), ("?level=P1", "x" * 41), ("?view=late", "Late"), ("", "No")],
)
def test_a_view_without_name_or_filter_is_refused(desk, noor, path, name):
    answer = noor.post(f"/queue/save{path}", page="/queue", name=name)

    assert answer.status_code in {303, 422}
    assert saved_views.mine(desk, "noor") == {}


def test_nobody_saves_more_than_twenty_views_and_nobody_sees_anothers(desk, noor):
    for number in range(20):
        saved_views.save(desk, "noor", f"View {number}", {"level": "P1"})

    with pytest.raises(NotPossible, match="20 views"):
        saved_views.save(desk, "noor", "One more", {"level": "P1"})
    saved_views.save(desk, "noor", "View 3", {"level": "P2"})
    assert saved_views.mine(desk, "sam") == {}

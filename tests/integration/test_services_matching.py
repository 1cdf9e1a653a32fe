"""Series: reports that name the same suspect find each other without being opened."""

import pytest
from sqlalchemy import select

from casedesk.domain.values import Value
from casedesk.interview.answers import given
from casedesk.services.cases import Case, open_case_file
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.store.tables.cases import cases, series, series_links
from casedesk.store.tables.reports import identifiers


def report(desk: Desk, number: int, *named: tuple[str, str, str]) -> str:
    conversation = f"{number:032x}"
    draft = open_draft(desk, conversation, "young_person")
    said: list[Value] = [
        {"kind": kind, "platform": platform, "value": value} for kind, platform, value in named
    ]
    answers = {"child_age": given(14), "suspect_identifiers": given(said)}
    save_answers(desk, draft.id, answers)
    return submit(desk, conversation).reference


def series_of(desk: Desk, *references: str) -> list[str | None]:
    with desk.reading() as work:
        found = {
            row.reference: row.series_id
            for row in work.connection.execute(select(cases.c.reference, cases.c.series_id))
        }
    return [found[one] for one in references]


def see(desk: Desk, reference: str) -> Case:
    return open_case_file(desk, reference, actor="anna")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("handle", "instagram", "@Night.Owl"), ("handle", "instagram", "night.owl")),
        (("phone", "", "07700 900123"), ("phone", "", "+44 7700 900123")),
        (("email", "", "Bad.Man@gmail.com"), ("email", "", "badman+x@googlemail.com")),
    ],
)
def test_two_reports_that_name_the_same_are_one_series(
    desk: Desk, one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    first, second = report(desk, 1, one), report(desk, 2, two)

    together = series_of(desk, first, second)
    assert together[0] == together[1] is not None
    (link,) = see(desk, second).links
    assert (link["reference"], link["strength"]) == (first, "strong")
    assert see(desk, first).links[0]["reference"] == second
    assert any(entry["act"] == "linked" for entry in see(desk, second).timeline)


def test_a_name_alone_links_only_as_possible(desk: Desk) -> None:
    first, second = (report(desk, number, ("name", "", "Jack Smith")) for number in (1, 2))

    assert series_of(desk, first, second) == [None, None]
    assert see(desk, second).links[0]["strength"] == "possible"


def test_one_report_that_joins_two_series_merges_them_into_the_older(desk: Desk) -> None:
    phone, handle = ("phone", "", "07700 900123"), ("handle", "snapchat", "j4de.real")
    references = [
        report(desk, 1, phone),
        report(desk, 2, phone),
        report(desk, 3, handle),
        report(desk, 4, handle),
    ]
    older, newer = series_of(desk, references[0], references[2])
    assert older != newer

    references.append(report(desk, 5, phone, handle))

    assert set(series_of(desk, *references)) <= {older, newer}
    assert len(set(series_of(desk, *references))) == 1
    with desk.reading() as work:
        merged = work.connection.execute(select(series.c.id, series.c.merged_into)).all()
    assert [into for _, into in merged].count(None) == 1


def test_an_identifier_stands_nowhere_in_the_clear(desk: Desk) -> None:
    report(desk, 1, ("handle", "instagram", "zebra.canary"))
    report(desk, 2, ("handle", "instagram", "zebra.canary"))

    with desk.reading() as work:
        for table in (identifiers, series_links, series, cases):
            assert "zebra" not in repr(work.connection.execute(select(table)).all())


def test_an_identifier_named_after_filing_links_too(desk: Desk) -> None:
    named = ("phone", "", "07700 900123")
    first = report(desk, 1, named)
    draft = open_draft(desk, "9" * 32, "young_person")
    save_answers(desk, draft.id, {"child_age": given(14)})
    second = submit(desk, "9" * 32).reference
    assert series_of(desk, second) == [None]

    said: Value = {"kind": "phone", "platform": "", "value": "00447700900123"}
    save_answers(desk, draft.id, {"suspect_identifiers": given([said])})

    one, two = series_of(desk, first, second)
    assert one == two is not None


def test_a_handle_in_very_many_reports_makes_one_series(desk: Desk) -> None:
    references = [report(desk, n, ("phone", "", "07700 900123")) for n in range(12)]

    assert len(set(series_of(desk, *references))) == 1

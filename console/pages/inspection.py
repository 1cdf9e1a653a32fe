"""Inspection: drawing a sample, grading it beside the record, and the report it makes."""

from typing import Any

from casedesk.domain.errors import NotFound, NotPossible
from casedesk.domain.inspection import GRADES, HEADINGS, Grade, marks, proposed
from casedesk.services import cases, inspecting, staff
from casedesk.services.inspecting import Given, Inspection
from console import record
from console.asking import Answer, Ask, Go, Page, Raw
from console.case_view import Shown
from console.charts import Bar, bars
from console.forms import Field, Filled, Form
from console.history import timeline
from console.paper import pdf, table
from console.words import words

DRAW = Form(
    "draw",
    "Draw a sample",
    (
        Field("size", "How many cases", hint="1 to 200.", longest=3),
        Field("since", "Received from", "when", hint="London time.", future=False),
        Field("until", "Until", "when", hint="London time.", future=False),
        Field("seed", "Seed", required=False, hint="Leave empty for a random one.", longest=60),
    ),
    "Draw",
    note="Spread over levels and over open and closed cases. The seed is kept, for drawing again.",
)
OPTIONS = tuple((grade, words(grade)) for grade in GRADES)


def show(ask: Ask) -> Answer:
    """List the inspections."""
    return _list(ask)


def draw(ask: Ask) -> Answer:
    """Draw a sample."""
    filled = ask.filled(DRAW)
    since, until, size = filled.instant("since"), filled.instant("until"), filled.text("size")
    if filled.errors or since is None or until is None:
        return _list(ask, filled)
    if not (size.isascii() and size.isdigit()):
        return _list(ask, _wrong(filled, "size", "How many cases: give a number"))
    try:
        new = inspecting.draw(
            ask.desk, int(size), (since, until), by=ask.actor, seed=filled.text("seed")
        )
    except NotPossible as problem:
        return _list(ask, _wrong(filled, "size", str(problem)))
    return Go(f"/inspection/{new}", done="saved")


def one(ask: Ask) -> Answer:
    """Show an inspection: its sample, and what the grades add up to."""
    return Page("inspection.html", _report(ask, _found(ask)))


def as_pdf(ask: Ask) -> Answer:
    """Return the report as a PDF."""
    found = _found(ask)
    environment = ask.request.app.state.environment
    shows = {**_report(ask, found), "now": ask.now}
    content = pdf(environment, "paper/inspection.html", **shows)
    return Raw(content, "application/pdf", _name(found, "pdf"))


def as_csv(ask: Ask) -> Answer:
    """Return the sample and its grades as CSV."""
    found = _found(ask)
    head = ("number", "reference", "stratum", "reader", "grade", *HEADINGS, "note", "graded_at")
    rows = [
        (
            case.number,
            case.reference,
            case.stratum,
            given.reader,
            given.grade,
            *(given.headings.get(heading, "") for heading in HEADINGS),
            given.note,
            given.at.isoformat(),
        )
        for case in found.sample
        for given in case.grades
    ]
    return Raw(table(head, rows), "text/csv; charset=utf-8", _name(found, "csv"))


def read(ask: Ask) -> Answer:
    """Show a case of the sample with what its record earns beside the grading form."""
    return _reading(ask)


def grade(ask: Ask) -> Answer:
    """Keep this reader's grade and go back to the sample."""
    found = _found(ask)
    form = grading_form()
    filled = ask.filled(form)
    if filled.errors:
        return _reading(ask, filled)
    given: Grade = filled.text("grade")  # type: ignore[assignment] # an option of the form
    headings: dict[str, str] = {heading: filled.text(heading) for heading in HEADINGS}
    mine = Given(ask.actor, given, headings, ask.now, filled.text("note"))
    try:
        inspecting.grade(ask.desk, found.id, ask.reference, mine)
    except NotPossible as problem:
        return _reading(ask, _wrong(filled, "note", str(problem)))
    return Go(f"/inspection/{found.id}", done="saved")


def grading_form() -> Form:
    """Return the form with one choice for each heading of the rubric."""
    headings = tuple(Field(one, words(one), "choice", options=OPTIONS) for one in HEADINGS)
    whole = Field("grade", "The case as a whole", "choice", options=OPTIONS)
    note = Field("note", "Why", "area", hint="What a second reader should know.")
    return Form("grade", "Your grade", (*headings, whole, note), "Keep grade")


def _reading(ask: Ask, filled: Filled | None = None) -> Answer:
    found = _found(ask)
    if ask.reference.upper() not in {case.reference for case in found.sample}:
        raise NotFound("the case is not in this sample")
    case = cases.open_case_file(ask.desk, ask.reference, actor=ask.actor)
    evidence = marks(inspecting.facts_of(case, ask.now))
    mine = [
        given
        for sampled in found.sample
        for given in sampled.grades
        if sampled.reference == case.reference and given.reader == ask.actor
    ]
    shown = Shown(ask.desk.catalogue, ask.desk.rulebook, staff.names(ask.desk), ask.now)
    shows = {
        "found": found,
        "case": {**case.facts, "level": case.level, "state": case.state},
        "marks": evidence,
        "proposed": proposed(evidence),
        "form": grading_form(),
        "filled": filled or _earlier(mine[-1] if mine else None),
        "timeline": timeline(case.timeline, ask.desk.rulebook.clocks, shown.by),
        "contacts": case.contacts,
        "sections": record.sections(ask.desk.catalogue, case.answers, opened=False),
    }
    return Page("inspection_case.html", shows, 422 if filled else 200)


def _earlier(given: Given | None) -> Filled | None:
    """Show what this reader said before, to be kept or changed."""
    if given is None:
        return None
    return Filled("grade", {**given.headings, "grade": given.grade, "note": given.note})


def _found(ask: Ask) -> Inspection:
    return inspecting.find(ask.desk, str(ask.request.path_params["inspection"]))


def _list(ask: Ask, filled: Filled | None = None) -> Answer:
    shows = {
        "everything": inspecting.everything(ask.desk),
        "form": DRAW,
        "filled": filled,
        "names": staff.names(ask.desk),
    }
    return Page("inspections.html", shows, 422 if filled else 200)


def _report(ask: Ask, found: Inspection) -> dict[str, Any]:
    shares = inspecting.shares(found)
    graded = shares[0].of
    return {
        "found": found,
        "shares": shares,
        "graded": graded,
        "chart": bars([Bar(words(s.grade), s.count, _told(s)) for s in shares]) if graded else None,
        "agreement": inspecting.agreement(found),
        "published": inspecting.published(),
        "names": staff.names(ask.desk),
    }


def _told(share: inspecting.Share) -> str:
    return f"{share.count / share.of:.0%} ({share.low:.0%} to {share.high:.0%})"


def _name(found: Inspection, suffix: str) -> str:
    return f"inspection-{found.made_at:%Y-%m-%d}-{found.id[:6]}.{suffix}"


def _wrong(filled: Filled, name: str, problem: str) -> Filled:
    return Filled(filled.form, filled.raw, filled.values, {name: problem})

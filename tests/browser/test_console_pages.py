"""Every page of the console in a real browser: accessible, quiet, and deaf to hostile text."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

sys.path.insert(0, str(Path(__file__).parent.parent))
from console_cases import a_case
from console_user import ConsoleUser, a_member
from fakes import a_clock, the_settings
from fakes_assistant import SECRET, running_assistant

from casedesk.domain.contact import Contact
from casedesk.domain.inspection import HEADINGS
from casedesk.domain.levels import Level
from casedesk.interview.answers import given
from casedesk.services import (
    casework,
    demo,
    escalation,
    heartbeat,
    levels,
    messaging,
    referring,
    reporter_requests,
    staff,
)
from casedesk.services.acting import Actor
from casedesk.services.cases import find
from casedesk.services.codes import Unlocked
from casedesk.services.desk import open_desk
from casedesk.store.migrate import migrate
from casedesk.store.vault import ReturnKey
from console.app import create_app
from console.assistant import Line

pytestmark = pytest.mark.slow

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<svg/onload=alert(1)>",
    "</title></textarea><iframe src=//evil.test>",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}${7*7}",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.test/x.css>",
    '<meta http-equiv="refresh" content="0;url=//evil.test">',
    "<form action=//evil.test><button>Sign in</button></form>",
    "ad\u202enimda \u2066x\u2069 \u200b\ufeffzero",
    "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309 zalgo",
    "\U000e0041\U000e0042 tags \x1b[31m \x07",
    "W" * 900,
    "\n" * 40 + "below",
)


class Served:
    """A console on a free loopback port, its desk, and its members by role."""

    def __init__(self, folder: Path, assistant) -> None:
        self.desk = open_desk(the_settings(folder), clock=a_clock())
        migrate(self.desk.engine)
        self.line = Line([assistant.url], SECRET)
        self.app = create_app(self.desk, self.line)
        config = uvicorn.Config(self.app, port=0, log_level="warning", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.members: dict[str, ConsoleUser] = {
            role: a_member(self.desk, role, app=self.app) for role in staff.ROLES
        }
        heartbeat.beat(self.desk, "worker:test:1")

    def enter(self, open_page, role: str, **settings):
        """Open a page whose browser is signed in as the member of a role."""
        watched = open_page(**settings)
        session = self.members[role].client.cookies["__Host-firstday-desk"]
        cookie = {"name": "firstday-desk", "value": session, "url": self.url}
        watched.context.add_cookies([cookie])
        return watched

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)
        self.line.close()
        self.desk.engine.dispose()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with running_assistant() as assistant:
        served = Served(tmp_path_factory.mktemp("console"), assistant)
        yield served
        served.stop()


@pytest.fixture(scope="module")
def busy(served) -> str:
    """Fill the desk; return the reference of a case on which much was done."""
    demo.fill(served.desk, 12)
    reference = a_case(served.desk)
    by = Actor("caseworker")
    contact = Contact(served.desk.clock.now(), "child", "phone", reached=False)
    casework.record_contact(served.desk, reference, contact, by=by, words="No answer.")
    messaging.write_to_reporter(served.desk, reference, "We have read it.", by=by)
    escalation.escalate(served.desk)
    with served.desk.reading() as work:
        known = Unlocked(find(work, reference)["id"], ReturnKey(b"", b""))
    for kind in reporter_requests.DECISIONS:
        reporter_requests.ask(served.desk, known, kind)
    return reference


@pytest.fixture(scope="module")
def inspection(served, busy) -> str:
    """Draw a sample; return its path."""
    user = served.members["supervisor"]
    answer = user.post(
        "/inspection/draw",
        page="/inspection",
        size="3",
        since="2026-11-01T00:00",
        until="2026-11-23T09:01",
    )
    return answer.headers["location"].split("?")[0]


PAGES = [
    ("queue", "supervisor", "/queue"),
    ("queue_narrowed", "supervisor", "/queue?level=P2"),
    ("search", "caseworker", "/search"),
    ("queue_empty_view", "supervisor", "/queue?view=sign_off"),
    ("queue_late", "caseworker", "/queue?view=late"),
    ("case", "supervisor", "/cases/{case}"),
    ("case_of_another", "auditor", "/cases/{case}"),
    ("pack", "supervisor", "/cases/{case}/export"),
    ("calls", "call_handler", "/calls"),
    ("supervision", "supervisor", "/supervision"),
    ("waits", "auditor", "/supervision/seen"),
    ("referrals", "auditor", "/supervision/referrals"),
    ("inspections", "supervisor", "/inspection"),
    ("inspection", "supervisor", "{inspection}"),
    ("grading", "supervisor", "{graded}"),
    ("lists", "supervisor", "/exports"),
    ("audit", "auditor", "/audit"),
    ("health", "supervisor", "/health"),
    ("account", "caseworker", "/account"),
    ("staff", "admin", "/staff"),
    ("missing", "admin", "/queue"),
]
SIZES = {"laptop": (1366, 768), "room": (1920, 1080), "narrow": (320, 700)}


@pytest.fixture(scope="module")
def places(served, busy, inspection) -> dict[str, str]:
    page = served.members["supervisor"].get(inspection).text
    graded = page.split(f'href="{inspection}/cases/')[1].split('"')[0]
    return {"case": busy, "inspection": inspection, "graded": f"{inspection}/cases/{graded}"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "role", "path"), PAGES, ids=[one[0] for one in PAGES])
def test_a_page_is_accessible_and_quiet(served, places, open_page, *, name, role, path, size):
    width, height = SIZES[size]
    watched = served.enter(open_page, role, viewport={"width": width, "height": height})
    watched.page.goto(served.url + path.format(**places))
    watched.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    scrolls = watched.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )

    watched.shot(f"console-{name}-{size}")

    assert watched.axe() == []
    assert watched.complaints == []
    assert watched.strangers(served.url) == []
    assert not scrolls


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_only_text(served, open_page, number):
    text = HOSTILE[number]
    answers = {
        name: given(text, words=text)
        for name in ("account", "withhold_from", "child_name", "wishes", "school", "safe_word")
    }
    named = {"kind": "handle", "platform": "snapchat", "value": text[:200]}
    answers["suspect_identifiers"] = given([named], words=text)
    reference = a_case(served.desk, f"{number:030x}ab", **answers)
    for act in (casework.note, messaging.write_to_reporter):
        act(served.desk, reference, text, by=Actor("caseworker"))
    watched = served.enter(open_page, "supervisor")
    dialogs: list[str] = []
    watched.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = watched.page

    page.goto(f"{served.url}/cases/{reference}")
    page.get_by_role("button", name="Show their own words").click()
    page.get_by_role("heading", name="In their own words").wait_for()

    seen = page.evaluate(
        "() => ({scripts: document.scripts.length, frames: frames.length,"
        " images: document.images.length, title: document.title, text: document.body.innerText})"
    )
    assert (seen["scripts"], seen["frames"], seen["images"]) == (1, 0, 0)
    assert seen["title"].startswith(reference)
    assert not set(seen["text"]) & set("\u202e\u2066\u200b\ufeff\x1b")
    assert dialogs == []
    assert watched.complaints == []
    assert watched.strangers(served.url) == []


@pytest.fixture(scope="module")
def marked(served, busy, inspection) -> list[str]:
    """Put hostile text into every field staff and reporters write; return the pages to look at."""
    boss = served.members["supervisor"]
    by = Actor("supervisor", supervisor=True)
    desk, now = served.desk, served.desk.clock.now()
    text = "\u202e" + "".join(HOSTILE[:10])
    typed = [one.id for one in desk.catalogue.questions if one.type in {"text", "contact"}]
    answers = {one: given(text, words=text) for one in typed}
    reference = a_case(desk, "ab" * 16, **answers)
    for number, name in enumerate(HOSTILE):
        staff.add(desk, f"odd-{number}", name.strip()[:80] or "x", "caseworker", by="tests")
    casework.assign(desk, reference, "odd-3", by=by)
    attempt = Contact(now, "child", "text", reached=False)
    casework.record_contact(desk, reference, attempt, by=by, words=text)
    casework.record_action(desk, reference, "safety_plan", by=by, words=text)
    casework.decide_device(desk, reference, "not_needed", by=by, reason=text)
    casework.sign_off(desk, reference, "review", by=by, agreed=False, words=text)
    levels.set_level(desk, reference, Level.P1, by=by, reason=text)
    referring.refer(desk, reference, "police", by=by, words=text)
    with desk.reading() as work:
        case_id = find(work, reference)["id"]
    messaging.write_to_staff(desk, case_id, text)
    boss.post("/queue/save?level=P1", page="/account", name=text[:40])
    boss.post("/exports/ask", page="/exports", reason=text)
    sample = boss.get(inspection).text.split(f'href="{inspection}/cases/')[1].split('"')[0]
    graded = dict.fromkeys((*HEADINGS, "grade"), "good")
    boss.post(f"{inspection}/cases/{sample}", page="/account", **graded, note=text)
    pages = ("/queue", "/queue?level=P1", "/supervision", "/supervision/seen", "/exports", "/audit")
    return [
        *pages,
        f"/cases/{reference}",
        f"{inspection}/cases/{sample}",
        inspection,
        "/inspection",
    ]


SHOWING = ("/exports", "/queue")
"""Pages on which some of it must stand in sight, so that the test looks at what it thinks."""


def test_hostile_text_in_every_field_is_only_text_on_every_page(served, marked, open_page):
    watched = served.enter(open_page, "supervisor")
    watched.page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
    for path in marked:
        watched.page.goto(served.url + path)
        seen = watched.page.evaluate(
            "() => ({scripts: document.scripts.length, frames: frames.length,"
            " images: document.images.length, foreign: document.querySelectorAll("
            "'main style, main link, main meta, [onerror], [onload], [onfocus]').length,"
            " text: document.body.innerText})"
        )
        assert (seen["scripts"], seen["frames"], seen["images"], seen["foreign"]) == (1, 0, 0, 0)
        assert "[U+202E]" in seen["text"] or path not in SHOWING, path
        assert not set(seen["text"]) & set("\u202e\u2066\u200b\ufeff\x1b"), path
    assert watched.complaints == []
    assert watched.strangers(served.url) == []


def test_a_first_sign_in_works_without_javascript(served, open_page):
    account = staff.add(served.desk, "new-one", "New One", "caseworker", by="tests")
    user = ConsoleUser(None, served.desk.clock, "new-one")  # type: ignore[arg-type]
    page = open_page(java_script_enabled=False).page
    page.goto(served.url)
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(account.one_time_password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("New password").fill("four random words")
    page.get_by_label("The same again").fill("four random words")
    page.get_by_role("button", name="Save password").click()
    user.secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.get_by_label("Code the app shows").fill(user.code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="I have kept them").click()

    assert page.get_by_role("heading", name="Queue").is_visible()


def test_every_step_of_signing_in_is_accessible(served, open_page):
    account = staff.add(served.desk, "new-two", "New Two", "supervisor", by="tests")
    user = ConsoleUser(None, served.desk.clock, "new-two")  # type: ignore[arg-type]
    watched = open_page(viewport={"width": 1366, "height": 768})
    page = watched.page
    found: dict[str, list[str]] = {}

    def look(name: str, **typed: str) -> None:
        watched.shot(f"console-{name}-laptop")
        found[name] = watched.axe()
        for field, text in typed.items():
            page.locator(f"[name={field}], [name={field}-again]").first.fill(text)
        if "new" in typed:
            page.locator("[name=new-again]").fill(typed["new"])
        page.locator("main button").first.click()
        page.wait_for_load_state()

    page.goto(served.url)
    look("sign_in", username="new-two", password="wrong")
    look("sign_in_refused", username="new-two", password=account.one_time_password)
    look("new_password", new="four random words")
    user.secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    look("enrol", code=user.code())
    watched.shot("console-recovery_codes-laptop")
    found["recovery_codes"] = watched.axe()

    assert page.get_by_role("heading", name="Your recovery codes").is_visible()
    assert not any(found.values()), found
    assert watched.complaints == []


def test_what_a_form_refuses_and_what_a_search_finds_are_accessible(served, open_page, busy):
    watched = served.enter(open_page, "supervisor", viewport={"width": 1366, "height": 768})
    page = watched.page
    page.goto(f"{served.url}/cases/{busy}#act-contact")
    page.get_by_role("button", name="Record contact").click()
    page.get_by_role("heading", name="Nothing was saved yet").wait_for()
    watched.shot("console-refused-laptop")
    refused = watched.axe()
    page.goto(f"{served.url}/search")
    page.get_by_label("Name, handle").fill("quiet.harbour")
    page.get_by_role("button", name="Search").click()
    page.locator("section[aria-live]").wait_for()
    watched.shot("console-search_found-laptop")

    assert refused == watched.axe() == []
    assert watched.complaints == []


def test_a_contact_is_recorded_without_javascript(served, open_page, busy):
    page = served.enter(open_page, "supervisor", java_script_enabled=False).page
    page.goto(f"{served.url}/cases/{busy}")
    page.locator("#act-contact > summary").click()
    form = page.locator("#act-contact")
    form.get_by_label("When").fill("2026-11-23T09:00")
    form.get_by_label("Child").check()
    form.get_by_label("Video").check()
    form.get_by_label("Yes").check()
    form.get_by_role("button", name="Record contact").click()

    assert page.get_by_text("The contact is recorded.").is_visible()


def test_a_call_is_led_with_the_number_keys(served, open_page):
    watched = served.enter(open_page, "call_handler")
    page = watched.page
    page.goto(f"{served.url}/calls")
    page.get_by_role("button", name="Start a call").click()
    page.get_by_text("Who are you telling us about?").wait_for()
    page.wait_for_load_state()  # The keys work once the script has run.
    page.keyboard.press("1")
    page.get_by_text("Are you in danger right now?").wait_for()
    watched.shot("console-call-laptop")

    assert watched.axe() == []
    assert watched.complaints == []


def test_rows_are_walked_by_keyboard_and_the_sheet_says_how(served, open_page, busy):
    page = served.enter(open_page, "supervisor").page
    page.goto(f"{served.url}/queue")
    page.wait_for_load_state()
    page.keyboard.press("Alt+j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+k")

    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Enter")
    page.wait_for_url(f"**/cases/{first}")
    page.keyboard.press("Alt+j")
    page.wait_for_url(lambda url: "/cases/" in url and first not in url)


def test_keys_of_one_character_can_be_switched_off_and_on_again(served, open_page, busy):
    page = served.enter(open_page, "supervisor").page
    dialog = page.get_by_role("dialog", name="Keys")

    def sheet_opens_by_key() -> bool:
        page.goto(f"{served.url}/queue")
        page.keyboard.press("?")
        return dialog.is_visible()

    page.goto(f"{served.url}/queue")
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Keys of one character").uncheck()
    assert not sheet_opens_by_key()
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Keys of one character").check()
    assert sheet_opens_by_key()


def test_a_row_is_taken_by_keyboard_and_no_other(served, open_page, busy):
    page = served.enter(open_page, "caseworker").page
    page.goto(f"{served.url}/queue?view=unassigned")
    page.locator(".pick input").nth(1).check()
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+k")
    page.locator("a.ref").first.focus()
    reference = page.locator("a.ref").first.inner_text()
    page.keyboard.press("Alt+a")
    page.get_by_text("Done for all of them.").wait_for()
    page.goto(f"{served.url}/queue?view=mine")

    assert reference in page.locator("table.queue").inner_text()
    assert "view=mine" in page.url


def test_somebody_who_comes_later_is_named_on_a_page_that_is_open(served, open_page, busy):
    page = served.enter(open_page, "caseworker").page
    page.clock.install()
    page.goto(f"{served.url}/cases/{busy}")
    served.members["auditor"].get(f"/cases/{busy}")
    page.clock.run_for(46_000)

    page.get_by_text("Also here: ").wait_for()
    assert "Auditor" in page.locator("#others").inner_text()


def test_news_is_announced_above_rows_that_do_not_move(served, open_page, busy):
    watched = served.enter(open_page, "supervisor")
    page = watched.page
    page.clock.install()
    page.goto(f"{served.url}/queue")
    before = page.locator("table.queue").inner_text()
    served.desk.clock.at = served.desk.clock.at.replace(microsecond=500)
    a_case(served.desk, "fe" * 16)
    page.clock.run_for(21_000)

    page.get_by_text("1 new report, show").wait_for()
    assert page.locator("table.queue").inner_text() == before


def test_nothing_of_the_console_stays_in_the_browser_but_its_cookie(served, open_page, busy):
    watched = served.enter(open_page, "supervisor")
    watched.page.goto(f"{served.url}/cases/{busy}")

    kept = watched.stored()

    assert set(kept) == {"cookies"}
    assert {one["name"] for one in kept["cookies"]} == {"firstday-desk"}

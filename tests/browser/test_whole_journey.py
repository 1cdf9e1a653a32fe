"""One report from the first word to a decision of staff: every process real, each in a browser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from casedesk.services import staff
from casedesk.services.desk import open_desk
from casedesk.settings import load_settings
from tests.browser.conftest import DESKTOP, PHONE, Watched
from tests.browser.talking import START, needs_the_bundle
from tests.conversation.system import System

pytestmark = pytest.mark.slow

ACCOUNT = "a boy in my year says he will show everyone if i dont send more"
TOLD = {
    "reporter_role": "It's about me",
    "in_danger_now": "No",
    "self_harm": "No",
    "child_age": "13",
    "account": ACCOUNT,
    "platforms": "Signal",
    "image_spread": "No, but they say they will",
    "contact_ok": "No, I'll use a code",
    "ready": "Look it over and send",
}
"""What the young person answers, by topic; anything else is skipped."""
TURNS_AT_MOST = 40
PASSWORD = "four random words here"


@dataclass
class Told:
    """What the young person was given, and what was found wrong on the way."""

    reference: str
    code: str
    flaws: dict[str, list[str]]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    needs_the_bundle()
    running = System(tmp_path_factory.mktemp("system"))
    try:
        running.start("actions", "assistant", "edge", "console", "worker")
        yield running
    finally:
        running.stop()


def newest(page: Page) -> Locator:
    """Wait for the answer, and return the last thing said."""
    expect(page.locator(".typing")).to_have_count(0)
    return page.locator(".log > li").last


def answer(page: Page) -> str:
    """Answer what is asked; return its topic."""
    last = newest(page)
    topic = last.get_attribute("data-topic") or ""
    said = TOLD.get(topic, "skip")
    before = page.locator(".log > li").count()
    if topic == "platforms":
        last.get_by_role("button", name="Snapchat", exact=True).click()
        last.get_by_role("button", name="Show all").click()
        expect(last.locator(".more-from-here")).to_be_focused()
    choice = last.get_by_role("button", name=said, exact=True)
    if topic == "confirm":
        expect(last).to_contain_text("Snapchat, Signal")
        last.locator("button.main").click()
    elif choice.count():
        choice.click()
        done = last.get_by_role("button", name="Done", exact=True)
        if done.count():
            done.click()
    else:
        page.get_by_label("Type your answer").fill(said)
        page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_function("n => document.querySelectorAll('.log > li').length > n + 1", arg=before)
    return topic


def report(here: Watched, url: str, look: str) -> Told:
    """Make a report from the start page to the receipt, looking at every screen."""
    page = here.page
    page.goto(url)
    page.get_by_role("button", name=START).click()
    flaws: dict[str, list[str]] = {}
    for _ in range(TURNS_AT_MOST):
        topic = newest(page).get_attribute("data-topic") or ""
        here.shot(f"whole-{look}-{topic}")
        flaws[topic] = here.axe()
        assert here.stored() == {}, topic
        if page.locator("li.receipt").count():
            break
        answer(page)
    receipt = page.locator("li.receipt")
    reference = re.search(r"FD-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.inner_text())
    assert reference
    code = receipt.locator(".code").inner_text()
    return Told(reference[0], code, {name: one for name, one in flaws.items() if one})


def come_back(page: Page, url: str, code: str) -> None:
    page.goto(url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Open my report").click()
    expect(page.get_by_role("button", name="Write to the team").last).to_be_visible()


def sign_in(page: Page, system: System, role: str) -> None:
    """Make somebody of this role, and take them through their whole first sign-in."""
    desk = open_desk(load_settings(role="console", root=system.folder), "console")
    made = staff.add(desk, role, role.title(), role, by="tests")
    desk.engine.dispose()
    page.goto(system.url("console"))
    page.locator("[name=username]").fill(made.username)
    page.locator("[name=password]").fill(made.one_time_password)
    page.locator("main form").first.get_by_role("button").click()
    page.locator("[name=new]").fill(PASSWORD)
    page.locator("[name=new-again]").fill(PASSWORD)
    page.locator("main form").first.get_by_role("button").click()
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("main form").first.get_by_role("button").click()
    page.get_by_role("link", name="I have kept them").click()


def act(page: Page, name: str, fill: Callable[[Locator], None]) -> None:
    """Open a form of the case page, fill it in and send it."""
    form = page.locator(f"#act-{name}").first
    form.locator("summary").click()
    fill(form)
    form.get_by_role("button").last.click()


def write_to_them(form: Locator) -> None:
    form.get_by_label("Message").fill("Can we talk on Thursday at four?")


def change_the_plan(form: Locator) -> None:
    form.get_by_label("Plan changed").check()
    form.get_by_label("Reason").fill("They told us he reads their messages.")


def test_a_report_goes_from_a_phone_to_the_team_and_back_and_forth(
    system: System, open_page: Callable[..., Watched]
) -> None:
    url = system.url("edge")

    # Given a young person who reports on a phone
    phone = open_page(**PHONE)
    told = report(phone, url, "phone")
    assert told.flaws == {}
    assert phone.complaints == []
    assert phone.strangers(url) == []

    # When a caseworker finds it in the queue and writes to them
    worker = open_page(**DESKTOP)
    sign_in(worker.page, system, "caseworker")
    worker.page.get_by_role("link", name=told.reference).click()
    worker.page.get_by_role("button", name="Assign to me").click()
    act(worker.page, "message", write_to_them)
    expect(worker.page.locator(".message.out")).to_contain_text("Thursday at four")

    # And the young person comes back on another device, answers, and asks not to be contacted
    desktop = open_page(**DESKTOP)
    page = desktop.page
    come_back(page, url, told.code)
    expect(page.get_by_text("Can we talk on Thursday at four?")).to_be_visible()
    page.get_by_role("button", name="Write to the team").last.click()
    expect(page.get_by_text("What would you like to tell the team?")).to_be_visible()
    page.get_by_label("Type your answer").fill("not then, he sits next to me")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The team has your message")).to_be_visible()
    page.get_by_role("button", name="It is not safe to contact me").last.click()
    expect(page.get_by_text("It is now marked on your report")).to_be_visible()
    desktop.shot("whole-desktop-return")
    assert desktop.axe() == []
    assert desktop.stored() == {}

    # Then the caseworker sees both, and decides
    worker.page.reload()
    expect(worker.page.locator(".message.in")).to_contain_text("he sits next to me")
    expect(worker.page.locator(".case-head")).to_contain_text("The reporter asks: decide")
    worker.shot("whole-case-asked")
    act(worker.page, "decide-request", change_the_plan)
    expect(worker.page.locator("#requests")).not_to_contain_text("To be decided")
    assert worker.axe() == []
    assert worker.complaints == []

    # And the young person is told so when they come back again
    come_back(page, url, told.code)
    expect(page.get_by_text("not safe").first).to_be_visible()
    desktop.shot("whole-desktop-return-decided")
    assert desktop.complaints == []


def test_the_same_report_is_made_on_a_desktop_in_the_dark(
    system: System, open_page: Callable[..., Watched]
) -> None:
    here = open_page(**DESKTOP, color_scheme="dark")

    assert report(here, system.url("edge"), "desktop-dark").flaws == {}
    assert here.complaints == []


def plain_answer(asked: str) -> str:
    """Return what is typed to a question that offers nothing to choose."""
    told = {"old": TOLD["child_age"], "what happened": ACCOUNT}
    return next((said for part, said in told.items() if part in asked), "skip")


def test_the_same_report_is_made_without_javascript(
    system: System, open_page: Callable[..., Watched]
) -> None:
    here = open_page(**PHONE, java_script_enabled=False)
    page: Page = here.page
    page.goto(system.url("edge"))
    page.get_by_role("button", name=START).click()

    for turn in range(TURNS_AT_MOST):
        here.shot(f"whole-plain-{turn:02d}")
        if page.locator(".said.receipt").count():
            break
        if page.get_by_label("Look it over and send").count():
            page.get_by_label("Look it over and send").check()
        elif page.locator("input[value=send]").count():
            page.locator("input[value=send]").check()
        elif page.get_by_label("No", exact=True).count():
            page.get_by_label("No", exact=True).check()
        elif page.locator("input[name=choice]").count():
            page.locator("input[name=choice]").first.check()
        else:
            asked = page.get_by_role("heading", level=1).inner_text()
            page.get_by_role("textbox").fill(plain_answer(asked))
        page.get_by_role("button", name="Continue").click()

    expect(page.locator(".said.receipt .code")).to_have_text(re.compile(r"[\d ]{19}"))
    assert here.context.storage_state() == {"cookies": [], "origins": []}

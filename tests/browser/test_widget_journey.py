"""The whole conversation on a phone and on a desk, light and dark, and what it leaves behind."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from casedesk.clock import SystemClock
from edge.app import Parts
from edge.pace import Limits
from tests.browser.conftest import DESKTOP, PHONE, Watched
from tests.browser.talking import asked, begin, needs_the_bundle, press, say, to_the_review
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

pytestmark = pytest.mark.slow

LOOKS: dict[str, dict[str, Any]] = {
    "phone-light": PHONE,
    "phone-dark": {**PHONE, "color_scheme": "dark"},
    "desktop-light": DESKTOP,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str]]:
    needs_the_bundle()
    folder: Path = tmp_path_factory.mktemp("edge")
    unhurried = Parts(limits=Limits(SystemClock(), scale=0))
    with (
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder), unhurried) as url,
    ):
        yield assistant, url


@pytest.mark.parametrize("look", LOOKS)
def test_a_report_is_made_without_a_flaw_and_leaves_nothing_behind(
    served: tuple[FakeAssistant, str], open_page: Callable[..., Watched], look: str
):
    _, url = served
    here = open_page(**LOOKS[look])
    page = here.page
    flaws: dict[str, list[str]] = {}

    def look_at(name: str) -> None:
        here.shot(f"{look}-{name}")
        # What the bars cover can be scrolled to; axe judges a button by what shows of it now.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        flaws[name] = here.axe()
        assert here.stored() == {}, name

    # Given the start page
    page.goto(url)
    look_at("1-start")
    page.get_by_text("What leaving fast can and can't hide").click()
    page.get_by_text("I have a code from before").click()
    look_at("2-start-opened")

    # When a young person talks, asks for advice, and shows a sign of danger
    begin(page, url)
    look_at("3-first-question")
    press(page, "Me")
    asked(page, "in_danger_now")
    say(page, "should I pay him")
    expect(page.locator("li.advice")).to_be_visible()
    look_at("4-advice")
    say(page, "I could hurt myself")
    asked(page, "crisis_self_harm")
    look_at("5-crisis")
    press(page, "Yes, for now")
    asked(page, "child_age")
    page.get_by_text("Help now", exact=True).click()
    look_at("6-help")
    page.get_by_text("Help now", exact=True).click()
    expect(page.get_by_role("region", name="Help right now")).to_contain_text("Call 999")
    say(page, "13")
    asked(page, "account")
    say(page, "Somebody from my class has a picture of me\nand wants more")
    asked(page, "platforms")
    press(page, "Snapchat")
    press(page, "Instagram")
    look_at("7-more-than-one")
    press(page, "Done")
    asked(page, "review")
    look_at("8-review")
    press(page, "Send it now")

    # Then they hold a reference and a code
    asked(page, "filed")
    look_at("9-receipt")
    expect(page.locator("li.receipt")).to_contain_text("FD-7KQ2-M4XP")
    expect(page.locator("li.receipt")).to_contain_text("4821 0093 7756 1204")
    assert {name: found for name, found in flaws.items() if found} == {}
    assert here.complaints == []
    assert here.strangers(url) == []
    assert page.url == f"{url}/"
    assert page.title() == "Chat"


def test_choosing_more_than_one_sends_them_all(
    served: tuple[FakeAssistant, str], open_page: Callable[..., Watched]
):
    assistant, url = served
    page = open_page().page
    begin(page, url)
    for answer in ("Me", "No"):
        press(page, answer)
        page.wait_for_timeout(50)
    asked(page, "child_age")
    say(page, "13")
    asked(page, "account")
    say(page, "what happened")
    asked(page, "platforms")

    expect(page.get_by_text("You can choose more than one")).to_be_visible()
    done = page.get_by_role("button", name="Done")
    expect(done).to_have_attribute("aria-disabled", "true")
    press(page, "Snapchat")
    expect(done).to_have_attribute("aria-disabled", "false")
    press(page, "Somewhere else")
    press(page, "Somewhere else")
    press(page, "Instagram")
    press(page, "Done")

    asked(page, "review")
    assert assistant.said[-1] == "snapchat, instagram"


def test_each_line_of_the_review_can_be_changed(
    served: tuple[FakeAssistant, str], open_page: Callable[..., Watched]
):
    assistant, url = served
    page = open_page().page
    begin(page, url)
    to_the_review(page)

    lines = page.locator(".review > div")
    expect(lines).to_have_count(3)
    expect(lines.nth(2)).to_contain_text("Age")
    expect(lines.nth(2)).to_contain_text("13")
    page.get_by_role("button", name="Change Age").click()

    asked(page, "child_age")
    assert assistant.said[-1] == "change child_age"


def test_what_was_chosen_stands_in_the_conversation_in_words(
    served: tuple[FakeAssistant, str], open_page: Callable[..., Watched]
):
    _, url = served
    page = open_page().page
    begin(page, url)

    press(page, "A friend, brother or sister")

    expect(page.locator("li.me")).to_contain_text("A friend, brother or sister")


def test_words_are_only_words(served: tuple[FakeAssistant, str], open_page: Callable[..., Watched]):
    _, url = served
    here = open_page()
    begin(here.page, url)

    say(here.page, "<img src=x onerror=alert(1)><b>bold</b> {{7*7}}")

    expect(here.page.locator("li.me")).to_contain_text("<img src=x onerror=alert(1)><b>bold</b>")
    assert here.page.locator("li.me b, li.me img").count() == 0
    assert here.complaints == []


def test_the_scripts_are_small_enough_for_a_cheap_phone():
    needs_the_bundle()
    built = Path(__file__).resolve().parents[2] / "edge" / "static" / "build"

    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in built.glob("*.js")]

    assert len(sizes) == 3
    assert sum(sizes) <= 25 * 1024

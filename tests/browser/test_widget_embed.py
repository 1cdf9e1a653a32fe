"""The chat on another site: one tag, a frame of our own, and an exit that clears the whole page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Watched
from tests.browser.serving import Served, serve
from tests.browser.talking import START

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("edge")) as served:
        yield served


COVERED = "document.elementFromPoint(1000, 500).localName === 'div'"
HIDE_CHAT = (880, 92)
"""Where the button is on a desktop; it stands in a closed shadow that no script can look into."""


def open_frame(page: Page, site: str) -> Frame | None:
    """Open the chat on a site by keyboard; None when the browser refuses to show the frame."""
    page.goto(f"{site}/school")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.wait_for_timeout(100)
        if frame := page.frame(url="**/frame"):
            return frame
    return None


def open_chat(page: Page, served: Served) -> Frame:
    frame = open_frame(page, served.elsewhere)
    assert frame
    frame.get_by_role("button", name=START).click()
    expect(frame.get_by_role("button", name="Me", exact=True)).to_be_visible()
    return frame


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_one_tag_brings_the_chat_to_another_site(
    served: Served, open_page: Callable[..., Watched], look: dict[str, object]
):
    here = open_page(**look)
    frame = open_chat(here.page, served)

    frame.get_by_role("button", name="Me", exact=True).click()

    expect(frame.get_by_text("Are you in danger right now?")).to_be_visible()
    here.shot(f"embedded-{'phone' if look is PHONE else 'desktop'}")
    assert here.complaints == []
    assert here.strangers(served.url, served.elsewhere) == []
    assert here.context.storage_state() == {"cookies": [], "origins": []}


def test_leaving_inside_the_frame_replaces_the_page_around_it(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.goto(f"{served.elsewhere}/before")
    frame = open_chat(page, served)

    frame.get_by_role("button", name="Leave this page now").click(no_wait_after=True)
    page.wait_for_url(served.weather)

    page.go_back()
    page.wait_for_url(f"{served.elsewhere}/before")


@pytest.mark.parametrize("place", ["inside", "around"])
def test_shift_three_times_leaves_from_inside_the_frame_and_around_it(
    served: Served, open_page: Callable[..., Watched], place: str
):
    page = open_page().page
    frame = open_chat(page, served)
    if place == "inside":
        frame.get_by_label("Type your answer").focus()
    else:
        page.mouse.click(*HIDE_CHAT)

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url(served.weather)


def test_hiding_the_chat_keeps_it_and_gives_focus_back(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    frame = open_chat(page, served)
    frame.get_by_role("button", name="Me", exact=True).click()
    expect(frame.get_by_text("Are you in danger right now?")).to_be_visible()

    page.mouse.click(*HIDE_CHAT)
    assert page.evaluate(COVERED) is False
    page.keyboard.press("Enter")

    assert page.evaluate(COVERED) is True
    expect(frame.get_by_text("Are you in danger right now?")).to_be_visible()


def test_a_press_before_the_script_has_come_leads_to_the_page_that_needs_none(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.route("**/chat.js", lambda route: route.abort())
    frame = open_frame(page, served.elsewhere)
    assert frame

    frame.get_by_role("button", name=START).click()

    expect(page.get_by_role("heading", name="Who are you telling us about?")).to_be_visible()
    page.locator("#leave-form").get_by_role("button").click()
    page.wait_for_url(served.weather)


def test_the_page_around_can_read_nothing_of_the_chat(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    open_chat(page, served)

    seen = page.evaluate(
        """() => ({
            hosts: [...document.querySelectorAll("*")].filter((one) => one.shadowRoot).length,
            frames: document.querySelectorAll("iframe").length,
        })"""
    )

    assert seen == {"hosts": 0, "frames": 0}


def test_a_site_that_is_not_listed_cannot_show_the_frame(
    served: Served, open_page: Callable[..., Watched]
):
    here = open_page()
    page = here.page
    frame = open_frame(page, served.elsewhere.replace("127.0.0.1", "localhost"))

    assert any("frame-ancestors" in one for one in here.complaints)
    assert frame is None or START not in frame.content()


def test_the_full_page_can_be_framed_by_nobody(served: Served, open_page: Callable[..., Watched]):
    here = open_page()
    here.page.goto(f"{served.elsewhere}/before")

    here.page.evaluate(
        """url => {
            const frame = document.createElement("iframe");
            frame.src = url;
            document.body.append(frame);
        }""",
        served.url,
    )

    here.page.wait_for_timeout(500)
    assert any("frame-ancestors" in one for one in here.complaints)

"""Leaving: blank at once, nothing kept, and no way back."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.serving import Served, serve
from tests.browser.talking import START, asked, begin, press, token_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("edge")) as served:
        yield served


def shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def tokens_of(page: Page) -> list[str]:
    """Return a list that fills with the tokens the page sends."""
    tokens: list[str] = []

    def note(sent: Request) -> None:
        if authorization := sent.headers.get("authorization"):
            tokens.append(token_of(authorization))

    page.on("request", note)
    return tokens


def is_dead(served: Served, token: str) -> bool:
    """Say whether the session is over, within the moment that a parting request takes."""
    url, headers = f"{served.url}/api/chat/messages", {"Authorization": f"Bearer {token}"}
    for _ in range(20):
        # A body without its fields: 400 from a live session, which it leaves as it was.
        if httpx.post(url, headers=headers, json={}).status_code == 401:
            return True
        time.sleep(0.1)
    return False


def by_button(page: Page) -> None:
    page.get_by_role("button", name="Leave this page now").click(no_wait_after=True)


def by_first_tab_stop(page: Page) -> None:
    page.locator(".leave-first").focus()
    page.keyboard.press("Enter")


def by_shift(page: Page) -> None:
    shift(page, 3)


WAYS = {"button": by_button, "first tab stop": by_first_tab_stop, "shift": by_shift}


@pytest.mark.parametrize("way", WAYS)
def test_leaving_blanks_the_page_kills_the_session_and_back_never_returns(
    served: Served, open_page: Callable[..., Watched], way: str
):
    # Given a conversation, opened from another page
    here = open_page()
    page = here.page
    tokens: list[str] = []
    page.on(
        "request",
        lambda sent: (
            "authorization" in sent.headers
            and tokens.append(token_of(sent.headers["authorization"]))
        ),
    )
    page.goto(f"{served.elsewhere}/before")
    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")
    length = page.evaluate("history.length")

    # When they leave
    WAYS[way](page)
    page.wait_for_url(served.weather)

    # Then the weather is where the chat was, and the session is dead
    assert page.evaluate("history.length") == length
    page.go_back()
    page.wait_for_url(f"{served.elsewhere}/before")
    assert is_dead(served, tokens[0])
    assert here.context.storage_state() == {"cookies": [], "origins": []}


def test_the_page_is_blank_before_the_next_one_has_come(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    begin(page, served.url)

    # Looked at in the very breath of the click, before any next page can have answered.
    left = page.evaluate(
        """() => {
            document.querySelector(".leave").click();
            return [document.body, document.documentElement.textContent, document.title];
        }"""
    )

    assert left == [None, "", ""]
    page.wait_for_url(served.weather)


def test_the_first_tab_stop_is_to_leave_and_shows_itself_when_reached(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.goto(served.url)
    first = page.locator(".leave-first")
    assert first.bounding_box()["y"] < 0  # type: ignore[index]

    page.keyboard.press("Tab")

    expect(first).to_be_focused()
    assert first.bounding_box()["y"] >= 0  # type: ignore[index]


def test_shift_counts_only_alone_and_says_how_many_more(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    begin(page, served.url)
    status = page.locator("#shift-status")

    shift(page, 2)
    expect(status).to_contain_text("1 more to leave")
    page.get_by_label("Type your answer").focus()
    page.keyboard.press("Shift+A")
    expect(status).to_have_text("")
    shift(page, 1)
    page.keyboard.press("Shift+B")
    page.keyboard.press("Shift+C")

    expect(page.get_by_label("Type your answer")).to_have_value("ABC")
    assert page.url == f"{served.url}/"


def test_leaving_works_from_the_start_page_and_before_the_conversation_has_loaded(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**PHONE).page
    page.route("**/chat.js", lambda route: route.abort())
    page.goto(served.url)

    by_button(page)

    page.wait_for_url(served.weather)


def test_going_elsewhere_ends_the_session_and_back_shows_nothing_of_the_conversation(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    tokens = tokens_of(page)
    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")

    page.goto(f"{served.elsewhere}/before")
    assert is_dead(served, tokens[0])
    page.go_back()

    expect(page.get_by_role("button", name=START)).to_be_visible()
    assert "Are you in danger" not in page.content()


def test_the_whole_conversation_is_one_history_entry(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.goto(served.url)
    before = page.evaluate("history.length")

    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")

    assert page.evaluate("history.length") == before


def test_without_script_leaving_clears_the_site_data_and_goes_on(served: Served):
    answer = httpx.get(f"{served.url}/leave")

    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert answer.headers["refresh"] == f"0; url={served.weather}"
    assert "Firstday" not in answer.text

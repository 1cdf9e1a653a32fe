"""When something goes wrong, the person is told the truth and their words are still there."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.serving import Served, serve
from tests.browser.talking import START, asked, begin, press, say, token_of

pytestmark = pytest.mark.slow

PASTE_FILE = """kind => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "me.png", { type: "image/png" }));
    const detail = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { ...detail, clipboardData: transfer })
        : new DragEvent("drop", { ...detail, dataTransfer: transfer });
    return document.querySelector("textarea").dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def module_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("edge")) as served:
        yield served


@pytest.fixture
def served(module_served: Served) -> Served:
    module_served.assistant.forget()
    return module_served


@pytest.fixture
def page(served: Served, open_page: Callable[..., Watched]) -> Page:
    page = open_page().page
    begin(page, served.url)
    return page


def test_a_failure_shows_not_sent_yet_with_the_numbers_and_sending_again_counts_once(
    served: Served, page: Page
):
    served.assistant.mode = "unsaved"
    say(page, "He wants more")
    mine = page.locator("li.me")
    expect(mine).to_contain_text("Not sent yet")
    expect(mine).to_contain_text("999")
    expect(mine).to_contain_text("He wants more")
    served.assistant.mode = "ok"

    page.get_by_role("button", name="Send again").click()

    asked(page, "in_danger_now")
    expect(mine).not_to_contain_text("Not sent yet")
    assert served.assistant.said == ["He wants more"]


def test_while_a_message_waits_nothing_else_is_asked_and_new_words_are_kept(
    served: Served, page: Page
):
    served.assistant.mode = "unsaved"
    say(page, "He wants more")
    expect(page.locator("li.me")).to_contain_text("Not sent yet")
    assert page.locator(".choice, .tools").count() == 0

    say(page, "Hello?")

    expect(page.locator(".blocked")).to_contain_text("not sent yet")
    expect(page.get_by_label("Type your answer")).to_have_value("Hello?")
    assert served.assistant.said == []


def test_a_message_that_was_not_sent_can_be_changed(served: Served, page: Page):
    served.assistant.mode = "unsaved"
    say(page, "He wants more")
    page.get_by_role("button", name="Change it").click()
    served.assistant.mode = "ok"

    box = page.get_by_label("Type your answer")
    expect(box).to_have_value("He wants more")
    say(page, "She wants more")

    asked(page, "in_danger_now")
    assert served.assistant.said == ["She wants more"]


def test_a_dropped_network_is_tried_again_by_itself_with_the_same_message(
    served: Served, page: Page
):
    failed: list[str] = []

    def drop_once(route: object) -> None:
        if not failed:
            failed.append("dropped")
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/api/chat/messages", drop_once)

    say(page, "hello")

    asked(page, "in_danger_now")
    assert served.assistant.said == ["hello"]


def test_a_reply_lost_on_the_way_back_is_not_a_second_turn(served: Served, page: Page):
    lost: list[str] = []

    def lose_once(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        if lost:
            route.fulfill(response=answer)  # type: ignore[attr-defined]
        else:
            lost.append("lost")
            route.abort()  # type: ignore[attr-defined]

    page.route("**/api/chat/messages", lose_once)

    say(page, "hello")

    asked(page, "in_danger_now")
    assert served.assistant.said == ["hello"]


def test_a_failure_at_the_start_says_so_and_start_still_works(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    served.assistant.mode = "unsaved"
    page.goto(served.url)
    page.get_by_role("button", name=START).click()
    expect(page.get_by_role("alert")).to_contain_text("999")
    served.assistant.mode = "ok"

    page.get_by_role("button", name=START).click()

    asked(page, "reporter_role")


def test_a_session_that_ended_elsewhere_is_told_and_can_be_started_anew(served: Served, page: Page):
    tokens: list[str] = []
    page.on(
        "request",
        lambda sent: (
            "authorization" in sent.headers
            and tokens.append(token_of(sent.headers["authorization"]))
        ),
    )
    say(page, "hello")
    asked(page, "in_danger_now")
    httpx.delete(f"{served.url}/api/chat", headers={"Authorization": f"Bearer {tokens[0]}"})

    say(page, "13")

    expect(page.get_by_text("This chat is closed").last).to_be_visible()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("button", name=START)).to_be_visible()


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_pasted_or_dropped_is_refused_kindly_and_nothing_is_sent(
    served: Served, page: Page, way: str
):
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))

    taken = page.evaluate(PASTE_FILE, way)

    assert taken is False
    expect(page.locator(".blocked")).to_contain_text("Report Remove")
    assert requests == []


def test_there_is_nothing_to_upload_with(served: Served, page: Page):
    assert page.locator("input[type=file], [contenteditable], form[enctype]").count() == 0


def test_a_picture_typed_as_text_is_refused_by_the_service_and_not_kept_in_the_box(
    served: Served, page: Page
):
    say(page, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg")

    expect(page.locator(".blocked")).to_contain_text("Report Remove")
    expect(page.get_by_label("Type your answer")).to_have_value("")
    assert served.assistant.said == []


def test_a_message_that_is_too_long_is_counted_and_stays_in_the_box(served: Served, page: Page):
    words = "word " * 900
    page.get_by_label("Type your answer").fill(words)
    expect(page.locator(".count")).to_contain_text("characters too many")

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator(".blocked")).to_contain_text("too long")
    expect(page.get_by_label("Type your answer")).to_have_value(words.strip())


def test_pressing_send_twice_sends_once(served: Served, page: Page):
    served.assistant.mode, served.assistant.slow_for = "slow", 0.5
    page.get_by_label("Type your answer").fill("hello")

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send", exact=True).click()

    asked(page, "in_danger_now")
    assert served.assistant.said == ["hello"]


def test_a_choice_of_an_earlier_question_cannot_be_taken_twice(served: Served, page: Page):
    press(page, "Me")
    asked(page, "in_danger_now")

    assert page.get_by_role("button", name="Me", exact=True).count() == 0

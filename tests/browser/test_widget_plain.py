"""The page without JavaScript: the same conversation, one question to a page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.serving import Served, serve
from tests.browser.talking import START

pytestmark = pytest.mark.slow

NO_SCRIPT = {**PHONE, "java_script_enabled": False}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("edge")) as served:
        served.assistant.forget()
        yield served


def answer(page: Page, choice: str = "", words: str = "") -> None:
    if choice:
        page.get_by_label(choice, exact=True).check()
    if words:
        page.get_by_role("textbox").fill(words)
    page.get_by_role("button", name="Continue").click()


def begin(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name=START).click()
    expect(page.get_by_role("heading", name="Who are you telling us about?")).to_be_visible()


def test_a_report_is_made_without_javascript(served: Served, open_page: Callable[..., Watched]):
    here = open_page(**NO_SCRIPT)
    page = here.page

    begin(page, served.url)
    here.shot("plain-1-question")
    answer(page, "Me")
    expect(page.get_by_role("heading", name="Are you in danger right now?")).to_be_visible()
    answer(page, words="I could hurt myself")
    expect(page.locator(".said.crisis")).to_contain_text("Are you safe right now?")
    expect(page.get_by_role("link", name="Call 999", exact=True)).to_be_visible()
    here.shot("plain-2-crisis")
    answer(page, "Yes, for now")
    answer(page, words="13")
    answer(page, words="Somebody from my class has a picture of me")
    page.get_by_label("Snapchat").check()
    page.get_by_label("Instagram").check()
    answer(page)
    assert served.assistant.said[-1] == "snapchat, instagram"
    here.shot("plain-3-review")
    expect(page.locator(".review > div")).to_have_count(3)
    expect(page.locator("fieldset")).not_to_contain_text("Age")
    answer(page, "Send it now")

    expect(page.get_by_text("FD-7KQ2-M4XP")).to_be_visible()
    here.shot("plain-4-receipt")
    assert page.url == f"{served.url}/"
    assert here.strangers(served.url) == []
    assert here.context.storage_state() == {"cookies": [], "origins": []}


def test_every_plain_page_passes_axe(served: Served, open_page: Callable[..., Watched]):
    # axe itself needs a script; these are the same pages, at the address that never loads one.
    here = open_page(**PHONE)
    page = here.page
    flaws: list[str] = []
    page.goto(f"{served.url}/plain")
    flaws += here.axe()
    page.get_by_role("button", name=START).click()
    flaws += here.axe()
    answer(page, "Me")
    answer(page, words="should I pay")
    flaws += here.axe()
    answer(page, words="   ")
    flaws += here.axe()

    assert flaws == []


def test_an_empty_answer_is_told_and_the_question_still_stands(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)

    answer(page)

    expect(page.get_by_role("alert")).to_contain_text("There were no words")
    expect(page.get_by_label("My child")).to_be_visible()


def test_what_could_not_be_saved_is_there_to_send_again_and_counts_once(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)
    answer(page, "Me")
    answer(page, "No")
    served.assistant.mode = "unsaved"
    answer(page, words="I am 13 years old")
    expect(page.get_by_role("alert")).to_contain_text("not saved")
    expect(page.get_by_role("textbox")).to_have_value("I am 13 years old")
    served.assistant.mode = "ok"

    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    assert served.assistant.said.count("I am 13 years old") == 1


def test_leaving_is_one_press_and_going_back_shows_nothing_of_the_conversation(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)
    answer(page, "Me")
    expect(page.get_by_role("heading", name="Are you in danger right now?")).to_be_visible()

    page.locator("#leave-form").get_by_role("button").click()
    page.wait_for_url(served.weather)

    # The browser has kept nothing to show: it would have to ask for the page again.
    with pytest.raises(PlaywrightError, match="ERR_CACHE_MISS"):
        page.go_back()
    expect(page.locator("html")).not_to_contain_text("danger")


def test_a_line_of_the_review_can_be_changed_without_script(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)
    for words in ("Me", "No", "13", "what happened", "Snapchat"):
        answer(page, words=words)

    page.get_by_role("button", name="Change Age").click()

    assert served.assistant.said[-1] == "change child_age"
    expect(page.get_by_role("heading", level=1)).to_contain_text("old")


def test_what_is_offered_beside_the_question_can_be_pressed(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)

    page.get_by_role("button", name="Get advice first").click()

    assert served.assistant.said[-1] == "I want advice"


def test_the_quick_words_work_without_script(served: Served, open_page: Callable[..., Watched]):
    page = open_page(**NO_SCRIPT).page
    begin(page, served.url)

    page.get_by_role("button", name="Skip this").click()

    expect(page.get_by_role("heading", name="Are you in danger right now?")).to_be_visible()
    assert served.assistant.said[-1] == "skip"

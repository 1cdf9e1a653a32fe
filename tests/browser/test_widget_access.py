"""Everybody can use it: by keyboard, by ear, magnified, narrow, and in forced colours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.serving import Served, serve
from tests.browser.talking import START, asked, begin, conversation, press, say, to_the_review

pytestmark = pytest.mark.slow

SPOKEN = """() => {
    window.spoken = [];
    for (const region of document.querySelectorAll("[data-announcer]")) {
        new MutationObserver(() => region.textContent && window.spoken.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
    }
}"""
NARROW: dict[str, dict[str, Any]] = {
    "320 px": {"viewport": {"width": 320, "height": 568}},
    "1280 px at 400 %": {"viewport": {"width": 320, "height": 256}},
    "200 % on a phone": {"viewport": {"width": 195, "height": 422}, "device_scale_factor": 2},
    "forced colours": {"viewport": {"width": 390, "height": 844}, "forced_colors": "active"},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("edge")) as served:
        yield served


def focused(page: Page) -> str:
    name: str = page.evaluate(
        "document.activeElement.textContent.trim() || document.activeElement.id"
    )
    return name


def tab_to(page: Page, name: str) -> None:
    for _ in range(30):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab; at {focused(page)}")


def back_to(page: Page, name: str) -> None:
    for _ in range(30):
        if focused(page) == name:
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{name} cannot be reached by Shift+Tab; at {focused(page)}")


def test_a_report_is_made_with_the_keyboard_alone(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.goto(served.url)
    tab_to(page, START)
    page.keyboard.press("Enter")
    asked(page, "reporter_role")

    tab_to(page, "Me")
    page.keyboard.press("Enter")
    asked(page, "in_danger_now")
    back_to(page, "No")
    page.keyboard.press("Space")
    asked(page, "child_age")
    assert page.evaluate("document.activeElement.id") == "say"
    page.keyboard.type("13")
    page.keyboard.press("Enter")
    asked(page, "account")
    page.keyboard.type("one line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and another")
    page.keyboard.press("Enter")
    asked(page, "platforms")
    assert served.assistant.said[-1] == "one line\nand another"
    back_to(page, "Snapchat")
    page.keyboard.press("Space")
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    asked(page, "review")
    back_to(page, "Send it now")
    page.keyboard.press("Enter")

    asked(page, "filed")


ABOVE_THE_DOCK = """one => {
    const box = one.getBoundingClientRect();
    const dock = document.querySelector(".dock").getBoundingClientRect().top;
    return box.top > document.querySelector(".bar").offsetHeight && box.bottom < dock;
}"""


def test_what_matters_most_is_on_the_first_screen_of_a_cheap_phone(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**PHONE).page
    begin(page, served.url)
    assert page.get_by_text("Who are you telling us about?").evaluate(ABOVE_THE_DOCK)
    press(page, "Me")
    asked(page, "in_danger_now")
    say(page, "I could hurt myself")
    asked(page, "crisis_self_harm")

    for name in ("Call 999", "Call Childline 0800 1111"):
        assert page.get_by_role("link", name=name).evaluate(ABOVE_THE_DOCK)
    expect(page.get_by_role("region", name="Help right now")).to_have_count(0)


def test_the_question_stays_in_view_when_a_keyboard_takes_half_the_screen(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**PHONE).page
    begin(page, served.url)
    for answer in ("Me", "No"):
        press(page, answer)
        page.wait_for_timeout(50)
    asked(page, "child_age")
    say(page, "13")
    asked(page, "account")
    page.get_by_label("Type your answer").tap()

    page.set_viewport_size({"width": 375, "height": 360})

    page.wait_for_timeout(100)
    question = conversation(page).get_by_text("What happened? Use your own words.")
    assert question.evaluate(ABOVE_THE_DOCK)


UNCOVERED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return one === document.body || one.className === "vh" || one.contains(top);
}"""


def test_no_bar_ever_covers_what_has_focus(served: Served, open_page: Callable[..., Watched]):
    page = open_page(**PHONE).page
    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")
    say(page, "I could hurt myself")
    asked(page, "crisis_self_harm")
    press(page, "Yes, for now")
    asked(page, "child_age")
    covered: list[str] = []

    for key in ["Shift+Tab"] * 25 + ["Tab"] * 25:
        page.keyboard.press(key)
        if not page.evaluate(UNCOVERED):
            covered.append(focused(page))

    assert covered == []


def test_focus_goes_to_the_box_after_a_choice_without_raising_the_keyboard(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(**PHONE).page
    begin(page, served.url)

    press(page, "Me")

    box = page.get_by_label("Type your answer")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("inputmode", "none")
    box.tap()
    assert box.get_attribute("inputmode") in {None, ""}


def test_a_message_that_arrives_moves_no_focus(served: Served, open_page: Callable[..., Watched]):
    page = open_page().page
    begin(page, served.url)
    served.assistant.mode, served.assistant.slow_for = "slow", 0.6
    say(page, "hello")
    page.get_by_role("button", name="Leave this page now").focus()

    asked(page, "in_danger_now")

    served.assistant.mode = "ok"
    expect(page.get_by_role("button", name="Leave this page now")).to_be_focused()


def test_each_reply_is_spoken_once_whole_and_then_cleared(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    begin(page, served.url)
    page.wait_for_timeout(2_000)
    page.evaluate(SPOKEN)

    press(page, "Me")
    asked(page, "in_danger_now")
    page.wait_for_timeout(2_200)

    assert page.evaluate("window.spoken") == [
        "Are you in danger right now?\nChoices: Yes, No, Not sure."
    ]
    assert page.locator("[data-announcer]").all_text_contents() == ["", "", ""]


def test_what_stops_a_person_is_spoken_at_once_through_the_assertive_region(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page().page
    begin(page, served.url)
    page.evaluate(SPOKEN)
    served.assistant.mode = "unsaved"

    say(page, "hello")

    region = page.locator("[data-announcer=assertive]")
    expect(region).to_contain_text("Not sent yet")
    served.assistant.mode = "ok"


@pytest.mark.parametrize("look", NARROW)
def test_it_stays_whole_and_without_flaw_when_narrow_magnified_or_recoloured(
    served: Served, open_page: Callable[..., Watched], look: str
):
    here = open_page(**NARROW[look])
    page = here.page
    flaws: list[str] = []
    too_wide: list[str] = []

    def look_at(name: str) -> None:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        flaws.extend(f"{name}: {flaw}" for flaw in here.axe())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(name)

    page.goto(served.url)
    look_at("start")
    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")
    say(page, "I could hurt myself")
    asked(page, "crisis_self_harm")
    look_at("crisis")
    here.shot(f"narrow-{look.replace(' ', '-').replace('%', 'percent')}")
    begin(page, served.url)
    to_the_review(page)
    look_at("review")
    press(page, "Send it now")
    asked(page, "filed")
    look_at("receipt")

    assert flaws == []
    assert too_wide == []


def test_every_button_is_big_enough_for_a_thumb(served: Served, open_page: Callable[..., Watched]):
    page = open_page(**PHONE).page
    begin(page, served.url)
    press(page, "Me")
    asked(page, "in_danger_now")
    say(page, "I could hurt myself")
    asked(page, "crisis_self_harm")

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a, summary, textarea")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
            .map((one) => one.textContent)"""
    )

    assert small == []


def test_nothing_moves_for_those_who_asked_for_stillness(
    served: Served, open_page: Callable[..., Watched]
):
    page = open_page(reduced_motion="reduce").page
    begin(page, served.url)
    served.assistant.mode, served.assistant.slow_for = "slow", 0.8

    press(page, "Me")

    dot = page.locator(".typing span").first
    expect(dot).to_be_visible()
    assert dot.evaluate("one => getComputedStyle(one).animationName") == "none"
    asked(page, "in_danger_now")
    served.assistant.mode = "ok"


def test_no_field_leaves_a_trace_in_form_history(served: Served, open_page: Callable[..., Watched]):
    page = open_page().page
    begin(page, served.url)

    fields = page.locator("textarea, input:not([type=hidden], [type=radio])")

    assert fields.evaluate_all("all => all.map((one) => one.autocomplete)") == ["off"]
    assert page.get_by_label("Type your answer").get_attribute("spellcheck") == "false"

"""What a person does in the chat, for the tests of the widget."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
START = "It's about me, or I'm under 18"


def needs_the_bundle() -> None:
    """Skip when the scripts were not built."""
    if not (ROOT / "edge" / "static" / "build" / "chat.js").exists():
        pytest.skip("the widget is not built; npm ci && npm run build")


def begin(page: Page, url: str) -> None:
    """Open the full page and start."""
    page.goto(url)
    page.get_by_role("button", name=START).click()
    expect(page.get_by_role("button", name="Me", exact=True)).to_be_visible()


def say(page: Page, words: str) -> None:
    """Type and send."""
    page.get_by_label("Type your answer").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def press(page: Page, name: str) -> None:
    """Press one of the choices."""
    page.get_by_role("button", name=name, exact=True).click()


def conversation(page: Page) -> Locator:
    """Return what stands in the conversation; for a moment the screen reader's copy says it too."""
    return page.get_by_role("list", name="Conversation")


def asked(page: Page, topic: str) -> None:
    """Wait until this question stands at the end of the conversation."""
    last = page.locator(".log > li:not(.typing)").last
    expect(last).to_have_attribute("data-topic", topic)


def to_the_review(page: Page) -> None:
    """Answer every question of the small assistant, from the first."""
    press(page, "Me")
    asked(page, "in_danger_now")
    press(page, "No")
    asked(page, "child_age")
    say(page, "13")
    asked(page, "account")
    say(page, "Somebody from my class has a picture of me")
    asked(page, "platforms")
    press(page, "Snapchat")
    press(page, "Done")
    asked(page, "review")


def token_of(authorization: str) -> str:
    """Return the token in a header."""
    match = re.fullmatch(r"Bearer (.+)", authorization)
    assert match
    return match[1]

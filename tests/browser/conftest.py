"""A real browser: Debian's Chromium, driven by Playwright, with axe-core put into its pages."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {
    "viewport": {"width": 375, "height": 667},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STILL = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished))"""
BARS = """position => document.querySelectorAll(".bar, .progress, .dock, .done")
    .forEach((one) => { one.style.position = position; })"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, and tests of other files start theirs:
    # it must be gone when the file is done.
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium is installed; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page of a fresh profile, and everything it did that it should not have."""

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused request shows here as well; tests that cause one look at the page itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def strangers(self, *own: str) -> list[str]:
        """Return the requests that went anywhere but to these origins."""
        return [url for url in self.requests if not url.startswith((*own, "data:", "about:"))]

    def axe(self) -> list[str]:
        """Return what axe-core finds wrong with the page once it stands still, as short lines.

        axe judges a button by what the bars leave of it, and anybody can scroll: so without bars.
        """
        self.page.wait_for_load_state()  # Its styles may still be on the way.
        self.page.evaluate(STILL)
        self.page.evaluate(BARS, "static")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", WCAG
        )
        self.page.evaluate(BARS, "")
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]

    def shot(self, name: str) -> None:
        """Keep a picture of the page as it is now."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        # A busy machine sometimes has no frame ready; the picture is for people, so ask again.
        for _ in range(3):
            with suppress(PlaywrightError):
                self.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
                return

    def stored(self) -> dict[str, Any]:
        """Return everything the browser keeps of this origin: nothing, if all is well."""
        kept: dict[str, Any] = self.page.evaluate(
            """async () => ({
                local: Object.keys(localStorage), session: Object.keys(sessionStorage),
                cookies: document.cookie, caches: await caches.keys(),
                databases: (await indexedDB.databases()).map((one) => one.name),
                workers: (await navigator.serviceWorker.getRegistrations()).length,
            })"""
        )
        return {name: value for name, value in kept.items() if value} | {
            name: value for name, value in self.context.storage_state().items() if value
        }


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a page in a fresh profile; settings as for a context."""
    contexts: list[BrowserContext] = []

    def open_one(**settings: Any) -> Watched:
        context = browser.new_context(**{**DESKTOP, **settings})
        context.set_default_timeout(10_000)
        contexts.append(context)
        watched = Watched(context.new_page(), context)
        context.on("request", watched.asked)
        watched.listen(watched.page)
        return watched

    yield open_one
    for context in contexts:
        context.close()

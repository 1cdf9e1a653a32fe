"""How long a cheap phone on a slow network waits, and what it has to load: in a real browser."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.rows import Row
from tests.browser.conftest import FLAGS
from tests.browser.talking import START
from tests.conversation.system import System

LOADS = 7
SCREEN = {"width": 375, "height": 667}
# What Chromium's developer tools call "Slow 3G", on a processor four times as slow as this one.
NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SLOWER = 4

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
LOADED = """() => [...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource')].map((one) => one.transferSize)"""
# Both instants are taken inside the page: the driver's own calls would be throttled with it.
PRESSED = """name => new Promise((answered) => {
    const buttons = [...document.querySelectorAll('button')];
    const button = buttons.find((one) => one.innerText.includes(name));
    const begun = performance.now();
    new MutationObserver(() => document.querySelector('.log .choice') &&
        requestAnimationFrame(() => answered(performance.now() - begun)))
        .observe(document.querySelector('firstday-chat'), { childList: true, subtree: true });
    button.click();
})"""


@dataclass(frozen=True)
class Load:
    """One visit: milliseconds to the first words and from the press to the question; bytes."""

    painted: float
    asked: float
    sizes: tuple[int, ...]


def measure() -> Iterator[Row]:
    """Yield what a slow phone waits for and loads."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        system = System(Path(folder))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            system.start("actions", "assistant", "edge")
            _visit(browser, system.url("edge"))  # The first one warms up.
            loads = [_visit(browser, system.url("edge")) for _ in range(LOADS)]
        finally:
            browser.close()
            system.stop()
    what = "a slow phone"
    yield Row(f"{what}: requests of the start page", "", (float(len(loads[0].sizes)),), (), 6)
    yield Row(f"{what}: bytes of the start page", "kB", (sum(loads[0].sizes) / 1000,), (), 30)
    painted = tuple(one.painted / 1000 for one in loads)
    yield Row(f"{what}: from the address to the first words", "s", painted, (), 3)
    asked = tuple(one.asked / 1000 for one in loads)
    yield Row(f"{what}: from the press to the first question", "s", asked, (), 2)


def _visit(browser: Browser, url: str) -> Load:
    context = browser.new_context(viewport=SCREEN, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    _slow_down(page)
    page.goto(url, wait_until="networkidle", timeout=60_000)
    sizes = page.evaluate(LOADED)
    found = Load(page.evaluate(PAINTED), page.evaluate(PRESSED, START), tuple(sizes))
    context.close()
    return found


def _slow_down(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

"""One browser for each browser test file, ended with it: its event loop would hinder asynchronous tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Shared machines' small /dev/shm would crash a page.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def keep_picture(page: Page, path: Path, full_page: bool = False) -> None:
    """Keep a page for people to look at; a busy machine's browser may fail to draw it the first time."""
    try:
        page.screenshot(path=path, full_page=full_page)
    except Error:
        page.bring_to_front()
        page.screenshot(path=path, full_page=full_page)

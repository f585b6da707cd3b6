"""The plan in Chromium: opened from the recommendation, printed, and got from a host page that forbids much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_kit import keep_picture
from playwright.sync_api import Browser, BrowserContext, Page, expect
from widget_kit import Served, free_port, hosting, served

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
SCREENS = Path(__file__).parents[2] / "reports" / "screens"
OPEN = {"en": "Ask the assistant", "fr": "Poser une question"}
MESSAGE = {"en": "Your message", "fr": "Votre message"}
NEED = {"en": "a new website", "fr": "un nouveau site Web"}
FEW = {"en": "5 to 19", "fr": "5 à 19"}
SAVE = {"en": "Print or save my plan", "fr": "Imprimer ou garder mon plan"}
TITLE = {"en": "My plan", "fr": "Mon plan"}
PRINT = {"en": "Print or save as PDF", "fr": "Imprimer ou enregistrer en PDF"}
SMALLEST_PDF = 20_000


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with served(rate_per_minute=10_000) as running:
        yield running


def advised(page: Page, language: str) -> None:
    """Come to the recommendation."""
    page.get_by_role("button", name=OPEN[language]).click()
    page.get_by_label(MESSAGE[language], exact=True).fill(NEED[language])
    page.keyboard.press("Enter")
    page.locator(".choices").get_by_role("button", name=FEW[language]).click()
    expect(page.locator("article.card h3")).to_be_visible()


def opened_plan(context: BrowserContext, page: Page, language: str) -> Page:
    with context.expect_page() as coming:
        page.get_by_role("button", name=SAVE[language]).click()
    plan = coming.value
    expect(plan.get_by_role("heading", level=1)).to_have_text(TITLE[language])
    return plan


@BOTH
def test_the_recommendation_opens_a_plan_that_says_the_same(
    context: BrowserContext, site: Served, language: str
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    advised(page, language)
    name = page.locator("article.card h3").first.inner_text()
    plan = opened_plan(context, page, language)
    assert plan.url == f"{site.url}/plan"
    assert name in plan.locator("main").inner_text()
    keep_picture(plan, SCREENS / f"plan-{language}-1280.png", full_page=True)
    plan.set_viewport_size({"width": 320, "height": 700})
    assert plan.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_picture(plan, SCREENS / f"plan-{language}-320.png", full_page=True)


@BOTH
def test_the_plan_prints_to_a_pdf_with_nothing_to_press(context: BrowserContext, site: Served, language: str) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    advised(page, language)
    plan = opened_plan(context, page, language)
    plan.evaluate("window.print = () => { document.title = 'printed'; }")
    plan.get_by_role("button", name=PRINT[language]).click()
    expect(plan).to_have_title("printed")
    plan.emulate_media(media="print")
    expect(plan.get_by_role("button", name=PRINT[language])).to_be_hidden()
    expect(plan.locator("h2").first).to_be_visible()
    written = plan.pdf(path=SCREENS / f"plan-{language}.pdf", prefer_css_page_size=True, tagged=True)
    assert written.startswith(b"%PDF") and len(written) > SMALLEST_PDF


def test_the_plan_turns_into_the_other_language(context: BrowserContext, site: Served) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/?lang=en")
    advised(page, "en")
    plan = opened_plan(context, page, "en")
    plan.get_by_role("button", name="Français").click()
    expect(plan.get_by_role("heading", level=1)).to_have_text("Mon plan")


def test_without_scripts_the_plain_chat_gives_the_plan_too(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/chat?lang=fr")
    page.get_by_label("Votre message").fill("un nouveau site Web")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("button", name="5 à 19").click()
    page.get_by_role("button", name=SAVE["fr"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon plan")
    expect(page.get_by_role("button", name=PRINT["fr"])).to_be_hidden()
    context.close()


HOST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<meta name="referrer" content="no-referrer"></head><body><p>Hello</p>
<script src="{home}/widget.js" defer></script></body></html>"""


@pytest.mark.parametrize("forms", ["", "; form-action 'self'"])
def test_a_host_page_with_a_strict_policy_gets_the_plan_or_a_sentence(context: BrowserContext, forms: str) -> None:
    port = free_port()
    with served(allowed_origins=f"http://localhost:{port}") as site:
        policy = f"default-src 'none'; script-src {site.url}; connect-src {site.url}{forms}"
        with hosting({"/": ("text/html", HOST.format(home=site.url))}, port, policy) as address:
            page = context.new_page()
            page.goto(address)
            advised(page, "en")
            if not forms:
                opened_plan(context, page, "en")
                return
            page.get_by_role("button", name=SAVE["en"]).click()
            expect(page.locator(".status")).to_contain_text(f"{site.url}/chat")

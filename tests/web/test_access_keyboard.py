"""People who use nothing but a keyboard, or a large text, or no animation, go the whole way in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from access_kit import press_with_keyboard, tab_to
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from widget_kit import Served, served

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
WORDS = {
    "en": {
        "open": "Ask the assistant", "message": "Your message", "need": "a new website", "few": "5 to 19",
        "others": "Other options", "person": "Talk to a person", "yes": "Yes", "send": "Send",
        "plan": "Print or save my plan", "again": "Start over", "sure": "Yes, start over", "other": "Français",
        "plan_title": "My plan", "reply": "Send",
    },
    "fr": {
        "open": "Poser une question", "message": "Votre message", "need": "un nouveau site Web", "few": "5 à 19",
        "others": "Autres possibilités", "person": "Parler à une personne", "yes": "Oui", "send": "Envoyer",
        "plan": "Imprimer ou garder mon plan", "again": "Recommencer", "sure": "Oui, recommencer", "other": "English",
        "plan_title": "Mon plan", "reply": "Envoyer",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with served(rate_per_minute=10_000) as running:
        yield running


def choice(page: Page, name: str) -> Locator:
    return page.locator(".choices").get_by_role("button", name=name, exact=True)


@BOTH
def test_from_the_page_to_a_request_and_a_plan(context: BrowserContext, site: Served, language: str) -> None:
    words, page = WORDS[language], context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    launcher = page.get_by_role("button", name=words["open"], exact=True)
    press_with_keyboard(page, launcher)
    field = page.get_by_label(words["message"], exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(words["need"])
    page.keyboard.press("Enter")
    press_with_keyboard(page, choice(page, words["few"]), "Shift+Tab")
    expect(page.locator("article.card")).to_be_visible()
    expect(field).to_be_focused()
    with context.expect_page() as coming:
        press_with_keyboard(page, page.get_by_role("button", name=words["plan"]), "Shift+Tab")
    expect(coming.value.get_by_role("heading", level=1)).to_have_text(words["plan_title"])
    coming.value.close()
    press_with_keyboard(page, choice(page, words["others"]))
    table = page.get_by_role("region").filter(has=page.get_by_role("table"))
    tab_to(page, table, "Shift+Tab")
    press_with_keyboard(page, page.get_by_role("button", name=words["person"]).last)
    press_with_keyboard(page, choice(page, words["yes"]), "Shift+Tab")
    press_with_keyboard(page, choice(page, words["send"]), "Shift+Tab")
    expect(page.locator(".ticket")).to_contain_text("WIL-7F3K")
    expect(field).to_be_focused()
    press_with_keyboard(page, page.get_by_role("button", name=words["again"], exact=True), "Shift+Tab")
    expect(page.get_by_role("button", name=words["sure"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_have_count(1)
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


@BOTH
def test_the_plain_chat_too(context: BrowserContext, site: Served, language: str) -> None:
    words, page = WORDS[language], context.new_page()
    page.goto(f"{site.url}/chat?lang={language}")
    tab_to(page, page.get_by_label(words["message"]))
    page.keyboard.type(words["need"])
    press_with_keyboard(page, page.get_by_role("button", name=words["reply"], exact=True))
    press_with_keyboard(page, page.get_by_role("button", name=words["few"]))
    press_with_keyboard(page, page.get_by_role("button", name=words["plan"]))
    expect(page.get_by_role("heading", level=1)).to_have_text(words["plan_title"])


@BOTH
def test_the_language_turns_by_keyboard(context: BrowserContext, site: Served, language: str) -> None:
    words, page = WORDS[language], context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    press_with_keyboard(page, page.get_by_role("button", name=words["open"], exact=True))
    other = page.get_by_role("dialog").get_by_role("button", name=words["other"])
    press_with_keyboard(page, other, "Shift+Tab")
    expect(page.get_by_label(WORDS["fr" if language == "en" else "en"]["message"], exact=True)).to_be_focused()


@BOTH
@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 256)], ids=["200 %", "400 %"])
def test_a_page_enlarged_loses_nothing(browser: Browser, site: Served, language: str, width: int, height: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=1280 / width, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    words, page = WORDS[language], context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    page.get_by_role("button", name=words["open"], exact=True).click()
    page.get_by_label(words["message"], exact=True).fill(words["need"])
    page.keyboard.press("Enter")
    choice(page, words["few"]).click()
    expect(page.locator("article.card")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".log").evaluate("each => each.scrollWidth <= each.clientWidth")
    for part in (page.locator(".head button").last, page.locator(".send"), page.get_by_label(words["message"])):
        expect(part.first).to_be_in_viewport(ratio=1)
    assert page.locator(".log").evaluate("each => each.clientHeight") >= height / 5
    context.close()


@BOTH
def test_larger_text_alone_breaks_nothing(context: BrowserContext, site: Served, language: str) -> None:
    words, page = WORDS[language], context.new_page()
    page.goto(f"{site.url}/?lang={language}")
    page.get_by_role("button", name=words["open"], exact=True).click()
    spaced = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        const shadow = document.querySelector("tremplin-chat").shadowRoot;
        shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet]; }""",
        spaced,
    )
    page.get_by_label(words["message"], exact=True).fill(words["need"])
    page.keyboard.press("Enter")
    choice(page, words["few"]).click()
    expect(page.locator("article.card")).to_be_visible()
    assert page.locator(".log").evaluate("each => each.scrollWidth <= each.clientWidth")
    expect(page.locator(".send")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("motion", "moving"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_ask_for_that(browser: Browser, site: Served, motion: str, moving: bool) -> None:
    context = browser.new_context(reduced_motion=motion)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.url}/?lang=en")
    page.get_by_role("button", name="Ask the assistant", exact=True).click()
    page.route("**/api/chat", lambda route: None)
    page.get_by_label("Your message", exact=True).fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".dots")).to_be_visible()
    at_work = "document.querySelector('tremplin-chat').shadowRoot.getAnimations().length > 0"
    assert page.evaluate(at_work) is moving
    smooth = page.locator(".log").evaluate("each => getComputedStyle(each).scrollBehavior")
    assert (smooth == "smooth") is moving
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_each_reply_is_spoken_once(context: BrowserContext, site: Served) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/?lang=en")
    page.get_by_role("button", name="Ask the assistant", exact=True).click()
    page.evaluate(
        """() => { window.added = [];
        const log = document.querySelector("tremplin-chat").shadowRoot.querySelector("[role=log]");
        new MutationObserver(all => all.forEach(each => each.addedNodes.forEach(node =>
          window.added.push(node.className)))).observe(log, { childList: true }); }"""
    )
    page.get_by_label("Your message", exact=True).fill("a new website")
    page.keyboard.press("Enter")
    expect(choice(page, "5 to 19")).to_be_visible()
    assert page.evaluate("window.added") == ["message visitor", "message bot", "choices"]
    assert page.locator("[role=log] [aria-live], [role=log] [role=status]").count() == 0

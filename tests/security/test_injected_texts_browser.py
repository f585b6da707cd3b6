"""No text runs as a script in a real browser, even one that is told to ignore our content security policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from browser_kit import browser  # noqa: F401 (a fixture)
from hostile_places import TICKET, USUAL, Hand
from hostile_texts import MARKUP
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser, BrowserContext, Page, expect
from whole_site import WholeSite
from widget_kit import free_port, running, wait_until

from bot.web.console_words import CATALOGUE

pytestmark = pytest.mark.browser
CARELESS = Environment(
    loader=FileSystemLoader(CATALOGUE.parent), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


class Watched:
    """A browser's context that remembers what no text may make it do."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.done: list[str] = []
        context.on("dialog", lambda dialog: (self.done.append(f"dialog {dialog.message}"), dialog.dismiss()))
        context.on("request", lambda request: self._asked(request.url))

    def visit(self, path: str) -> Page:
        """Open a page and everything that is folded on it."""
        page = self.context.new_page()
        page.goto(self.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        return page

    def leave(self, page: Page) -> None:
        """Note whether a script ran, and close the page."""
        if page.evaluate("window.__pwned ?? null") is not None:
            self.done.append(f"a script ran on {page.url.removeprefix(self.url)}")
        page.close()

    def _asked(self, address: str) -> None:
        if not address.startswith(self.url):
            self.done.append(f"asked {address}")


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hand, str]]:
    """Every text written about one request, and where the site listens."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    hand = Hand(WholeSite(tmp_path_factory.mktemp("browsed"), public_url=url), "'\"><b>")
    for text in MARKUP.values():
        hand.step("notes", text=text)
        hand.act("/console/knowledge/riipen-futurepath", checked_on="2026-11-23", status="open", why=text)
    for number, text in enumerate([each for each in MARKUP.values() if len(each) < 50][:20]):
        hand.act("/console/views", name=text, sort=("newest", "oldest")[number % 2])
    quoted = next(text for text in MARKUP.values() if text.startswith('" autofocus'))
    hand.post(hand.link, wish="correct", **{**USUAL, "company_name": quoted, "contact_name": quoted})
    with running(hand.site.app, port):
        yield hand, url


@pytest.fixture
def watched(browser: Browser, hand: tuple[Hand, str]) -> Iterator[Watched]:  # noqa: F811
    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(20_000)
    session = hand[0].staff.cookies["tremplin_session"]
    context.add_cookies([{"name": "tremplin_session", "value": session, "url": f"{hand[1]}/console"}])
    yield Watched(context, hand[1])
    context.close()


def pages_of(hand: Hand) -> list[str]:
    """Where what was written is read."""
    one = f"{TICKET}{hand.reference}"
    console = ("/console/tickets?show=all", one, f"{one}/sheet", "/console/knowledge", "/console/audit")
    return [*console, hand.link]


def test_what_was_written_runs_on_no_page(watched: Watched, hand: tuple[Hand, str]) -> None:
    for path in pages_of(hand[0]):
        watched.leave(watched.visit(path))
    assert watched.done == []


def test_what_is_searched_and_planned_runs_nowhere(watched: Watched, hand: tuple[Hand, str]) -> None:
    page = watched.visit("/rights")
    for text in MARKUP.values():
        page.evaluate(
            """([text, facts]) => {
                const form = document.body.appendChild(document.createElement("form"));
                Object.assign(form, { method: "post", action: "/plan" });
                for (const [name, value] of [["profile", facts], ["lang", text]]) {
                    form.appendChild(Object.assign(document.createElement("input"), { name, value }));
                }
                form.submit();
            }""",
            [text, json.dumps({"province": "NB", "sector": text[:100]})],
        )
        page.wait_for_url("**/plan")
        assert page.evaluate("window.__pwned ?? null") is None, text
        page.goto(f"{watched.url}/console/tickets?{urlencode({'q': text})}")
        assert page.get_by_role("searchbox").input_value().strip()
        assert page.evaluate("window.__pwned ?? null") is None, text
    watched.leave(page)
    assert watched.done == []


def test_what_is_said_to_the_assistant_runs_nowhere(watched: Watched, hand: tuple[Hand, str]) -> None:
    page, sent = watched.visit("/?lang=en"), hand[0].site.house.rasa.sent
    page.get_by_role("button", name="Ask the assistant").click()
    for text in MARKUP.values():
        before = len(sent)
        page.get_by_label("Your message", exact=True).fill(text)
        page.keyboard.press("Enter")
        wait_until(lambda before=before: len(sent) > before, 20)
    expect(page.locator(".message.visitor .bubble")).to_have_count(len(MARKUP))
    expect(page.locator(".message.bot .bubble").last).to_contain_text("constructor")
    assert page.locator(".log img, .log script, .log iframe, .log svg[onload], .log [onerror]").count() == 0
    watched.leave(page)
    assert watched.done == []


def test_a_site_that_escapes_nothing_is_found_out(watched: Watched, hand: tuple[Hand, str]) -> None:
    state = hand[0].site.app.state
    careful, state.console_templates = state.console_templates, CARELESS
    try:
        watched.leave(watched.visit(f"{TICKET}{hand[0].reference}"))
    finally:
        state.console_templates = careful
    assert any("a script ran" in each for each in watched.done)
    assert any("evil.example" in each for each in watched.done)

"""How a site makes the widget its own, and what the widget costs the page it is on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser_kit import keep_picture
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from widget_kit import TODAY, Served, adviser, free_port, hosting, served
from widget_kit import funding as kit_funding

from bot.advice.funding_card import program_card
from bot.profile import Profile

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[2] / "docs"
SCREENS = Path(__file__).parents[2] / "reports" / "screens"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="#a33"/></svg>'
)
LOOK = {
    "chamber": {"en": "Harbour Chamber", "fr": "Chambre du Havre"},
    "greeting": {"en": "Welcome aboard!", "fr": "Bienvenue à bord!"},
    "colour": "#7a1f3d",
    "logo": "/logo.svg",
    "position": "left",
}
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  const last = list.getEntries().at(-1); done([last.startTime, last.element?.tagName ?? ""]); })
  .observe({ type: "largest-contentful-paint", buffered: true }))"""


@contextmanager
def a_host(attributes: str, look: str | None = None, language: str = "en") -> Iterator[tuple[str, Served]]:
    """Another site with the widget, its attributes, and a settings file."""
    port = free_port()
    with served(allowed_origins=f"http://localhost:{port}", rate_per_minute=10_000) as site:
        page = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Host</title></head><body>'
            f'<h1>A page</h1><script src="{site.url}/widget.js" {attributes} defer></script></body></html>'
        )
        files: Mapping[str, tuple[str, str]] = {
            "/": ("text/html", page),
            "/logo.svg": ("image/svg+xml", LOGO),
            **({"/look.json": ("application/json", look)} if look is not None else {}),
        }
        with hosting(files, port) as address:
            yield address, site


def opened(context: BrowserContext, address: str, language: str = "en") -> Page:
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name={"en": "Ask the assistant", "fr": "Poser une question"}[language]).click()
    return page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_settings_file_says_how_it_looks_in_both_languages(context: BrowserContext, language: str) -> None:
    with a_host('data-settings="/look.json"', json.dumps(LOOK), language) as (address, _):
        page = opened(context, address, language)
        expect(page.get_by_role("heading", name=LOOK["chamber"][language])).to_be_visible()  # type: ignore[index]
        expect(page.locator(".bubble").first).to_have_text(LOOK["greeting"][language])  # type: ignore[index]
        assert page.locator(".head").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(122, 31, 61)"
        assert page.locator(".head img").evaluate("each => each.complete && each.naturalWidth") == 40
        box = page.locator(".panel").bounding_box()
        assert box is not None and box["x"] == 20
        keep_picture(page, SCREENS / f"widget-look-{language}.png")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_settings_file_of_the_guide_works_as_written(context: BrowserContext, language: str) -> None:
    guide = (DOCS / {"en": "embed.md", "fr": "embed.fr.md"}[language]).read_text(encoding="utf-8")
    sample = guide.split("```json")[1].split("```")[0]
    with a_host('data-settings="/look.json"', sample, language) as (address, _):
        page = opened(context, address, language)
        expect(page.get_by_role("heading", name=json.loads(sample)["chamber"][language])).to_be_visible()
        expect(page.locator(".bubble").first).to_have_text(json.loads(sample)["greeting"][language])
        assert page.locator(".head").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(11, 74, 111)"
        page.get_by_label({"en": "Your message", "fr": "Votre message"}[language], exact=True).fill("?")
        page.keyboard.press("Enter")
        expect(page.locator(".message.bot")).to_have_count(2)
        assert page.evaluate("Object.keys(localStorage)") == ["tremplin-chat"]


def test_an_attribute_wins_over_the_settings_file(context: BrowserContext) -> None:
    with a_host('data-settings="/look.json" data-chamber="Attribute" data-colour="#0b4a6f"', json.dumps(LOOK)) as (
        at,
        _,
    ):
        page = opened(context, at)
        expect(page.get_by_role("heading", name="Attribute")).to_be_visible()
        assert page.locator(".head").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(11, 74, 111)"


@pytest.mark.parametrize(
    "look", [None, "not json", "[1]", '{"colour": 7, "chamber": {"en": 3}, "home": "https://x.example"}']
)
def test_a_settings_file_that_is_missing_or_wrong_changes_nothing(context: BrowserContext, look: str | None) -> None:
    with a_host('data-settings="/look.json"', look) as (address, site):
        page = opened(context, address)
        expect(page.get_by_role("heading", name="Assistant")).to_be_visible()
        page.get_by_label("Your message", exact=True).fill("hello")
        page.keyboard.press("Enter")
        expect(page.locator(".message.bot")).to_have_count(2)
        assert len(site.house.rasa.sent) == 1


@pytest.mark.parametrize("logo", ["javascript:alert(1)", "data:image/svg+xml,<svg/>", "/nowhere.svg"])
def test_a_logo_that_is_no_picture_of_the_web_is_left_out(context: BrowserContext, logo: str) -> None:
    with a_host(f'data-logo="{logo}"') as (address, _):
        expect(opened(context, address).locator(".head img")).to_have_count(0)


def test_the_read_back_is_listed_once(context: BrowserContext) -> None:
    with a_host("") as (address, _):
        page = opened(context, address)
        for said in ("I want a person", "Yes"):
            page.get_by_label("Your message", exact=True).fill(said)
            if said == "Yes":
                page.locator(".choices").get_by_role("button", name="Yes").click()
            else:
                page.keyboard.press("Enter")
        expect(page.locator("section.card dl")).to_be_visible()
        assert page.get_by_role("log").get_by_text("aicha@example.org").count() == 1
        expect(page.locator(".message").last).to_contain_text("Shall I?")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_advice_is_summed_up_once_and_its_card_has_the_rest(context: BrowserContext, language: str) -> None:
    with a_host("", language=language) as (address, _):
        page = opened(context, address, language)
        need, few = {"en": ("a website", "5 to 19"), "fr": ("un site Web", "5 à 19")}[language]
        page.get_by_role("textbox").fill(need)
        page.keyboard.press("Enter")
        page.locator(".choices").get_by_role("button", name=few).click()
        card = page.locator("article.card")
        expect(card).to_be_visible()
        bubble = page.locator(".message").last.locator(".bubble")
        expect(bubble.locator("p")).to_have_count(1)
        expect(bubble).to_contain_text(card.locator("h3").first.inner_text())
        reasons = [each.strip() for each in card.locator("ul").first.locator("li").all_inner_texts()]
        assert reasons and not [each for each in reasons if each in bubble.inner_text()]


def test_what_is_to_be_confirmed_is_a_list_of_its_own(context: BrowserContext) -> None:
    with a_host("") as (address, _):
        page = opened(context, address)
        page.get_by_role("textbox").fill("a website")
        page.keyboard.press("Enter")
        page.locator(".choices").get_by_role("button", name="5 to 19").click()
        page.locator("article.card details > summary").first.click()
        program = page.locator(".money > li").filter(has_text="To be confirmed:").first
        assert program.locator("ul li").count() >= 1
        assert program.locator("p", has_text="To be confirmed:").inner_text() == "To be confirmed:"


ASKS = {"en": "Who can help pay?", "fr": "Qui peut aider à payer?"}
FITS = {
    "en": {"yes": "fits your case", "unknown": "to be confirmed", "no": "not in your case"},
    "fr": {"yes": "convient à votre cas", "unknown": "à confirmer", "no": "pas dans votre cas"},
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_can_help_pay_is_a_card_of_programs_each_told_once(context: BrowserContext, language: str) -> None:
    card = kit_funding(language == "fr")[1]["custom"]
    with a_host("", language=language) as (address, _):
        page = opened(context, address, language)
        page.locator(".choices").get_by_role("button", name=ASKS[language]).click()
        shown = page.locator("article.card")
        expect(shown.get_by_role("heading", level=3)).to_have_count(1)
        expect(shown.get_by_role("heading", level=4)).to_have_count(len(card["programs"]))
        for program, item in zip(card["programs"], shown.locator(".money > li").all(), strict=True):
            link = item.get_by_role("heading").get_by_role("link")
            assert link.get_attribute("href") == program["source"]
            expect(link).to_contain_text(program["name"])
            expect(item.locator(f".badge.{program['eligibility']}")).to_have_text(
                FITS[language][program["eligibility"]]
            )
            expect(item).to_contain_text(program["summary"])
            expect(item.locator("ul li")).to_have_count(len(program["missing"]))
            expect(item).to_contain_text({"en": "November 22, 2026", "fr": "22 novembre 2026"}[language])
            assert page.get_by_role("log").get_by_text(program["summary"]).count() == 1
        expect(page.locator(".message").last.locator(".bubble")).to_have_count(2)


def answered(page: Page, custom: Mapping[str, object], text: str) -> Locator:
    """The card of a message that the door is made to answer."""
    answer = {"conversation": "x", "language": "fr", "messages": [{"text": text, "custom": custom}]}
    page.route("**/api/chat", lambda route: route.fulfill(json=answer, headers={"Access-Control-Allow-Origin": "*"}))
    page.get_by_role("textbox").fill("?")
    page.keyboard.press("Enter")
    return page.locator("article.card")


def test_a_program_she_names_is_a_card_beside_the_words_that_explain_it(context: BrowserContext) -> None:
    known = adviser().knowledge
    with a_host("", language="fr") as (address, _):
        page = opened(context, address, "fr")
        elsewhere = program_card(
            known.programs["nb-futurenb"], Profile(language="fr", province="QC"), None, known, TODAY
        )
        shown = answered(page, elsewhere, "FutureNB : une aide.")
        expect(shown.locator(".badge.no")).to_have_text("pas dans votre cas")
        expect(shown).to_contain_text("Il vise d'autres provinces.")
        expect(shown).not_to_contain_text("Estimation")
        expect(page.locator(".message").last.locator(".bubble")).to_have_text("FutureNB : une aide.")


def test_a_closed_program_has_the_date_of_its_source_and_no_amount(context: BrowserContext) -> None:
    known = adviser().knowledge
    closed = next(each for each in known.closed.values() if len(each.evidence_date) == 10)
    with a_host("", language="fr") as (address, _):
        page = opened(context, address, "fr")
        shown = answered(page, program_card(closed, Profile(language="fr"), None, known, TODAY), "Fermé.")
        expect(shown.locator(".badge")).to_have_text(["pas dans votre cas"])
        expect(shown).to_contain_text("Date de la source :")
        expect(shown).to_contain_text(closed.evidence_date[:4])


def test_a_comparison_of_advised_formats_is_one_table_with_their_starts(context: BrowserContext) -> None:
    with a_host("") as (address, _):
        page = opened(context, address)
        advised = {"format": "online_project", "earliest_start": "2026-12-07"}, {
            "format": "micro_placement", "earliest_start": "2026-12-14",
        }  # fmt: skip
        told = [
            {"text": "Mine: Online projects\nmore", "custom": {"type": "x", "recommendations": list(advised)}},
            {"text": "• Online projects: 1\n• Micro-placements: 2", "custom": {
                "type": "comparison", "ids": [each["format"] for each in advised], "sources": [],
            }},
        ]  # fmt: skip
        answer = {"conversation": "x", "language": "en", "messages": told}
        page.route(
            "**/api/chat", lambda route: route.fulfill(json=answer, headers={"Access-Control-Allow-Origin": "*"})
        )
        page.get_by_role("textbox").fill("compare")
        page.keyboard.press("Enter")
        page.get_by_role("table").wait_for()
        expect(page.get_by_role("row", name="Earliest start")).to_contain_text("December 14, 2026")
        assert page.locator(".message").last.locator(".bubble").count() == 0


def test_the_consent_is_one_card_its_title_first(context: BrowserContext) -> None:
    with a_host("") as (address, _):
        page = opened(context, address)
        page.get_by_role("textbox").fill("I want a person")
        page.keyboard.press("Enter")
        consent = page.locator(".message").last
        expect(consent.locator(".consent > :first-child")).to_have_text("Your consent: this request")
        expect(consent.locator(".consent")).to_contain_text("I need your name and e-mail. Is that OK?")
        assert consent.locator(".bubble").count() == 0


def test_two_tabs_that_share_a_day_show_the_same_conversation(context: BrowserContext) -> None:
    with a_host('data-remember="day"') as (address, site):
        first, second = opened(context, address), context.new_page()
        second.goto(address)
        expect(second.get_by_role("dialog")).to_be_visible()
        for page, need in ((first, "a new website"), (second, "something else")):
            page.get_by_label("Your message", exact=True).fill(need)
            page.keyboard.press("Enter")
            expect(page.locator(".message.visitor .bubble").last).to_have_text(need)
            expect(page.locator(".dots")).to_be_hidden()
            expect(page.locator(".message.bot .bubble").last).not_to_be_empty()
        expect(first.locator(".message.visitor")).to_have_count(2)
        expect(second.locator(".message.visitor")).to_have_count(2)
        assert len({body["sender"] for body in site.house.rasa.sent}) == 1


def test_the_back_button_brings_the_conversation_back_as_it_was(context: BrowserContext) -> None:
    with a_host("") as (address, site):
        page = opened(context, address)
        page.get_by_label("Your message", exact=True).fill("a new website")
        page.keyboard.press("Enter")
        expect(page.locator(".choices button")).to_have_count(4)
        page.goto(f"{site.url}/privacy")
        page.go_back()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.locator(".choices").get_by_role("button", name="5 to 19").click()
        expect(page.locator("article.card")).to_be_visible()


def test_the_page_is_painted_without_waiting_for_the_widget(context: BrowserContext) -> None:
    held: list[Route] = []
    with a_host("") as (address, _):
        page = context.new_page()
        page.route("**/widget.js", lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        _, element = page.evaluate(PAINTED)
        assert element == "H1"
        assert held, "the script was asked for and is still on its way"
        held[0].continue_()
        expect(page.get_by_role("button", name="Ask the assistant")).to_be_visible()


def test_the_widget_moves_nothing_on_the_page(context: BrowserContext) -> None:
    with a_host("") as (address, _):
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="Ask the assistant").wait_for()
        moved = page.evaluate(
            "() => new Promise(done => { let sum = 0; const see = new PerformanceObserver(list => list.getEntries()"
            ".forEach(each => { sum += each.value; })); see.observe({ type: 'layout-shift', buffered: true });"
            " requestAnimationFrame(() => requestAnimationFrame(() => done(sum))); })"
        )
        assert moved == 0


def test_before_the_first_click_one_small_script_is_all_that_is_loaded(context: BrowserContext) -> None:
    sizes: dict[str, int] = {}
    with a_host("") as (address, site):
        page = context.new_page()
        page.on("requestfinished", lambda each: sizes.update({each.url: each.sizes()["responseBodySize"]}))
        page.goto(address)
        page.get_by_role("button", name="Ask the assistant").wait_for()
        ours = {url: size for url, size in sizes.items() if url.startswith(site.url)}
        assert list(ours) == [f"{site.url}/widget.js"]
        assert sum(ours.values()) <= 60 * 1024

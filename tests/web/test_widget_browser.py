"""The widget in Chromium: the whole path in both languages, and everything that can go wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_kit import keep_picture
from door_kit import FakeRasa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from widget_kit import ScriptedBot, Served, free_port, hosting, served

pytestmark = pytest.mark.browser
SCREENS = Path(__file__).parents[2] / "reports" / "screens"
WORDS = {
    "en": {
        "open": "Ask the assistant", "message": "Your message", "site": "a new website", "few": "5 to 19",
        "others": "Other options", "person": "Talk to a person", "yes": "Yes", "send": "Send", "switch": "Français",
    },
    "fr": {
        "open": "Poser une question", "message": "Votre message", "site": "un nouveau site Web", "few": "5 à 19",
        "others": "Autres possibilités", "person": "Parler à une personne", "yes": "Oui", "send": "Envoyer",
        "switch": "English",
    },
}  # fmt: skip
JQUERY = Path(__file__).parents[2] / "node_modules" / "jquery" / "dist" / "jquery.min.js"
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
HOSTILE = """
* { all: unset !important; }
html { font-size: 3px !important; direction: rtl; }
body *, tremplin-chat, tremplin-chat * { display: none !important; visibility: hidden !important; color: red !important;
  transform: scale(0.1) !important; font: 40px Impact !important; opacity: 0.1 !important; }
button { position: absolute !important; left: -9999px !important; }
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with served(rate_per_minute=10_000) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(8000)
    yield context
    context.close()


def visit(context: BrowserContext, site: Served, language: str = "en", path: str = "/") -> Page:
    page = context.new_page()
    page.goto(f"{site.url}{path}?lang={language}")
    return page


def opened(context: BrowserContext, site: Served, language: str = "en") -> Page:
    page = visit(context, site, language)
    page.get_by_role("button", name=WORDS[language]["open"]).click()
    return page


def type_in(page: Page, text: str, language: str = "en") -> None:
    page.get_by_label(WORDS[language]["message"], exact=True).fill(text)
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    choices(page).get_by_role("button", name=name, exact=True).click()


def choices(page: Page) -> Locator:
    return page.locator(".choices")


def bubbles(page: Page, by: str) -> Locator:
    return page.locator(f".message.{by} .bubble")


def photograph(page: Page, name: str) -> None:
    keep_picture(page, SCREENS / f"widget-{name}.png")


@BOTH
@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 568)])
def test_a_visitor_goes_from_a_need_to_a_request(
    browser: Browser, site: Served, language: str, size: tuple[int, int]
) -> None:
    words, name = WORDS[language], f"{language}-{size[0]}"
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(8000)
    page = visit(context, site, language)
    photograph(page, f"{name}-0-closed")
    page.get_by_role("button", name=words["open"]).click()
    photograph(page, f"{name}-1-open")
    type_in(page, words["site"], language)
    expect(choices(page).get_by_role("button")).to_have_count(4)
    photograph(page, f"{name}-2-question")
    press(page, words["few"])
    expect(page.locator("article.card h3")).to_be_visible()
    photograph(page, f"{name}-3-advice")
    page.locator("article.card summary").first.click()
    page.locator("article.card dl").first.scroll_into_view_if_needed()
    photograph(page, f"{name}-4-money")
    press(page, words["others"])
    expect(page.get_by_role("table")).to_be_visible()
    photograph(page, f"{name}-5-comparison")
    page.get_by_role("button", name=words["person"]).click()
    press(page, words["yes"])
    photograph(page, f"{name}-6-review")
    press(page, words["send"])
    expect(page.locator(".ticket .reference")).to_contain_text("WIL-7F3K")
    photograph(page, f"{name}-7-ticket")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".log").evaluate("each => each.scrollWidth <= each.clientWidth")
    context.close()


@BOTH
def test_each_message_says_its_language_and_is_in_the_log_once(
    context: BrowserContext, site: Served, language: str
) -> None:
    page = opened(context, site, language)
    type_in(page, WORDS[language]["site"], language)
    expect(choices(page).get_by_role("button")).to_have_count(4)
    assert page.get_by_role("log").count() == 1
    assert bubbles(page, "bot").count() == 2
    assert bubbles(page, "visitor").count() == 1
    assert page.locator(".message").evaluate_all("all => all.every(each => each.lang)")
    assert page.locator(".message").last.get_attribute("lang") == language


def test_a_reload_goes_on_where_it_was(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert bubbles(page, "bot").count() == 2
    press(page, "5 to 19")
    expect(page.locator("article.card")).to_be_visible()
    senders = {body["sender"] for body in site.house.rasa.sent[-2:]}
    assert len(senders) == 1


def test_another_page_goes_on_and_back_too(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    page.goto(f"{site.url}/privacy?lang=en")
    page.goto(f"{site.url}/?lang=en#events")
    expect(bubbles(page, "visitor")).to_have_count(1)
    page.go_back()
    page.go_forward()
    expect(bubbles(page, "visitor")).to_have_count(1)


def test_a_message_written_offline_leaves_once_when_the_connection_is_back(
    context: BrowserContext, site: Served
) -> None:
    page = opened(context, site)
    before = len(site.house.rasa.sent)
    context.set_offline(True)
    type_in(page, "a new website")
    expect(page.locator(".status")).to_contain_text("You are offline")
    photograph(page, "en-1280-offline")
    context.set_offline(False)
    expect(choices(page).get_by_role("button")).to_have_count(4)
    expect(page.locator(".status")).to_have_text("")
    assert len(site.house.rasa.sent) == before + 1


def test_a_lost_answer_is_fetched_again_without_saying_it_twice(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    before, lost = len(site.house.rasa.sent), []

    def lose_first(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/api/chat", lose_first)
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    assert lost == [200]
    assert len(site.house.rasa.sent) == before + 1
    assert bubbles(page, "bot").count() == 2


def test_a_page_left_before_the_answer_gets_it_on_the_next_one(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    before = len(site.house.rasa.sent)
    page.route("**/api/chat", lambda route: (route.fetch(), None)[1])
    with page.expect_request("**/api/chat"):
        type_in(page, "a new website")
    page.wait_for_function("sessionStorage.getItem('tremplin-chat').includes('message_id')")
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    expect(choices(page).get_by_role("button")).to_have_count(4)
    assert len(site.house.rasa.sent) == before + 1


def test_a_dead_bot_is_a_sentence_and_a_second_try(context: BrowserContext) -> None:
    rasa = FakeRasa(answer=ScriptedBot(), up=False)
    with served(rasa) as site:
        page = opened(context, site, "fr")
        type_in(page, "un nouveau site Web", "fr")
        expect(bubbles(page, "bot").last).to_contain_text("Votre message n'est pas perdu")
        photograph(page, "fr-1280-down")
        rasa.up = True
        page.get_by_role("button", name="Réessayer").click()
        expect(choices(page).get_by_role("button")).to_have_count(4)
        assert bubbles(page, "visitor").count() == 1


def test_asked_too_often_the_message_waits_its_turn(context: BrowserContext, site: Served) -> None:
    page, refused = opened(context, site), []

    def refuse_first(route: Route) -> None:
        if refused:
            return route.continue_()
        refused.append(1)
        route.fulfill(status=429, headers={"Retry-After": "1"}, json={"title": "Too many", "status": 429})

    page.route("**/api/chat", refuse_first)
    type_in(page, "a new website")
    expect(page.locator(".status")).to_contain_text("leaves in 1 s")
    expect(choices(page).get_by_role("button")).to_have_count(4)


def test_the_whole_path_goes_with_the_keyboard_alone(context: BrowserContext, site: Served) -> None:
    page = visit(context, site, "fr")
    launcher = page.get_by_role("button", name="Poser une question", exact=True)
    tab_to(page, launcher)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    page.keyboard.type("un nouveau site Web")
    page.keyboard.press("Enter")
    few = choices(page).get_by_role("button", name="5 à 19")
    expect(few).to_be_visible()
    tab_to(page, few, "Shift+Tab")
    photograph(page, "fr-1280-focus")
    page.keyboard.press("Enter")
    expect(page.locator("article.card")).to_be_visible()
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    tab_to(page, page.locator("article.card summary").first, "Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until `target` has the focus; every stop on the way shows where it is."""
    for _ in range(60):
        if target.evaluate("each => each.getRootNode().activeElement === each"):
            return
        page.keyboard.press(key)
        seen = page.evaluate(
            "(() => { let at = document.activeElement;"
            " while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
            " return at === document.body || getComputedStyle(at).outlineStyle !== 'none'; })()"
        )
        assert seen, "focus is somewhere invisible"
    raise AssertionError("never reached by Tab")


def test_escape_and_the_close_button_give_the_focus_back(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    page.get_by_role("button", name="Close the assistant").click()
    expect(page.get_by_role("button", name="Ask the assistant")).to_be_focused()


def test_everything_one_can_press_is_large_enough(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "a new website")
    press(page, "5 to 19")
    expect(page.locator("article.card")).to_be_visible()
    page.locator("article.card summary").first.click()
    small = page.locator("button:visible, summary:visible, textarea:visible, .foot a:visible").evaluate_all(
        "all => all.filter(each => { const b = each.getBoundingClientRect(); return b.width < 24 || b.height < 24; })"
        ".map(each => each.textContent)"
    )
    assert small == []


def test_a_long_answer_is_shown_from_its_beginning(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "something long")
    beginning = page.get_by_text("Beginning", exact=True)
    expect(beginning).to_be_in_viewport()
    assert page.locator(".log").evaluate("each => each.scrollTop + each.clientHeight < each.scrollHeight - 200")


BELOW = {
    "en": {"answers": "Possible answers below", "more": "More below", "money": "who can help pay?"},
    "fr": {"answers": "Réponses possibles plus bas", "more": "La suite plus bas", "money": "qui peut aider à payer?"},
}


@BOTH
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_answers_out_of_sight_under_a_long_answer_are_one_press_away(
    browser: Browser, site: Served, language: str, motion: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion=motion)  # type: ignore[arg-type]
    page = opened(context, site, language)
    type_in(page, BELOW[language]["money"], language)
    below = page.get_by_role("button", name=BELOW[language]["answers"], exact=True)
    expect(below).to_be_visible()
    expect(choices(page)).not_to_be_in_viewport()
    assert page.get_by_role("log").get_by_role("button", name=BELOW[language]["answers"]).count() == 0
    assert below.evaluate("each => getComputedStyle(each).animationName") == (
        "none" if motion == "reduce" else "appear"
    )
    photograph(page, f"{language}-390-below")
    tab_to(page, below, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(choices(page)).to_be_in_viewport()
    expect(choices(page).get_by_role("button").first).to_be_focused()
    expect(below).to_be_hidden()
    page.locator(".log").evaluate("each => { each.scrollTop = 0; }")
    below.click()
    expect(choices(page)).to_be_in_viewport()
    context.close()


@BOTH
def test_a_long_answer_without_answers_to_press_goes_on_screen_by_screen(
    browser: Browser, site: Served, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 568}, reduced_motion="reduce")
    page = opened(context, site, language)
    type_in(page, "long", language)
    more = page.get_by_role("button", name=BELOW[language]["more"], exact=True)
    expect(more).to_be_visible()
    where = page.locator(".log").evaluate_handle("each => each")
    at = "each => each.scrollTop"
    before = where.evaluate(at)
    more.click()
    assert 0 < where.evaluate(at) - before < where.evaluate("each => each.clientHeight")
    for _ in range(20):
        if not more.is_visible():
            break
        more.click()
    expect(more).to_be_hidden()
    expect(page.get_by_role("log")).to_be_focused()
    context.close()


def test_a_short_answer_has_nothing_below(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    expect(page.locator(".more")).to_be_hidden()


@BOTH
def test_the_language_turns_at_once_and_the_bot_follows(context: BrowserContext, site: Served, language: str) -> None:
    other = "fr" if language == "en" else "en"
    page = opened(context, site, language)
    type_in(page, WORDS[language]["site"], language)
    expect(choices(page).get_by_role("button")).to_have_count(4)
    page.get_by_role("dialog").get_by_role("button", name=WORDS[language]["switch"]).click()
    expect(page.get_by_label(WORDS[other]["message"], exact=True)).to_be_visible()
    expect(choices(page)).to_have_attribute("lang", other)
    assert site.house.rasa.sent[-1]["metadata"]["language"] == other


def test_starting_over_asks_first_then_leaves_nothing(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    page.get_by_role("button", name="Start over", exact=True).click()
    expect(bubbles(page, "visitor")).to_have_count(1)
    page.get_by_role("button", name="Yes, start over").click()
    expect(bubbles(page, "visitor")).to_have_count(0)
    assert "website" not in page.evaluate("sessionStorage.getItem('tremplin-chat')")
    type_in(page, "a new website")
    expect(choices(page).get_by_role("button")).to_have_count(4)
    assert site.house.rasa.sent[-1]["sender"] != site.house.rasa.sent[-2]["sender"]


def test_before_anything_was_said_the_page_decides_the_language(context: BrowserContext, site: Served) -> None:
    page = opened(context, site, "en")
    page.goto(f"{site.url}/?lang=fr")
    expect(page.get_by_label("Votre message", exact=True)).to_be_visible()


def test_two_tabs_hold_two_conversations(context: BrowserContext, site: Served) -> None:
    pages = [opened(context, site) for _ in range(2)]
    for page in pages:
        type_in(page, "a new website")
        expect(choices(page).get_by_role("button")).to_have_count(4)
    for page in pages:
        press(page, "5 to 19")
        expect(page.locator("article.card")).to_be_visible()
    assert len({body["sender"] for body in site.house.rasa.sent[-4:]}) == 2


def test_markup_is_only_ever_text(context: BrowserContext, site: Served) -> None:
    page = opened(context, site)
    type_in(page, '<img src=x onerror="window.hacked=1"><b>bold</b> http://example.org/a?b=1.')
    expect(bubbles(page, "bot")).to_have_count(2)
    expect(bubbles(page, "bot").last).to_contain_text("<img src=x")
    assert page.locator(".log img, .log b").count() == 0
    assert page.evaluate("window.hacked") is None
    assert page.locator(".log a").last.get_attribute("href") == "http://example.org/a?b=1"


def test_nothing_is_asked_of_anybody_else_and_no_cookie_is_set(context: BrowserContext, site: Served) -> None:
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page = opened(context, site)
    type_in(page, "what are the options?")
    expect(page.get_by_role("table")).to_be_visible()
    assert all(address.startswith((site.url, "data:")) for address in asked)
    assert context.cookies() == []
    assert faults == []


def test_a_link_of_the_host_page_opens_the_assistant(context: BrowserContext, site: Served) -> None:
    page = visit(context, site)
    page.get_by_role("button", name="Ask the assistant").wait_for()
    page.locator("main a[data-tremplin-open]").click()
    expect(page.get_by_role("dialog")).to_be_visible()


HOST_PAGE = """<!doctype html><html lang="fr-CA"><head><meta charset="utf-8"><title>Hôte</title>
<link rel="stylesheet" href="/hostile.css"><script src="/old.js"></script></head><body><p>Bonjour</p>
<script src="{home}/widget.js" data-position="left" data-colour="#ffd400" data-chamber="Chambre d'essai"
 data-greeting="Bienvenue chez nous!" defer></script></body></html>"""
OLD_SCRIPT = """
Array.prototype.extra = function () {}; Object.prototype.extra = 1; window.$ = window.jQuery = null;
document.addEventListener('keydown', function (event) { event.preventDefault(); });
"""


@pytest.fixture
def hosted(context: BrowserContext) -> Iterator[Page]:
    """A page of another origin: hostile style, old scripts and a strict policy that only lets the widget in."""
    port = free_port()
    with served(allowed_origins=f"http://localhost:{port}") as site:
        files = {
            "/": ("text/html", HOST_PAGE.format(home=site.url)),
            "/hostile.css": ("text/css", HOSTILE),
            "/old.js": ("text/javascript", OLD_SCRIPT),
        }
        policy = f"default-src 'none'; style-src 'self'; script-src 'self' {site.url}; connect-src {site.url}"
        policy += "; require-trusted-types-for 'script'; trusted-types 'none'"
        with hosting(files, port, policy) as address:
            page = context.new_page()
            page.goto(address)
            yield page


def test_a_hostile_host_page_changes_nothing(hosted: Page) -> None:
    faults: list[str] = []
    hosted.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    hosted.get_by_role("button", name="Poser une question").click()
    expect(hosted.get_by_role("heading", name="Chambre d'essai")).to_be_visible()
    expect(bubbles(hosted, "bot").first).to_have_text("Bienvenue chez nous!")
    type_in(hosted, "un nouveau site Web", "fr")
    press(hosted, "5 à 19")
    expect(hosted.locator("article.card")).to_be_visible()
    photograph(hosted, "fr-1280-hostile")
    box = hosted.locator(".panel").bounding_box()
    assert box is not None and box["width"] == 410 and box["x"] == 20
    look = hosted.locator(".panel").evaluate(
        "each => (({ fontSize, opacity, direction }) => [fontSize, opacity, direction])(getComputedStyle(each))"
    )
    assert look == ["16px", "1", "ltr"]
    assert faults == []


OLD_SITE = """
jQuery.noConflict()(function ($) {
  $("body").wrapInner("<div id='layout'></div>");
  $("body *").addClass("old").attr("unselectable", "on").css("width", "auto");
  $(document).on("keydown keypress keyup copy cut paste", function (event) { if (event.which !== 9) return false; });
  $("body").on("click submit", "a, button, form", function () { return false; });
  $("form").submit(function () { return false; });
  $.ajaxSetup({ headers: { "X-Requested-With": "old" }, cache: false });
  window.old = $.fn.jquery + " " + $("#layout tremplin-chat, #layout p").length;
});
"""


@BOTH
def test_a_site_of_2016_with_its_jquery_still_has_a_whole_conversation(context: BrowserContext, language: str) -> None:
    """Real jQuery 1.12: it moves the whole page, and swallows keys, presses and forms."""
    words, port, faults = WORDS[language], free_port(), []
    jquery = JQUERY.read_text(encoding="utf-8")
    with served(allowed_origins=f"http://localhost:{port}") as site:
        page_text = HOST_PAGE.format(home=site.url).replace('lang="fr-CA"', f'lang="{language}"')
        files = {
            "/": ("text/html", page_text.replace("<p>Bonjour</p>", '<p>Bonjour</p><script src="/site.js"></script>')),
            "/hostile.css": ("text/css", HOSTILE),
            "/old.js": ("text/javascript", f"{jquery}\nArray.prototype.extra = function () {{}};"),
            "/site.js": ("text/javascript", OLD_SITE),
        }
        with hosting(files, port) as address:
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(address)
            page.wait_for_function("window.old")
            assert page.evaluate("window.old").startswith("1.12.4 ")
            page.locator("tremplin-chat").wait_for(state="attached")
            assert page.locator("tremplin-chat").count() == 1
            page.get_by_role("button", name=words["open"]).click()
            page.get_by_label(words["message"], exact=True).press_sequentially(words["site"])
            page.get_by_role("button", name={"en": "Send the message", "fr": "Envoyer le message"}[language]).click()
            press(page, words["few"])
            expect(page.locator("article.card")).to_be_visible()
            photograph(page, f"{language}-1280-jquery")
            page.get_by_label(words["message"], exact=True).press_sequentially(words["person"])
            page.keyboard.press("Enter")
            press(page, words["yes"])
            press(page, words["send"])
            expect(page.locator(".ticket .reference")).to_contain_text("WIL-7F3K")
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()
        assert len({body["sender"] for body in site.house.rasa.sent}) == 1
    assert faults == []


def test_words_on_a_pale_colour_stay_legible(hosted: Page) -> None:
    hosted.get_by_role("button", name="Poser une question").click()
    header = hosted.locator(".head")
    assert header.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 212, 0)"
    assert header.evaluate("each => getComputedStyle(each).color") == "rgb(17, 17, 17)"


def test_a_site_that_is_not_allowed_gets_a_word_and_no_answer(context: BrowserContext, site: Served) -> None:
    before = len(site.house.rasa.sent)
    with hosting({"/": ("text/html", HOST_PAGE.format(home=site.url))}, free_port()) as address:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="Poser une question").click()
        type_in(page, "bonjour", "fr")
        expect(page.locator(".status")).to_contain_text("ne s'est pas rendu")
    assert len(site.house.rasa.sent) == before


def test_without_scripts_the_page_points_to_a_plain_chat_that_works(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = visit(context, site, "fr")
    page.locator("noscript a").click()
    page.get_by_label("Votre message").fill("un nouveau site Web")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("button", name="5 à 19").click()
    expect(page.get_by_text("Ma suggestion")).to_be_visible()
    keep_picture(page, SCREENS / "plain-fr.png", full_page=True)
    for name in ("Parler à quelqu'un", "Oui", "Envoyer"):
        page.get_by_role("group", name="Réponses possibles").get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#latest")).to_contain_text(name)
        expect(page.locator("#latest")).to_be_in_viewport()
    expect(page.get_by_text("WIL-7F3K")).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer ou garder mon plan")).to_be_visible()
    keep_picture(page, SCREENS / "plain-fr-ticket.png", full_page=True)
    context.close()


@BOTH
def test_the_sample_pages_are_photographed(context: BrowserContext, site: Served, language: str) -> None:
    for path, name in (("/", "home"), ("/privacy", "privacy")):
        page = visit(context, site, language, path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        keep_picture(page, SCREENS / f"{name}-{language}.png", full_page=True)

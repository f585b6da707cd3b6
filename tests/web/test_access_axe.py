"""axe finds nothing, in either language, on any page and in any state of the widget, the plan and the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from access_kit import axe_script, faults
from console_builders import PASSWORD, Console
from door_kit import FakeRasa, FakeServices, a_house
from playwright.sync_api import Browser, BrowserContext, Page, expect
from widget_kit import ScriptedBot, Served, a_bakery, free_port, running, served

from bot.intake.accounts import User
from bot.intake.afterwards import token_of
from bot.intake.rights import make_link_token
from bot.intake.views import keep_view

pytestmark = pytest.mark.browser
ODETTE, RITA = User("odette", "coordinator", "host_chamber"), User("rita", "reviewer", "host_chamber")
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
SIZES = pytest.mark.parametrize("width", [1280, 320])
OPEN = {"en": "Ask the assistant", "fr": "Poser une question"}
MESSAGE = {"en": "Your message", "fr": "Votre message"}
NEED = {"en": "a new website", "fr": "un nouveau site Web"}
FEW = {"en": "5 to 19", "fr": "5 à 19"}
OTHERS = {"en": "Other options", "fr": "Autres possibilités"}
MONEY = {"en": "what about the money?", "fr": "et l'argent en français?"}
PERSON = {"en": "Talk to a person", "fr": "Parler à une personne"}
YES = {"en": "Yes", "fr": "Oui"}
SEND = {"en": "Send", "fr": "Envoyer"}
AGAIN = {"en": "Start over", "fr": "Recommencer"}


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with served(rate_per_minute=10_000) as running_site:
        yield running_site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield a_page(context)
    context.close()


def a_page(context: BrowserContext) -> Page:
    context.set_default_timeout(10_000)
    return context.new_page()


def opened(page: Page, site: Served, language: str) -> None:
    page.goto(f"{site.url}/?lang={language}")
    page.get_by_role("button", name=OPEN[language]).click()


def say(page: Page, text: str, language: str) -> None:
    page.get_by_label(MESSAGE[language], exact=True).fill(text)
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    page.locator(".choices").get_by_role("button", name=name, exact=True).click()


def test_the_checker_is_there_and_finds_a_fault_inside_a_shadow_root(page: Page, site: Served) -> None:
    assert "axe" in axe_script()[:200]
    opened(page, site, "en")
    page.evaluate("document.querySelector('tremplin-chat').shadowRoot.querySelector('.log').append(new Image())")
    assert any(each.startswith("image-alt") for each in faults(page))


@BOTH
@SIZES
@pytest.mark.parametrize("path", ["/", "/privacy", "/chat", "/plan", "/rights", "/nowhere"])
def test_every_page(page: Page, site: Served, path: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}{path}?lang={language}")
    if path == "/":
        page.get_by_role("button", name=OPEN[language]).wait_for()
    assert faults(page) == []


@BOTH
@SIZES
def test_the_widget_along_the_whole_path(page: Page, site: Served, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, site, language)
    found = {"open": faults(page)}
    say(page, NEED[language], language)
    expect(page.locator(".choices").get_by_role("button")).to_have_count(4)
    found["question"] = faults(page)
    press(page, FEW[language])
    expect(page.locator("article.card h3")).to_be_visible()
    found["recommendation"] = faults(page)
    for summary in page.locator("article.card > details > summary").all():
        summary.click()
    found["recommendation, all open"] = faults(page)
    press(page, OTHERS[language])
    expect(page.get_by_role("table")).to_be_visible()
    page.locator(".sources summary").last.click()
    found["comparison"] = faults(page)
    say(page, MONEY[language], language)
    expect(page.locator("article.card > .money")).to_be_visible()
    found["funding"] = faults(page)
    page.locator(".foot").get_by_role("button", name=PERSON[language]).click()
    expect(page.locator(".consent").last).to_be_visible()
    found["consent"] = faults(page)
    press(page, YES[language])
    expect(page.locator("section.card dl")).to_be_visible()
    found["review"] = faults(page)
    press(page, SEND[language])
    expect(page.locator(".ticket")).to_be_visible()
    found["ticket"] = faults(page)
    page.get_by_role("button", name=AGAIN[language], exact=True).click()
    found["asked before starting over"] = faults(page)
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []


@BOTH
def test_the_widget_offline_and_writing(page: Page, site: Served, language: str) -> None:
    opened(page, site, language)
    page.route("**/api/chat", lambda route: None)
    say(page, NEED[language], language)
    expect(page.locator(".dots")).to_be_visible()
    assert faults(page) == []
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.context.set_offline(True)
    say(page, NEED[language], language)
    page.wait_for_function("document.querySelector('tremplin-chat').shadowRoot.querySelector('.status').textContent")
    assert faults(page) == []


@BOTH
def test_the_widget_when_the_bot_is_down_or_refuses(page: Page, language: str) -> None:
    with served(FakeRasa(answer=ScriptedBot(), up=False)) as site:
        opened(page, site, language)
        say(page, NEED[language], language)
        expect(page.locator(".status button")).to_be_visible()
        assert faults(page) == []
        problem = {"title": "Refused", "status": 403, "code": "foreign_origin"}
        page.route("**/api/chat", lambda route: route.fulfill(status=403, json=problem))
        say(page, NEED[language], language)
        expect(page.locator(".status")).to_contain_text("Refused")
        assert faults(page) == []


@BOTH
@SIZES
def test_the_plan(page: Page, site: Served, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/privacy?lang={language}")
    open_plan(page, a_bakery(language).to_dict())
    assert faults(page) == []
    open_plan(page, {**a_bakery(language).to_dict(), "headcount": 900})
    assert faults(page) == []


def open_plan(page: Page, profile: dict[str, object]) -> None:
    """Post facts as the widget's form does."""
    page.evaluate(
        """profile => { const form = document.createElement("form");
        Object.assign(form, { method: "post", action: "/plan" });
        form.append(Object.assign(document.createElement("input"), { name: "profile", value: profile }));
        document.body.append(form); form.submit(); }""",
        json.dumps(profile),
    )
    page.locator("main section").first.wait_for()


@BOTH
def test_the_plain_chat_in_the_middle_of_a_conversation(page: Page, site: Served, language: str) -> None:
    page.goto(f"{site.url}/chat?lang={language}")
    say_plainly(page, NEED[language], language)
    assert faults(page) == []
    page.get_by_role("button", name=FEW[language]).click()
    assert faults(page) == []
    say_plainly(page, MONEY[language], language)
    expect(page.locator(".money")).to_be_visible()
    assert faults(page) == []


def say_plainly(page: Page, text: str, language: str) -> None:
    page.get_by_label(MESSAGE[language], exact=True).fill(text)
    page.get_by_role("button", name=SEND[language], exact=True).click()


@BOTH
@SIZES
def test_the_console(page: Page, tmp_path: Path, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    console, port = Console(tmp_path), free_port()
    reference = console.ticket()
    found: dict[str, list[str]] = {}
    with running(console.app, port):
        home = f"http://127.0.0.1:{port}/console"
        page.goto(f"{home}/login?lang={language}")
        found["log-in"] = faults(page)
        log_in(page, "wrong")
        found["log-in refused"] = faults(page)
        log_in(page, PASSWORD)
        page.goto(f"{home}/tickets?lang={language}")
        found["list"] = faults(page)
        page.goto(f"{home}/tickets?show=overdue&lang={language}")
        found["empty list"] = faults(page)
        page.goto(f"{home}/tickets/{reference}?lang={language}")
        for summary in page.locator("main summary").all():
            summary.click()
        found["request"] = faults(page)
        page.goto(f"{home}/tickets/WIL-0000?lang={language}")
        found["no such request"] = faults(page)
        console.desk.note(RITA, reference, "@odette")
        keep_view(console.desk.store, ODETTE, "New Brunswick", "show=open&province=NB")
        for name in ("tickets?show=mentioned", "tickets?age=0", "audit", "numbers", "deliveries", "knowledge"):
            page.goto(f"{home}/{name}{'&' if '?' in name else '?'}lang={language}")
            for summary in page.locator("main summary").all():
                summary.click()
            found[name] = faults(page)
        page.goto(f"{home}/tickets/{reference}/sheet?lang={language}")
        found["sheet"] = faults(page)
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []


@BOTH
@SIZES
def test_an_account_and_its_second_step(page: Page, tmp_path: Path, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    console, port = Console(tmp_path), free_port()
    found: dict[str, list[str]] = {}
    with running(console.app, port):
        home = f"http://127.0.0.1:{port}/console"
        page.goto(f"{home}/login?lang={language}")
        log_in(page, PASSWORD)
        page.goto(f"{home}/account?lang={language}")
        found["account"] = faults(page)
        page.locator("#email").fill("odette@chambre.example")
        submit(page, "email")
        found["account, no password"] = faults(page)
        page.locator("#step_password").fill("wrong")
        submit(page, "step_password")
        found["wrong password"] = faults(page)
        page.locator("#step_password").fill(PASSWORD)
        submit(page, "step_password")
        found["secret"] = faults(page)
        secret = page.locator(".secret").inner_text().replace(" ", "")
        page.locator("#code").fill("0")
        submit(page, "code")
        found["wrong first code"] = faults(page)
        page.locator("#code").fill(pyotp.TOTP(secret).at(console.clock.now))
        submit(page, "code")
        found["recovery codes"] = faults(page)
        page.goto(f"{home}/account?lang={language}")
        page.locator("main summary").click()
        found["account with second step"] = faults(page)
        page.locator("header form button").click()
        page.wait_for_load_state()
        log_in(page, PASSWORD)
        found["second step"] = faults(page)
        page.locator("#code").fill("0")
        submit(page, "code")
        found["second step refused"] = faults(page)
        console.wait(seconds=30)
        page.locator("#code").fill(pyotp.TOTP(secret).at(console.clock.now))
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/tickets")
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []
    assert len(found) == 9


@BOTH
@SIZES
def test_signing_in_with_an_organization_s_account(page: Page, tmp_path: Path, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    away = f"http://127.0.0.1:{free_port()}"
    console, port = Console(tmp_path, oidc_issuer=away, oidc_client_id="tremplin"), free_port()
    with running(console.app, port):
        page.goto(f"http://127.0.0.1:{port}/console/login?lang={language}")
        found = {"log-in": faults(page)}
        page.locator("#password").press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        found["provider away"] = faults(page)
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []


def submit(page: Page, field: str) -> None:
    """Send the form that a field is in."""
    page.locator(f"form:has(#{field}) button").click()
    page.wait_for_load_state()


@BOTH
@SIZES
def test_what_an_owner_is_asked_afterwards(page: Page, tmp_path: Path, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    console, port = Console(tmp_path, smtp_url="smtp://127.0.0.1:9"), free_port()
    ticket = console.desk.take_up(ODETTE, console.ticket(), 1)
    console.desk.close(ODETTE, ticket.reference, 2, "helped")
    with console.desk.store.look() as work:
        token = token_of(work, work.all("followups")[0]["id"], ticket)
    found: dict[str, list[str]] = {}
    with running(console.app, port):
        page.goto(f"http://127.0.0.1:{port}/followup/{token}?lang={language}")
        found["questions"] = faults(page)
        page.locator("#offer_more-yes").check()
        page.locator("button.main").click()
        page.wait_for_url("**done=more**")
        found["thanks"] = faults(page)
        page.goto(f"http://127.0.0.1:{port}/followup/none?lang={language}")
        found["gone"] = faults(page)
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []


@BOTH
@SIZES
def test_what_a_link_to_her_rights_opens(page: Page, tmp_path: Path, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    desk = Console(tmp_path, smtp_url="smtp://127.0.0.1:9")
    reference, port = desk.ticket(), free_port()
    token = make_link_token(reference, "delete", desk.desk.store.seal.secret, desk.clock())
    house = a_house(services=FakeServices(desk=desk.desk), smtp_url="smtp://127.0.0.1:9")  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    with running(house.app, port):
        page.goto(f"http://127.0.0.1:{port}/rights?lang={language}")
        found["asking"] = faults(page)
        page.goto(f"http://127.0.0.1:{port}/rights/{token}?lang={language}")
        found["held"] = faults(page)
        page.locator("#phone").fill("506-555-0199")
        page.locator("form:has(#phone) button").click()
        page.wait_for_url("**done=corrected**")
        found["corrected"] = faults(page)
        page.locator("form:has([value=delete]) [type=checkbox]").check()
        page.locator("form:has([value=delete]) button").click()
        expect(page.get_by_role("status")).to_be_visible()
        found["erased"] = faults(page)
        page.goto(f"http://127.0.0.1:{port}/rights/{token}?lang={language}")
        found["gone"] = faults(page)
    assert desk.desk.is_erased("c1")
    assert [f"{state}: {each}" for state, all_ in found.items() for each in all_] == []


def log_in(page: Page, password: str) -> None:
    page.locator("input[type=text], input[autocomplete=username]").first.fill("odette")
    page.locator("input[type=password]").fill(password)
    page.locator("main button").first.click()
    page.wait_for_load_state()

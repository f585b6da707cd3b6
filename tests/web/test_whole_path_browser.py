"""The whole path for real, in a browser: from a first hello to a request that a person has taken up.

One service, as `make run` starts it, serves the whole file; the last test ends it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Final

import pytest
from browser_kit import keep_picture
from playwright.sync_api import Browser, BrowserContext, Page, expect
from whole_path_kit import SCREENS, STOP_SECONDS, Owner, Service, command_of, part, photograph, serving
from widget_kit import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(400)]
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
PASSWORD: Final = "a long enough phrase"
WORDS: Final = {
    "en": {
        "open": "Ask the assistant", "message": "Your message", "person": "Talk to a person", "yes": "Yes", "no": "No",
        "send": "Send", "log_in": "Log in", "name": "User name", "password": "Password",
        "take_up": "Take up this request", "read": "Read the conversation",
    },
    "fr": {
        "open": "Poser une question", "message": "Votre message", "person": "Parler à quelqu'un", "yes": "Oui",
        "no": "Non", "send": "Envoyer", "log_in": "Se connecter", "name": "Nom d'utilisateur",
        "password": "Mot de passe", "take_up": "Prendre en charge", "read": "Lire la conversation",
    },
}  # fmt: skip
FIRST: Final = {
    "en": "Hi, I run a small bakery in Sudbury with six people. Our website is old and nobody has time to supervise.",
    "fr": "Bonjour, j'ai une petite boulangerie à Shediac, on est six. Notre site Web est vieux "
    "et personne n'a le temps d'encadrer.",
}
ANSWERS: Final = {
    "en": {
        "need_areas": "a new website", "goals": "I just want the work done", "barriers": "we have no one to supervise",
        "province": "Ontario", "headcount": "6", "stage": "we opened twelve years ago", "sector": "a bakery",
        "supervision_hours_per_week": "one hour", "budget_cad": "about 1,000 dollars",
        "weeks_until_start": "in two months", "duration_days": "a month or so", "work_mode": "from home is fine",
        "contact_name": "Maeve Okafor", "company_name": "Nickel City Loaves", "email": "maeve@nickelcity.example",
        "phone": "705 555-0163",
    },
    "fr": {
        "need_areas": "un nouveau site Web", "goals": "que le travail soit fait", "barriers": "personne pour encadrer",
        "province": "Nouveau-Brunswick", "headcount": "6", "stage": "on existe depuis douze ans",
        "sector": "une boulangerie", "supervision_hours_per_week": "une heure", "budget_cad": "environ 1 000 $",
        "weeks_until_start": "dans deux mois", "duration_days": "environ un mois", "work_mode": "à distance, ça va",
        "contact_name": "Zénobie Thériault", "company_name": "Boulangerie du Marais",
        "email": "zenobie@marais.example", "phone": "506 555-0147",
    },
}  # fmt: skip
TAPS: Final = {"en": {"phone": "Skip", "goals": "A job done"}, "fr": {"phone": "Passer", "goals": "Un travail terminé"}}


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("service")) as running:
        for language in WORDS:
            running.add_person(f"reader.{language}", PASSWORD)
        yield running


def an_owner(context: BrowserContext, service: Service, language: str) -> Owner:
    owner = Owner(context, service, language, WORDS[language])
    owner.open()
    return owner


def advised(owner: Owner, first: str | None = None) -> dict[str, object]:
    """Talk until the advice is there."""
    answer = owner.type(first or FIRST[owner.language])
    return owner.answer_until("recommendation", answer, ANSWERS[owner.language], TAPS[owner.language])


def log_in(page: Page, service: Service, language: str) -> None:
    words = WORDS[language]
    page.goto(f"{service.url}/console/login?lang={language}")
    page.get_by_label(words["name"], exact=True).fill(f"reader.{language}")
    page.get_by_label(words["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=words["log_in"]).click()


@BOTH
def test_an_owner_is_advised_and_a_person_takes_her_request_up(
    browser: Browser, context: BrowserContext, service: Service, language: str
) -> None:
    words, contact = WORDS[language], ANSWERS[language]
    owner = an_owner(context, service, language)
    owner.photograph("0-open")
    advice = advised(owner)
    owner.photograph("1-advice")
    card = owner.log().locator("article.card").last
    expect(card.locator("h3").first).to_be_visible()
    if card.locator("summary").first.is_visible():
        card.locator("summary").first.click()
    expect(card.locator(".money li").first).to_be_visible()
    card.locator(".money").first.scroll_into_view_if_needed()
    owner.photograph("2-money")

    answer = owner.tap(words["person"])
    assert part(answer, "consent"), answer
    expect(owner.log().locator(".consent").last).to_be_visible()
    owner.photograph("3-consent")
    review = owner.answer_until("review", owner.tap(words["yes"]), contact, TAPS[language])
    assert review["fields"]["email"] == contact["email"]
    expect(owner.log().get_by_text(contact["company_name"]).last).to_be_visible()
    owner.photograph("4-review")
    ticket = part(owner.tap(words["send"]), "ticket")
    assert ticket
    expect(owner.log().locator(".ticket .reference")).to_contain_text(ticket["reference"])
    owner.photograph("5-ticket")
    for field in ("contact_name", "email"):
        assert contact[field].encode() not in service.files(), f"{field} is stored in clear"

    reader = browser.new_context(viewport={"width": 1280, "height": 900}, locale=f"{language}-CA")
    desk = reader.new_page()
    log_in(desk, service, language)
    photograph(desk, f"{language}-6-console-list")
    row = desk.get_by_role("row").filter(has_text=ticket["reference"])
    row.get_by_role("link", name=contact["company_name"]).click()
    page = desk.get_by_role("main")
    expect(page).to_contain_text(contact["contact_name"])
    expect(page).to_contain_text(contact["email"])
    expect(page.get_by_role("region", name="", exact=False).filter(has_text="6,").first).to_be_visible()
    expect(page.locator(".programs li").first).to_be_visible()
    assert "_" not in page.locator(".programs").inner_text(), "an id instead of words"
    desk.get_by_text(words["read"]).click()
    expect(page.locator(".turns li").first).to_be_visible()
    expect(page.locator(".turns")).to_contain_text(FIRST[language][:40])
    photograph(desk, f"{language}-7-console-ticket")
    keep_picture(desk, SCREENS / f"path-{language}-7-console-ticket-whole.png", full_page=True)
    desk.get_by_role("button", name=words["take_up"]).click()
    expect(page.locator(".notice.good")).to_be_visible()
    reader.close()

    later = owner.type("On est maintenant neuf." if language == "fr" else "We are nine people now.")
    assert ticket["reference"] in later["messages"][-1]["text"]
    assert ("en main" if language == "fr" else "in hand") in later["messages"][-1]["text"]
    owner.photograph("8-in-hand")
    assert advice["language"] == language


@BOTH
def test_a_reload_in_the_middle_of_the_questions_loses_nothing(
    context: BrowserContext, service: Service, language: str
) -> None:
    owner = an_owner(context, service, language)
    answer = owner.type("un nouveau site Web" if language == "fr" else "a new website")
    assert part(answer, "question")
    owner.page.reload()
    expect(owner.log().locator(".message.visitor")).to_have_count(1)
    expect(owner.page.locator(".choices button").first).to_be_visible()
    advice = owner.answer_until("recommendation", answer, ANSWERS[language], TAPS[language])
    assert "web_digital" in advice["profile"]["need_areas"]
    assert all(each["conversation"] == answer["conversation"] for each in owner.seen)


@BOTH
def test_refusing_consent_keeps_the_advice_and_nothing_personal(
    context: BrowserContext, service: Service, language: str
) -> None:
    drafts, tickets = service.count("drafts"), service.count("tickets")
    owner = an_owner(context, service, language)
    address = f"never.{language}@kept.example"
    extra = "Mon courriel est" if language == "fr" else "My e-mail is"
    advised(owner, f"{FIRST[language]} {extra} {address}, 902 555-0188.")
    owner.tap(WORDS[language]["person"])
    refused = owner.tap(WORDS[language]["no"])
    assert not part(refused, "question")
    owner.photograph("9-refused")
    assert (service.count("drafts"), service.count("tickets")) == (drafts, tickets)
    kept = service.files()
    assert address.encode() not in kept
    assert b"555-0188" not in kept
    assert owner.log().locator("article.card").count() == 1


@BOTH
def test_without_the_actions_the_visitor_still_gets_words_in_her_language(
    context: BrowserContext, service: Service, language: str
) -> None:
    owner = an_owner(context, service, language)
    owner.type(FIRST[language])
    killed = service.child("-m actions")
    os.kill(killed, signal.SIGKILL)
    apology = owner.type(ANSWERS[language]["headcount"])
    assert part(apology, "unavailable")
    owner.photograph("10-out-of-order")
    wait_until(lambda: service.is_ready(), STOP_SECONDS)
    assert part(owner.type(ANSWERS[language]["headcount"]), "question"), "the conversation did not go on"


def test_ctrl_c_ends_every_process(service: Service) -> None:
    children = service.children()
    assert len(children) >= 3
    service.interrupt()
    service.process.wait(STOP_SECONDS)
    wait_until(lambda: not [pid for pid in children if command_of(pid)], STOP_SECONDS)

"""What a screen reader says of one conversation, in Chromium: a virtual one, which reads the page by the same rules.

It does not stand for a person with NVDA, JAWS, VoiceOver or TalkBack: none of these was run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from widget_kit import Served, adviser, funding, served

pytestmark = pytest.mark.browser
READER = Path(__file__).parents[2] / "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
SAID = {
    "en": {
        "open": "Ask the assistant", "message": "textbox, Your message, placeholder Write here…", "log": "Conversation",
        "need": "a new website", "you": "You:", "bot": "Assistant:", "writing": "The assistant is writing…",
        "reply": "A website, noted. How many people work in the business, you included?", "choices": "Possible answers",
        "answers": ["Fewer than 5", "5 to 19", "20 or more", "I don't know"], "few": "5 to 19",
        "buttons": ["Français", "Start over", "Close the assistant", "Send the message", "Talk to a person"],
        "sections": ["Why", "Keep in mind"], "ask": "who can help pay?", "money": "Who can help pay",
        "below": "Possible answers below", "host": "Riverside Chamber of Commerce",
    },
    "fr": {
        "open": "Poser une question", "message": "textbox, Votre message, placeholder Écrivez ici…",
        "log": "Conversation", "need": "un nouveau site Web", "you": "Vous :", "bot": "Assistant :",
        "writing": "L'assistant écrit…", "choices": "Réponses possibles",
        "reply": "Un site Web, c'est noté. Combien de personnes travaillent dans l'entreprise, vous compris?",
        "answers": ["Moins de 5", "5 à 19", "20 et plus", "Je ne sais pas"], "few": "5 à 19",
        "buttons": ["English", "Recommencer", "Fermer l'assistant", "Envoyer le message", "Parler à une personne"],
        "sections": ["Pourquoi", "À garder en tête"], "ask": "qui peut aider à payer?",
        "money": "Qui peut aider à payer", "below": "Réponses possibles plus bas",
        "host": "Chambre de commerce de Rive-Claire",
    },
}  # fmt: skip
START = """async () => {
  window.reader = (await import("/screen-reader.js")).virtual;
  const container = document.querySelector("tremplin-chat").shadowRoot.querySelector(".root");
  await reader.start({ container });
}"""
WALK = """async most => {
  await reader.clearSpokenPhraseLog();
  const said = [];
  for (let step = 0; step < most; step++) {
    await reader.next();
    said.push(await reader.lastSpokenPhrase());
    if (said.at(-1).startsWith("end of dialog") && step > 3) break;
  }
  return said;
}"""
BACK = "async () => { while (!(await reader.lastSpokenPhrase()).startsWith('dialog,')) await reader.previous(); }"


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with served(rate_per_minute=10_000) as running:
        yield running


def listening(context: BrowserContext, site: Served, language: str) -> Page:
    """The open widget, and a screen reader in it."""
    assert READER.exists(), "the screen reader is not installed: run `make setup` (or `npm ci`)"
    page = context.new_page()
    page.route("**/screen-reader.js", lambda route: route.fulfill(path=READER, content_type="text/javascript"))
    page.goto(f"{site.url}/?lang={language}")
    page.get_by_role("button", name=SAID[language]["open"]).click()
    page.evaluate(START)
    return page


def announced(page: Page) -> list[str]:
    """What live regions had it say by themselves since asked last."""
    phrases: list[str] = page.evaluate(
        "async () => { const said = await reader.spokenPhraseLog(); await reader.clearSpokenPhraseLog(); return said; }"
    )
    told = (each.partition(": ") for each in phrases if each.startswith(("polite: ", "assertive: ")))
    return [text.replace("\u00a0", " ") for _, _, text in told if text]


def read_through(page: Page) -> list[str]:
    """What it says when the visitor goes through the whole panel, from its beginning."""
    page.evaluate(BACK)
    return [each.replace("\u00a0", " ") for each in page.evaluate(WALK, 900)]


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


@BOTH
def test_a_turn_is_announced_whole_and_once(context: BrowserContext, site: Served, language: str) -> None:
    said = SAID[language]
    page = listening(context, site, language)
    say(page, str(said["need"]))
    expect(page.locator(".choices").get_by_role("button")).to_have_count(4)
    expect(page.locator(".status")).to_have_text("")
    told = announced(page)
    assert [each for each in told if said["need"] in each] == [f"{said['you']}{said['need']}"]
    assert [each for each in told if said["reply"] in each] == [f"{said['bot']}{said['reply']}"]
    assert told.count(str(said["choices"])) == 1
    assert set(told) - {said["writing"]} == {
        f"{said['you']}{said['need']}", f"{said['bot']}{said['reply']}", said["choices"],
    }  # fmt: skip
    assert told.index(f"{said['you']}{said['need']}") < told.index(f"{said['bot']}{said['reply']}")


@BOTH
def test_everything_in_the_panel_has_a_name_and_a_role(context: BrowserContext, site: Served, language: str) -> None:
    said = SAID[language]
    page = listening(context, site, language)
    say(page, str(said["need"]))
    expect(page.locator(".choices").get_by_role("button")).to_have_count(4)
    heard = read_through(page)
    assert f"heading, {said['host']}, level 2" in heard
    assert f"log, {said['log']}" in heard
    assert said["message"] in heard
    assert f"group, {said['choices']}" in heard
    for name in [*said["buttons"], *said["answers"]]:
        assert heard.count(f"button, {name}") == 1
    assert not [each for each in heard if each in ("button", "link", "textbox", "heading", "group")]


@BOTH
def test_the_cards_are_found_by_their_headings(context: BrowserContext, site: Served, language: str) -> None:
    said = SAID[language]
    page = listening(context, site, language)
    say(page, str(said["need"]))
    page.locator(".choices").get_by_role("button", name=str(said["few"])).click()
    page.locator("article.card").wait_for()
    say(page, str(said["ask"]))
    expect(page.locator("article.card")).to_have_count(2)
    page.get_by_role("button", name=str(said["below"]), exact=True).wait_for()
    heard = read_through(page)
    card = funding(language == "fr")[1]["custom"]
    best = adviser().knowledge.formats[card["format"]].name[language]  # type: ignore[index]
    headings = [each for each in heard if each.startswith("heading, ")]
    assert f"heading, {best}, level 3" in headings
    assert [each for each in said["sections"] if f"heading, {each}, level 4" not in headings] == []
    at = headings.index(f"heading, {said['money']}, level 3")
    names = [each["name"].replace("\u00a0", " ") for each in card["programs"]]
    assert [each.removeprefix("heading, ").partition(" (")[0] for each in headings[at + 1 :]] == [
        each.partition(" (")[0] for each in names
    ]
    assert f"button, {said['below']}" in heard

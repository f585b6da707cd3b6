"""Who can help pay, on the page without scripts: the same programs, each told once; the page still fits a post."""

from __future__ import annotations

import html
import random
import re
import string
from typing import Any

import pytest
from door_kit import TURN_FR, FakeRasa, House, a_house
from widget_kit import TODAY, AdvisingServices, ScriptedBot, adviser, funding

from bot.advice.funding_card import program_card
from bot.advice.words import word
from bot.profile import Profile
from bot.web.plain_chat import LONGEST_PAGE

BOTH = pytest.mark.parametrize("language", ["en", "fr"])
ASKS = {"en": "who can help pay?", "fr": "qui peut aider à payer?"}


def an_advising_house(answer: Any = None) -> House:
    services = AdvisingServices(knowledge=adviser().knowledge)
    return a_house(FakeRasa(answer=answer or ScriptedBot()), services)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def asked(house: House, text: str, page: str = "", language: str = "en") -> str:
    fields = {**hidden(page), "language": language, "message": text}
    answer = house.visitor().post(f"/chat?lang={language}", data=fields)
    assert answer.status_code == 200
    return answer.text


@BOTH
def test_each_program_is_told_once_with_status_amount_conditions_source_and_date(language: str) -> None:
    page = asked(an_advising_house(), ASKS[language], language=language)
    text, card = words(page), funding(language == "fr")[1]["custom"]
    items = re.findall(r"<li>\s*<h3>.*?</p>\s*</li>", page, re.DOTALL)
    assert len(items) == len(card["programs"])
    for each, item in zip(card["programs"], items, strict=True):
        assert each["name"].replace("\u00a0", " ") in words(item)
        assert word(language, "labels", "eligibility", each["eligibility"]) in words(item)  # type: ignore[arg-type]
        assert text.count(re.sub(r"\s+", " ", each["summary"])) == 1
        assert f'href="{each["source"]}"' in item
        assert {"en": "Checked on November 22, 2026", "fr": "Vérifié le 22 novembre 2026"}[language] in words(item)
        assert item.count("<li>") == 1 + len(each["missing"])
    assert {"en": "Your cost: $0 to $2,200", "fr": "Votre coût : de 0 $ à 2 200 $"}[language] in text


def test_both_languages_make_the_same_page() -> None:
    pages = [asked(an_advising_house(), ASKS[language], language=language) for language in ("en", "fr")]
    assert re.findall(r"<(\w+)", pages[0]) == re.findall(r"<(\w+)", pages[1])


def told_of(card: dict[str, Any]) -> str:
    """The words of the page, in French, once it got `card`."""
    house = an_advising_house(lambda body: [{"text": "?"}, {"custom": card}, TURN_FR])
    return words(asked(house, "?", language="fr"))


def test_a_program_she_names_keeps_its_words_and_says_no_with_the_reason() -> None:
    known = adviser().knowledge
    card = program_card(known.programs["nb-futurenb"], Profile(language="fr", province="QC"), None, known, TODAY)
    house = an_advising_house(lambda body: [{"text": "FutureNB : une aide.\n• Un détail."}, {"custom": card}, TURN_FR])
    text = words(asked(house, "futurenb?", language="fr"))
    assert "FutureNB : une aide. Un détail." in text
    assert "pas dans votre cas" in text
    assert "Estimation" not in text
    assert "Il vise d'autres provinces." in text


def test_a_program_that_gives_no_money_has_no_estimate_and_a_closed_one_neither() -> None:
    known = adviser().knowledge
    closed = next(each for each in known.closed.values() if len(each.evidence_date) == 4)
    for named in (known.programs["campus-connect"], closed):
        card = program_card(named, Profile(language="fr"), None, known, TODAY)
        text = told_of(card)
        assert "Estimation" not in text
    assert f"Date de la source : {closed.evidence_date}" in text


def test_what_the_page_carries_never_outgrows_a_post() -> None:
    """Long words of hers that nothing compresses: older ones leave the page first, the last exchange stays."""
    house, page = an_advising_house(), ""
    chance = random.Random(7)
    for _ in range(8):
        said = "".join(chance.choices(string.ascii_letters + "éàç", k=1900))
        page = asked(house, f"long {said}", page)
        assert len(hidden(page)["shown"]) <= LONGEST_PAGE
        assert said in page
    assert "Beginning" in page


def test_an_amount_nobody_published_is_to_be_confirmed_and_never_zero() -> None:
    known = adviser().knowledge
    card = program_card(known.programs["nb-futurenb"], Profile(language="fr", province="NB"), None, known, TODAY)
    text = told_of(card)
    assert "Estimation : à confirmer" in text
    assert " 0 $" not in text

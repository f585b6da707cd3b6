"""The plan a visitor prints or saves: whole, in her language, without an account, and kept nowhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from door_kit import House, a_house
from hypothesis import given, settings
from strategies import profiles
from widget_kit import TODAY, AdvisingServices, a_bakery, adviser

from bot.profile import Profile
from bot.web.plan import plan, read_profile
from bot.web.programs import amounts

BOTH = pytest.mark.parametrize("language", ["en", "fr"])


def an_advising_house(**settings: Any) -> House:
    return a_house(services=AdvisingServices(knowledge=adviser().knowledge), **settings)


def ask(house: House, facts: object, headers: dict[str, str] | None = None, **more: str) -> httpx.Response:
    """Post facts as the widget's form does."""
    profile = facts if isinstance(facts, str) else json.dumps(facts)
    return house.visitor().post("/plan", data={"profile": profile, **more}, headers=headers)


class Reader(HTMLParser):
    """The words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", " ".join(Reader(page).words))


@BOTH
def test_the_plan_has_advice_reasons_money_sources_and_next_steps(language: str) -> None:
    answer = adviser().answer(a_bakery(language), TODAY)
    best, text = answer["recommendations"][0], words(ask(an_advising_house(), a_bakery(language).to_dict()).text)
    format_ = adviser().knowledge.formats[best["format"]]
    assert format_.name[language] in text  # type: ignore[index]
    for reason in [*best["reasons"], *best["tradeoffs"], *best["what_would_change_it"]]:
        assert re.sub(r"\s+", " ", reason["text"]) in text
    for offer in best["funding"]:
        assert adviser().knowledge.programs[offer["program"]].name[language] in text  # type: ignore[index]
        assert offer["source"] in text
    for step in format_.employer_checklist[language]:  # type: ignore[index]
        assert step in text
    assert re.sub(r"\s+", " ", answer["disclaimer"]) in text
    assert answer["knowledge_version"] in text


@BOTH
def test_the_plan_is_in_her_language_and_turns_into_the_other(language: str) -> None:
    house, other = an_advising_house(), "fr" if language == "en" else "en"
    page = ask(house, a_bakery(language).to_dict(), {"Accept-Language": other})
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language
    turned = ask(house, a_bakery(language).to_dict(), lang=other)
    assert f'<html lang="{other}">' in turned.text


@BOTH
def test_when_nothing_fits_the_plan_still_has_a_reason_and_a_first_step(language: str) -> None:
    facts = {"language": language, "headcount": 900}
    answer = adviser().answer(Profile.from_mapping(facts), TODAY)
    text = words(ask(an_advising_house(), facts).text)
    assert answer["recommendations"] == []
    assert re.sub(r"\s+", " ", answer["not_recommended"][0]["reasons"][0]["text"]) in text
    assert re.sub(r"\s+", " ", answer["first_step"]["text"]) in text


def test_both_languages_make_the_same_page() -> None:
    house = an_advising_house()
    tags = [re.findall(r"<(\w+)", ask(house, a_bakery("en").to_dict(), lang=each).text) for each in ("en", "fr")]
    assert tags[0] == tags[1]


def test_a_text_of_her_own_is_never_shown_so_that_nobody_can_write_on_our_page() -> None:
    page = ask(an_advising_house(), {"language": "en", "headcount": 7, "sector": "CALL 1-900-SCAM <script>"})
    assert page.status_code == 200
    assert "SCAM" not in words(page.text)
    assert "<script>" not in page.text


BROKEN = {
    "nothing": "",
    "no JSON": "x",
    "a list": "[]",
    "null": "null",
    "a wrong type": '{"headcount": "7"}',
    "contact": '{"email": "a@b.example"}',
    "too deep": "[" * 2000,
}


@pytest.mark.parametrize("facts", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_profile_gets_a_page_that_says_how_to_get_a_plan(facts: str) -> None:
    answer = ask(an_advising_house(), facts, {"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert '<html lang="fr">' in answer.text
    assert "Il n'y a pas de plan ici" in words(answer.text)


def test_without_facts_the_address_says_how_to_get_a_plan() -> None:
    assert "There is no plan here" in words(an_advising_house().visitor().get("/plan?lang=en").text)


@pytest.mark.parametrize("origin", ["null", "https://www.chamber.example", "https://elsewhere.example"])
def test_any_host_page_may_open_a_plan_since_it_changes_nothing(origin: str) -> None:
    assert ask(an_advising_house(), a_bakery("en").to_dict(), {"Origin": origin}).status_code == 200


def test_the_plan_is_neither_stored_nor_found_nor_framed() -> None:
    answer = ask(an_advising_house(), a_bakery("en").to_dict())
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "set-cookie" not in answer.headers


def test_plans_count_against_the_limit_of_an_address() -> None:
    house = an_advising_house(rate_per_minute=2)
    assert [ask(house, "x").status_code for _ in range(3)] == [422, 422, 429]


@given(profiles())
@settings(max_examples=25, deadline=None)
def test_every_profile_has_a_plan_in_both_languages(profile: Profile) -> None:
    for language in ("en", "fr"):
        read = read_profile(json.dumps(profile.to_dict()), language)
        assert read is not None
        answer = adviser().answer(read, TODAY)
        made = plan(read, answer, adviser().knowledge, language)  # type: ignore[arg-type]
        assert made["best"] or made["obstacles"]
        assert made["first_step"]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, "à confirmer"),
        (200, None, "200 $ – à confirmer"),
        (0, 0, "rien"),
        (0, 2100, "jusqu'à 2 100 $"),
        (700, 700, "700 $"),
        (230, 2100, "de 230 $ à 2 100 $"),
    ],
)
def test_unknown_money_is_said_and_never_zero(low: float | None, high: float | None, text: str) -> None:
    assert re.sub(r"\s", " ", amounts(low, high, "fr")) == text

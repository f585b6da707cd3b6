"""The sample chamber's pages, the plain chat page, and the words in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from door_kit import TURN_EN, FakeRasa, House, a_house, says

from bot.web import pages, words

PAGES = ("/", "/privacy", "/chat")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("browser", "language"), [("fr-CA,fr;q=0.9", "fr"), ("en-CA", "en"), ("de", "en"), ("", "en")])
def test_a_page_speaks_the_browsers_language(path: str, browser: str, language: str) -> None:
    answer = a_house().visitor().get(path, headers={"Accept-Language": browser})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize("path", PAGES)
def test_the_language_asked_for_wins(path: str) -> None:
    visitor = a_house().visitor()
    assert '<html lang="fr">' in visitor.get(f"{path}?lang=fr", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in visitor.get(f"{path}?lang=xx", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_asks_nothing_of_anybody_else(path: str, language: str) -> None:
    text = a_house().visitor().get(f"{path}?lang={language}").text
    loaded = re.findall(r'(?:src|<link[^>]*href|action)="([^"]+)"', text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert "style=" not in text
    assert "<style" not in text
    assert not re.search(r"\son\w+=", text)


def test_both_languages_have_the_same_structure() -> None:
    visitor = a_house().visitor()
    for path in PAGES:
        tags = [re.findall(r"<(\w+)", visitor.get(f"{path}?lang={language}").text) for language in ("en", "fr")]
        assert tags[0] == tags[1]


def both_languages(node: Any, where: str = "") -> list[str]:
    """Where a text does not come in exactly English and French."""
    if isinstance(node, dict) and ("en" in node or "fr" in node):
        same = set(node) == {"en", "fr"} and type(node["en"]) is type(node["fr"])
        same = same and (not isinstance(node["en"], list) or shape(node["en"]) == shape(node["fr"]))
        return [] if same and all(node.values()) else [where]
    return [bad for key, value in node.items() for bad in both_languages(value, f"{where}/{key}")]


def shape(items: list[Any]) -> list[Any]:
    return [(sorted(item), len(item.get("items", ()))) if isinstance(item, dict) else None for item in items]


@pytest.mark.parametrize("file", [pages.TEMPLATES / "words.yml", pages.TEMPLATES.parents[1] / "words.yml"])
def test_every_text_exists_in_both_languages(file: Any) -> None:
    assert both_languages(yaml.safe_load(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", [pages.TEMPLATES / "words.yml", pages.TEMPLATES.parents[1] / "words.yml"])
def test_french_is_set_as_canadians_set_it(file: Any) -> None:
    french = re.findall(r"fr: (.*)", file.read_text(encoding="utf-8"))
    assert not [line for line in french if re.search(r"\s[!?;]|\w:\s\w(?!.*en:)|«\S|\S»", re.sub(r"^\{.*", "", line))]


@pytest.mark.parametrize(
    ("text", "language"),
    [("j'ai besoin d'un site", "fr"), ("we need a website", "en"), ("été", "fr"), ("12", None), ("ok", None)],
)
def test_a_message_shows_its_language_or_nothing(text: str, language: str | None) -> None:
    assert words.guess_language(text) == language


def form_of(text: str, which: int = -1) -> dict[str, str]:
    """The hidden fields of a form of the page."""
    form = re.findall(r"<form.*?</form>", text, re.DOTALL)[which]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def post(house: House, page: str, **fields: str) -> str:
    answer = house.visitor().post("/chat?lang=en", data={**form_of(page), **fields})
    assert answer.status_code == 200
    return answer.text


def asks_twice(body: dict[str, Any]) -> Any:
    if body["message"].startswith("/"):
        return says("Noted.")
    return [{"text": "How many?", "buttons": [{"title": "Few <5", "payload": "/few"}]}, TURN_EN]


def test_the_plain_page_holds_a_conversation_with_form_posts_only() -> None:
    house = a_house(FakeRasa(asks_twice))
    first = post(house, house.visitor().get("/chat?lang=en").text, message="hello <script>")
    assert "hello &lt;script&gt;" in first
    assert "How many?" in first
    choice = re.search(r'name="choice" value="([^"]+)"', first)
    assert choice
    second = post(house, first, choice=choice.group(1))
    assert [body["message"] for body in house.rasa.sent] == ["hello <script>", "/few"]
    for text in ("hello &lt;script&gt;", "How many?", "Few &lt;5", "Noted."):
        assert text in second


def test_posting_the_same_page_twice_says_it_once() -> None:
    house = a_house()
    page = house.visitor().get("/chat?lang=en").text
    first, second = (form_of(post(house, page, message="hello"))["conversation"] for _ in range(2))
    assert first == second
    assert len(house.rasa.sent) == 1


def test_a_made_up_history_is_not_shown() -> None:
    house = a_house()
    page = post(house, house.visitor().get("/chat?lang=en").text, message="hello")
    assert "Hello!" not in post(house, page, message="again", shown="made.up").split("again")[0].split("<main")[1]


def test_the_plain_page_says_what_is_wrong_and_keeps_the_conversation() -> None:
    house = a_house(message_max_chars=10)
    page = post(house, house.visitor().get("/chat?lang=fr").text, message="hello")
    answer = house.visitor().post("/chat?lang=fr", data={**form_of(page), "message": "a" * 20})
    assert answer.status_code == 422
    assert "Ce message est trop long" in answer.text
    assert form_of(answer.text)["conversation"] == form_of(page)["conversation"]
    assert "Hello!" in answer.text


def test_the_plain_page_says_how_long_to_wait_to_people_and_programs() -> None:
    house = a_house(rate_per_conversation_per_minute=1)
    page = post(house, house.visitor().get("/chat?lang=en").text, message="hello")
    page = post(house, page, message="again")
    answer = house.visitor().post("/chat?lang=en", data={**form_of(page), "message": "and again"})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "60" in re.findall(r'<p class="problem"[^>]*>(.*?)</p>', answer.text)[0]


def test_a_forged_conversation_starts_the_plain_page_anew() -> None:
    answer = a_house().visitor().post("/chat?lang=en", data={"conversation": "forged", "message": "x"})
    assert answer.status_code == 403
    assert form_of(answer.text)["conversation"] == ""


def test_the_token_never_travels_in_an_address() -> None:
    house = a_house()
    page = post(house, house.visitor().get("/chat?lang=en").text, message="hello")
    token = form_of(page)["conversation"]
    assert token
    assert not [address for address in re.findall(r'(?:href|action|src)="([^"]+)"', page) if token in address]


def test_the_notice_tells_how_long_from_the_settings() -> None:
    house = a_house(retention_conversation_days=17, privacy_contact="officer@x.example")
    text = house.visitor().get("/privacy?lang=en").text
    assert "17 days" in text
    assert "officer@x.example" in text

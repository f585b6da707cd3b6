"""Somebody who reads pages is refused with a page, in her language, that says what to do; a program with JSON."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from door_kit import a_house

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
OTHER = {"en": "fr", "fr": "en"}
TITLE = {
    429: {"en": "Too many requests. Try again in 60 s.", "fr": "Trop de requêtes. Réessayez dans 60 s."},
    413: {"en": "The request is too large.", "fr": "La requête est trop volumineuse."},
    404: {"en": "There is nothing at this address.", "fr": "Il n'y a rien à cette adresse."},
    500: {"en": "Something went wrong on our side.", "fr": "Un problème est survenu de notre côté."},
}
TO_DO = {
    429: {"en": "reload this page", "fr": "actualisez cette page"},
    413: {"en": "shorten what you wrote", "fr": "raccourcissez votre texte"},
    404: {"en": "how to go on", "fr": "comment continuer"},
    500: {"en": "go back to the page before", "fr": "revenez à la page précédente"},
}


def is_page(answer: httpx.Response, status: int, language: str) -> None:
    """Whether an answer is the page for this status, whole and in this language."""
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == language
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert f'<html lang="{language}">' in answer.text
    (title,) = re.findall(r"<h1>(.*?)</h1>", answer.text)
    assert html.unescape(title).startswith(TITLE[status][language])
    assert TO_DO[status][language] in answer.text
    assert f'href="/chat?lang={language}"' in answer.text


@BOTH
@pytest.mark.parametrize("path", ["/chat", "/plan", "/rights"])
def test_asked_too_often_she_is_told_on_a_page_when_to_reload_it(path: str, language: str) -> None:
    visitor = a_house(rate_per_minute=1).visitor()
    headers = {**BROWSER, "Accept-Language": language}
    visitor.post(path, data={"message": "hello"}, headers=headers)
    answer = visitor.post(path, data={"message": "hello"}, headers=headers)
    is_page(answer, 429, language)
    assert answer.headers["retry-after"] == "60"


@BOTH
def test_the_language_of_the_address_wins_over_the_browsers(language: str) -> None:
    visitor = a_house(rate_per_minute=1).visitor()
    headers = {**BROWSER, "Accept-Language": OTHER[language]}
    for _ in range(2):
        answer = visitor.post(f"/chat?lang={language}", data={"message": "hello"}, headers=headers)
    is_page(answer, 429, language)


def test_reloading_the_refused_post_sends_the_message_once() -> None:
    house = a_house(rate_per_minute=1)
    house.say()
    fields = {"message": "hello", "message_id": "a" * 24}
    statuses = []
    for _ in range(3):
        statuses.append(house.visitor().post("/chat?lang=en", data=fields, headers=BROWSER).status_code)
        house.clock.now += 60
    assert statuses == [429, 200, 200]
    assert [body["message"] for body in house.rasa.sent] == ["hello", "hello"]


@BOTH
def test_too_large_a_post_is_a_page_that_says_to_shorten_it(language: str) -> None:
    visitor = a_house(body_max_bytes=100).visitor()
    is_page(visitor.post(f"/chat?lang={language}", data={"message": "a" * 200}, headers=BROWSER), 413, language)


@BOTH
def test_too_large_a_post_without_a_length_is_the_same_page(language: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"message=" + b"a" * 200

    headers = {**BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
    is_page(
        a_house(body_max_bytes=100).visitor().post(f"/chat?lang={language}", content=chunks(), headers=headers),
        413,
        language,
    )


@BOTH
def test_an_address_where_there_is_nothing_is_a_page(language: str) -> None:
    is_page(a_house().visitor().get(f"/nowhere?lang={language}", headers=BROWSER), 404, language)


@BOTH
def test_a_bug_is_a_page_that_says_nothing_of_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    house = a_house()
    monkeypatch.setattr(house.app.state.reception, "serve", broken)
    answer = house.visitor().post(f"/chat?lang={language}", data={"message": "hello"}, headers=BROWSER)
    is_page(answer, 500, language)
    assert "secret detail" not in answer.text


@pytest.mark.parametrize(
    ("path", "accept"), [("/chat", "*/*"), ("/chat", "application/json"), ("/api/chat", "text/html")]
)
def test_a_program_still_gets_a_problem(path: str, accept: str) -> None:
    answer = a_house(body_max_bytes=100).visitor().post(path, content=b"a" * 200, headers={"Accept": accept})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("limits", [{"message_max_chars": 10}, {"rate_per_conversation_per_minute": 1}])
def test_what_she_wrote_is_still_there_when_the_chat_refuses_it(limits: dict[str, int]) -> None:
    visitor = a_house(**limits).visitor()
    fields: dict[str, str] = {}
    for said in ("hello", "hi", "longer <than> that"):
        answer = visitor.post("/chat?lang=en", data={**fields, "message": said}, headers=BROWSER)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert answer.status_code in (422, 429)
    assert "longer &lt;than&gt; that</textarea>" in answer.text

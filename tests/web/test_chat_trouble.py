"""When what is behind the door is slow, broken or busy, the visitor still gets a sentence."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx
import pytest
from door_kit import TURN_FR, FakeRasa, House, a_house, ids_sent, says


def client(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url="http://testserver")


async def say(visitor: httpx.AsyncClient, message: str, conversation: str | None = None, **more: Any) -> httpx.Response:
    return await visitor.post("/api/chat", json={"conversation": conversation, "message": message, **more})


def test_rasa_down_is_a_sentence_with_a_way_to_a_person() -> None:
    answer = a_house(FakeRasa(up=False)).say("bonjour, j'ai besoin d'aide")
    (message,) = answer.json()["messages"]
    assert answer.status_code == 200
    assert answer.json()["language"] == "fr"
    assert "Votre message n'est pas perdu" in message["text"]
    assert "http://localhost:8000/?lang=fr#contact" in message["text"]
    assert message["custom"]["type"] == "unavailable"


@pytest.mark.parametrize(
    ("message", "language", "browser", "expected"),
    [
        ("j'ai besoin d'aide", "en", "fr", "en"),
        ("we need help", None, "fr", "en"),
        ("ok", None, "fr-CA,en;q=0.5", "fr"),
        ("ok", None, "de", "en"),
    ],
)
def test_the_apology_is_in_her_language(message: str, language: str | None, browser: str, expected: str) -> None:
    house = a_house(FakeRasa(up=False))
    assert house.say(message, language=language, headers={"Accept-Language": browser}).json()["language"] == expected


def test_the_last_known_language_wins_over_a_guess() -> None:
    house = a_house(FakeRasa(lambda body: says("Oui", turn=TURN_FR)))
    token = house.say("bonjour").json()["conversation"]
    house.rasa.up = False
    assert house.say("we need help with the website", token).json()["language"] == "fr"


def test_a_host_with_a_website_is_where_the_apology_points() -> None:
    house = a_house(FakeRasa(up=False))
    house.services.knowledge.intermediaries["host_chamber"].website = "https://chamber.example/contact"
    assert "https://chamber.example/contact" in house.say().json()["messages"][0]["text"]


def test_failed_actions_keep_what_came_and_say_so() -> None:
    answer = a_house(FakeRasa(lambda body: [{"text": "First part."}])).say("hello")
    first, second = answer.json()["messages"]
    assert first == {"text": "First part."}
    assert "may be incomplete" in second["text"]


NO_ANSWERS = ([], httpx.Response(500), httpx.Response(200, text="<html>"), httpx.Response(200, json={}))


@pytest.mark.parametrize("reply", NO_ANSWERS)
def test_an_answer_that_is_none_is_an_apology(reply: Any) -> None:
    answer = a_house(FakeRasa(lambda body: reply)).say("hello")
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["custom"]["type"] == "unavailable"


def test_a_broken_database_is_an_apology() -> None:
    house = a_house()
    house.services.desk.broken = True
    answer = house.say("hello")
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["custom"]["type"] == "unavailable"


def test_a_failed_turn_may_be_sent_again_with_the_same_key() -> None:
    house = a_house(FakeRasa(up=False))
    failed = house.say("go", message_id="k" * 32).json()
    house.rasa.up = True
    mended = house.say("go", failed["conversation"], message_id="k" * 32).json()
    assert mended["messages"] == [{"text": "Hello!"}]
    assert mended["conversation"] == failed["conversation"]


async def test_a_late_rasa_is_an_apology_at_the_deadline() -> None:
    async def forever(body: dict[str, Any]) -> Any:
        await asyncio.Event().wait()

    house = a_house(FakeRasa(forever), chat_deadline_seconds=0.05)
    async with client(house) as visitor:
        answer = await say(visitor, "hello")
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["custom"]["type"] == "unavailable"


async def test_messages_of_one_conversation_wait_for_each_other() -> None:
    busy = Busy()
    house = a_house(FakeRasa(busy))
    async with client(house) as visitor:
        token = (await free(busy, say(visitor, "start"))).json()["conversation"]
        await free(busy, *(say(visitor, f"m{n}", token) for n in range(3)))
    assert busy.most == 1
    assert [body["message"] for body in house.rasa.sent] == ["start", "m0", "m1", "m2"]


async def test_rasa_gets_a_few_messages_at_a_time_and_every_one_is_answered() -> None:
    busy = Busy()
    house = a_house(FakeRasa(busy), rasa_parallel=2)
    async with client(house) as visitor:
        answers = await free(busy, *(say(visitor, f"m{n}") for n in range(8)))
    assert busy.most == 2
    assert [answer.json()["messages"] for answer in answers] == [[{"text": "ok"}]] * 8


async def test_the_same_key_sent_twice_at_once_is_one_message() -> None:
    busy = Busy()
    house = a_house(FakeRasa(busy))
    async with client(house) as visitor:
        first, second = await free(busy, *(say(visitor, "go", message_id="k" * 32) for _ in range(2)))
    assert first.json() == second.json()
    assert len(house.rasa.sent) == 1


def test_logs_hold_neither_token_nor_words_nor_the_whole_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = a_house(FakeRasa(lambda body: httpx.Response(500)))
    token = house.say("my name is Aïcha").json()["conversation"]
    house.say("my name is Aïcha", token)
    records = [record for record in caplog.records if record.name.startswith("bot")]
    bot_lines = [f"{record.getMessage()} {vars(record).get('facts')}" for record in records]
    assert len(bot_lines) == 4
    for secret in ("Aïcha", token, *ids_sent(house.rasa)):
        assert secret not in "\n".join(bot_lines)


class Busy:
    """Answers only when told to; counts how many messages it held at once."""

    def __init__(self) -> None:
        self.held, self.most = 0, 0
        self.go = asyncio.Event()

    async def __call__(self, body: dict[str, Any]) -> Any:
        self.held += 1
        self.most = max(self.most, self.held)
        await asyncio.wait_for(self.go.wait(), 5)
        self.held -= 1
        return says("ok")


async def free(busy: Busy, *turns: Any) -> Any:
    """Let the turns pile up, then let them go; their answers."""
    busy.go.clear()
    tasks = [asyncio.ensure_future(turn) for turn in turns]
    for _ in range(200):
        await asyncio.sleep(0)
    for _ in range(400):
        if busy.held:
            break
        await asyncio.sleep(0.001)
    busy.go.set()
    answers = await asyncio.gather(*tasks)
    return answers if len(answers) > 1 else answers[0]

"""How often, how much, how long: the limits of the door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from door_kit import a_house
from hypothesis import given
from hypothesis import strategies as st

from bot.web.door import address_of
from bot.web.limits import Limiter
from bot.web.shortlived import Shortlived


def chat_from(house: Any, address: str, **headers: str) -> Any:
    visitor = house.visitor(client=(address, 5000))
    return visitor.post("/api/chat", json={"message": "hi"}, headers=headers)


def test_an_address_that_asks_too_often_waits() -> None:
    house = a_house(rate_per_minute=3)
    answers = [house.say() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["retry-after"] == "20"
    assert answers[3].headers["content-type"] == "application/problem+json"


def test_after_the_time_it_was_told_an_address_may_ask_again() -> None:
    house = a_house(rate_per_minute=3)
    for _ in range(3):
        house.say()
    house.clock.now += int(house.say().headers["retry-after"])
    assert house.say().status_code == 200


def test_one_address_does_not_use_up_anothers_share() -> None:
    house = a_house(rate_per_minute=1)
    assert chat_from(house, "192.0.2.1").status_code == 200
    assert chat_from(house, "192.0.2.1").status_code == 429
    assert chat_from(house, "192.0.2.2").status_code == 200


def test_an_ipv6_visitor_counts_by_network() -> None:
    house = a_house(rate_per_minute=1)
    assert chat_from(house, "2001:db8::1").status_code == 200
    assert chat_from(house, "2001:db8::2").status_code == 429
    assert chat_from(house, "2001:db8:0:1::2").status_code == 200


def test_a_claimed_address_is_believed_only_from_a_trusted_proxy() -> None:
    house = a_house(rate_per_minute=1)
    assert chat_from(house, "192.0.2.1", **{"X-Forwarded-For": "203.0.113.1"}).status_code == 200
    assert chat_from(house, "192.0.2.1", **{"X-Forwarded-For": "203.0.113.2"}).status_code == 429


def test_behind_a_trusted_proxy_the_last_untrusted_address_counts() -> None:
    house = a_house(rate_per_minute=1, trusted_proxies="10.0.0.0/8")
    assert chat_from(house, "10.0.0.1", **{"X-Forwarded-For": "1.1.1.1, 203.0.113.1"}).status_code == 200
    assert chat_from(house, "10.0.0.1", **{"X-Forwarded-For": "2.2.2.2, 203.0.113.1"}).status_code == 429
    assert chat_from(house, "10.0.0.1", **{"X-Forwarded-For": "1.1.1.1, 203.0.113.2, 10.0.0.2"}).status_code == 200


def test_a_conversation_that_asks_too_often_waits_and_is_told_in_its_language() -> None:
    house = a_house(rate_per_conversation_per_minute=2)
    token = house.say().json()["conversation"]
    answers = [house.say("x", token, language="fr") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) == 30
    assert answers[2].json()["title"].startswith("Trop de requêtes")


def test_pages_and_health_are_not_counted() -> None:
    house = a_house(rate_per_minute=1)
    house.say()
    for path in ("/", "/widget.js", "/health/live", "/privacy"):
        assert house.visitor().get(path).status_code == 200


def test_a_message_too_long_is_refused_in_the_language_of_the_request() -> None:
    house = a_house(message_max_chars=10)
    assert house.say("a" * 10).status_code == 200
    answer = house.say("a" * 11, language="fr")
    assert answer.status_code == 422
    assert answer.json()["title"] == "Ce message est trop long : 10 caractères au plus."


def test_a_button_is_not_measured_as_a_message() -> None:
    house = a_house(message_max_chars=10)
    held = house.app.state.tokens.begin()
    payload = house.app.state.tokens.button(held, "/affirm", "Yes")
    assert house.say(payload, held.token).status_code == 200


def test_a_body_that_says_it_is_too_large_is_refused() -> None:
    answer = a_house(body_max_bytes=100).say("a" * 200)
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_a_chunked_body_is_refused_while_it_streams() -> None:
    taken = []

    def chunks() -> Iterator[bytes]:
        for number in range(100):
            taken.append(number)
            yield b"x" * 50

    house = a_house(body_max_bytes=100)
    answer = house.visitor().post("/api/chat", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert house.rasa.sent == []


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from bot.web import door

    monkeypatch.setattr(door, "BODY_SECONDS", 0.05)
    house, sent = a_house(), []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/chat", "raw_path": b"/api/chat", "query_string": b"",
        "root_path": "", "headers": [(b"content-type", b"application/json")], "scheme": "http",
        "client": ("192.0.2.1", 1), "server": ("x", 80), "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(house.app(scope, receive, send))
    assert sent[0]["status"] == 408


@given(st.integers(1, 600), st.lists(st.floats(0, 30), max_size=60))
def test_no_minute_ever_holds_more_than_twice_the_limit(per_minute: int, gaps: list[float]) -> None:
    now = [0.0]
    limiter = Limiter(per_minute, lambda: now[0])
    taken = []
    for gap in gaps:
        now[0] += gap
        if limiter.take("a") == 0:
            taken.append(now[0])
    assert all(sum(start <= time < start + 60 for time in taken) <= 2 * per_minute for start in taken)


@given(st.integers(1, 600))
def test_waiting_as_long_as_told_is_always_enough(per_minute: int) -> None:
    now = [0.0]
    limiter = Limiter(per_minute, lambda: now[0])
    while not (seconds := limiter.take("a")):
        pass
    assert isinstance(seconds, int)
    now[0] += seconds
    assert limiter.take("a") == 0


def test_a_shortlived_memory_is_bounded_and_forgets() -> None:
    now = [0.0]
    memory: Shortlived[int] = Shortlived(2, 10, lambda: now[0])
    for number, key in enumerate("abc"):
        memory.put(key, number)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (None, 1, 2)
    now[0] = 10.0
    assert memory.get("c") is None
    assert len(memory) == 0


def test_an_address_nobody_can_read_still_counts() -> None:
    assert address_of({"client": None}) == "unknown"
    assert address_of({"client": ("a socket", 0)}) == "a socket"
    assert address_of({"client": ("::ffff:192.0.2.1", 0)}) == "192.0.2.1"

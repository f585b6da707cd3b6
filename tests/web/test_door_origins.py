"""Which sites may call, and the headers of every answer."""

from __future__ import annotations

import pytest
from door_kit import FakeRasa, a_house

SITE = "https://chamber.example"


def test_a_request_without_an_origin_is_welcome() -> None:
    assert a_house().say().status_code == 200


def test_our_own_pages_may_call() -> None:
    house = a_house()
    assert house.say(headers={"Origin": "http://testserver"}).status_code == 200
    assert house.say(headers={"Origin": "http://localhost:8000", "Host": "localhost:8000"}).status_code == 200


def test_our_own_forms_work_behind_a_proxy_that_hides_our_name() -> None:
    headers = {"Origin": "https://assistant.example", "Host": "internal:8000"}
    house = a_house(public_url="https://assistant.example/")
    assert house.visitor().post("/chat", data={"message": "hi"}, headers=headers).status_code == 200


def test_an_allowed_site_may_call_and_read_the_answer() -> None:
    answer = a_house(allowed_origins=f"https://other.example, {SITE}").say(headers={"Origin": SITE})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in answer.headers


FOREIGN = ("https://evil.example", "null", "https://chamber.example.evil.example", "http://chamber.example")


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_site_is_refused_before_anything_runs(origin: str) -> None:
    house = a_house(allowed_origins=SITE)
    answer = house.say(headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["code"] == "foreign_origin"
    assert "access-control-allow-origin" not in answer.headers
    assert house.rasa.sent == []


def test_a_preflight_tells_an_allowed_site_what_it_may_do() -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = a_house(allowed_origins=SITE).visitor().options("/api/chat", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SITE


def test_a_preflight_of_another_site_is_refused() -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert a_house().visitor().options("/api/chat", headers=asked).status_code == 403


def test_an_allowed_site_may_read_how_long_to_wait() -> None:
    house = a_house(allowed_origins=SITE, rate_per_minute=1)
    house.say()
    answer = house.say(headers={"Origin": SITE})
    assert answer.status_code == 429
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "retry-after" in answer.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("path", ["/chat", "/console/login", "/api/tickets/WIL-7F3K"])
def test_an_allowed_site_may_not_post_where_a_widget_has_no_business(path: str) -> None:
    answer = a_house(allowed_origins=SITE).visitor().post(path, data={}, headers={"Origin": SITE})
    assert answer.status_code == 403


PATHS = ("/", "/?lang=fr", "/chat", "/privacy", "/widget.js", "/health/live", "/nothing", "/static/sample/sample.css")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(path: str) -> None:
    headers = a_house().visitor().get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_a_bug_is_a_problem_without_a_trace_and_with_the_headers() -> None:
    house = a_house()
    del house.services.knowledge.formats
    answer = house.visitor().get("/api/formats", headers={"Accept-Language": "fr"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in answer.headers
    assert "Traceback" not in answer.text
    assert answer.json()["title"].startswith("Un problème est survenu")


def test_only_the_embed_script_may_be_loaded_by_another_site() -> None:
    visitor = a_house().visitor()
    assert visitor.get("/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"
    assert visitor.get("/").headers["cross-origin-resource-policy"] == "same-origin"


def test_https_behind_a_trusted_proxy_is_remembered_by_browsers() -> None:
    house = a_house(trusted_proxies="testclient")
    secure = house.visitor().get("/", headers={"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" in secure.headers
    assert "strict-transport-security" not in house.visitor().get("/").headers


def test_the_conversation_is_never_cached() -> None:
    house = a_house(FakeRasa())
    assert house.say().headers["cache-control"] == "no-store"
    assert house.visitor().post("/chat", data={"message": "hi"}).headers["cache-control"] == "no-store"

"""Advice and knowledge for other people's software; health and figures."""

from __future__ import annotations

import pytest
from door_kit import FakeRasa, a_house

TOKEN = "for the machine that reads the figures"
ASKED = {"Authorization": f"Bearer {TOKEN}"}


def test_advice_is_given_for_a_profile_in_its_language() -> None:
    answer = a_house().visitor().post("/api/recommendations", json={"language": "fr", "headcount": 7, "province": None})
    assert answer.status_code == 200
    assert answer.json()["language"] == "fr"
    assert "élan" in answer.text


def test_the_same_profile_gives_the_same_bytes() -> None:
    visitor = a_house().visitor()
    first, second = (visitor.post("/api/recommendations", json={"headcount": 7}).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"province": "XX"}, "province"),
        ({"headcount": "seven"}, "headcount"),
        ({"headcount": 1.5}, "headcount"),
        ({"need_areas": "marketing"}, "need_areas"),
        ({"language": "de"}, "language"),
        ({"budget_cad": True}, "budget_cad"),
    ],
)
def test_a_wrong_profile_names_its_field(profile: dict[str, object], field: str) -> None:
    answer = a_house().visitor().post("/api/recommendations", json=profile)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_a_problem_speaks_the_language_of_the_profile_else_of_the_browser() -> None:
    visitor = a_house().visitor()
    french = {"language": "fr", "province": "XX"}
    asked = visitor.post("/api/recommendations", json=french, headers={"Accept-Language": "en"})
    read = visitor.post("/api/recommendations", json={"province": "XX"}, headers={"Accept-Language": "fr-CA"})
    assert asked.json()["title"] == "Le champ « province » ne peut pas être utilisé."
    assert read.json()["title"] == asked.json()["title"]
    assert read.headers["content-language"] == "fr"


def test_formats_come_in_both_languages_and_unknown_money_is_null() -> None:
    (entry,) = a_house().visitor().get("/api/formats").json()["formats"]
    assert entry["name"] == {"en": "Consulting", "fr": "Consultation"}
    assert entry["cost_cad"] == {"low": 0, "high": None}
    assert entry["sources"] == ["https://example.org/page"]


def test_programs_of_a_province_include_national_ones() -> None:
    visitor = a_house().visitor()

    def ids(query: str) -> list[str]:
        return [each["program"] for each in visitor.get(f"/api/programs{query}").json()["programs"]]

    assert ids("") == ["national", "nb-only"]
    assert ids("?province=NB") == ["national", "nb-only"]
    assert ids("?province=ON") == ["national"]
    assert ids("?format=competition") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?province=nb", "province"),
        ("?province=", "province"),
        ("?format=x", "format"),
        ("?p=x", "p"),
        ("?province=NB&province=ON", "province"),
    ],
)
def test_a_wrong_filter_is_named(query: str, field: str) -> None:
    answer = a_house().visitor().get(f"/api/programs{query}")
    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_what_is_not_there_is_a_problem_in_the_browsers_language() -> None:
    answer = a_house().visitor().get("/nowhere", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert answer.json()["title"] == "Il n'y a rien à cette adresse."


def test_a_wrong_method_is_a_problem_that_says_which_are_right() -> None:
    answer = a_house().visitor().get("/api/chat")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_public_route_of_the_api_is_described() -> None:
    house = a_house()
    described = house.visitor().get("/api/openapi.json").json()["paths"]
    served = {route.path for route in house.app.routes if getattr(route, "path", "").startswith("/api/")}
    assert served == set(described)


def test_the_house_is_ready_when_everything_behind_the_door_answers() -> None:
    answer = a_house().visitor().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"rasa": "ok", "actions": "ok", "database": "ok"}}


@pytest.mark.parametrize("missing", ["rasa", "actions", "database"])
def test_what_does_not_answer_is_named(missing: str) -> None:
    house = a_house(FakeRasa(up=missing != "rasa", actions_up=missing != "actions"))
    house.services.desk.broken = missing == "database"
    answer = house.visitor().get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, state in answer.json()["checks"].items() if state == "down"] == [missing]


def test_we_live_even_when_nothing_else_does() -> None:
    assert a_house(FakeRasa(up=False)).visitor().get("/health/live").status_code == 200


def test_figures_count_turns_problems_and_apologies_per_application() -> None:
    house, other = a_house(metrics_token=TOKEN), a_house(metrics_token=TOKEN)
    house.say()
    house.rasa.up = False
    house.say()
    house.say("x", "forged")
    text = house.visitor().get("/metrics", headers=ASKED).text
    assert 'tremplin_turns_total{language="en",outcome="answered"} 1.0' in text
    assert 'tremplin_turns_total{language="en",outcome="apology"} 1.0' in text
    assert 'tremplin_fallback_total{reason="RasaFailed"} 1.0' in text
    assert 'tremplin_problems_total{status="403"} 1.0' in text
    assert 'tremplin_turn_seconds_count{stage="rasa"} 1.0' in text
    assert "tremplin_turns_total{" not in other.visitor().get("/metrics", headers=ASKED).text


@pytest.mark.parametrize("given", ["", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", "Bearer", "Bearer é"])
def test_figures_are_no_page_for_those_without_the_token(given: str) -> None:
    headers = {"Authorization": given.encode()}
    assert a_house(metrics_token=TOKEN).visitor().get("/metrics", headers=headers).status_code == 404
    assert a_house().visitor().get("/metrics", headers=headers).status_code == 404


def test_without_a_token_figures_are_for_this_machine_alone() -> None:
    house = a_house()
    here = house.visitor(client=("127.0.0.1", 50_000))
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert house.visitor(client=("192.0.2.7", 50_000)).get("/metrics").status_code == 404


def test_a_request_keeps_the_id_a_proxy_gave_it_all_the_way_to_rasa_and_back() -> None:
    house = a_house()
    turn = {"conversation": None, "message": "hello", "language": "en"}
    given = "0123456789abcdef0123456789abcdef"
    answer = house.visitor().post("/api/chat", json=turn, headers={"X-Request-ID": given})
    assert answer.headers["x-request-id"] == given
    assert house.rasa.sent[-1]["metadata"]["request_id"] == given


def test_an_id_that_is_none_is_replaced() -> None:
    for given in ("", "short", "x" * 65, "<script>alert(1)</script>"):
        answer = a_house().visitor().get("/health/live", headers={"X-Request-ID": given})
        assert len(answer.headers["x-request-id"]) == 32

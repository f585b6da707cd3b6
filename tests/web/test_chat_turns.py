"""A turn through the door: what the visitor gets, and what Rasa is told."""

from __future__ import annotations

import json
import re

import pytest
from door_kit import TURN_EN, TURN_ERASED, TURN_FR, FakeRasa, a_house, ids_sent, says


def buttons(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"title": title, "payload": payload} for title, payload in pairs]


def a_question() -> list[dict[str, object]]:
    return [
        {"text": "How many?", "buttons": buttons(("Few", '/inform{"headcount": 4}'), ("Many", "/deny"))},
        {"custom": {"type": "question", "slot": "headcount", "why": "size"}},
        dict(TURN_EN),
    ]


def test_a_first_message_begins_a_conversation_and_is_answered() -> None:
    house = a_house()
    answer = house.say("hello")
    assert answer.status_code == 200
    assert answer.json()["messages"] == [{"text": "Hello!"}]
    assert answer.json()["language"] == "en"
    assert list(house.services.desk.started.values()) == ["en"]


def test_rasa_gets_a_random_id_and_never_the_token() -> None:
    house = a_house()
    token = house.say("hello").json()["conversation"]
    house.say("again", token)
    first, second = ids_sent(house.rasa)
    assert first == second
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert token not in str(house.rasa.sent)


def test_two_conversations_never_share_an_id() -> None:
    house = a_house()
    assert house.say().json()["conversation"] != house.say().json()["conversation"]
    assert len(set(ids_sent(house.rasa))) == 2


def test_a_language_asked_for_travels_to_rasa_and_none_lets_it_decide() -> None:
    house = a_house(FakeRasa(lambda body: says("Bonjour", turn=TURN_FR)))
    answer = house.say("hello", language="fr")
    house.say("hello")
    assert [body["metadata"]["language"] for body in house.rasa.sent] == ["fr", None]
    assert answer.json()["language"] == "fr"
    assert answer.headers["content-language"] == "fr"


def test_text_and_custom_that_arrive_apart_are_one_message_again() -> None:
    answer = a_house(FakeRasa(lambda body: a_question())).say()
    (message,) = answer.json()["messages"]
    assert message["text"] == "How many?"
    assert message["custom"]["slot"] == "headcount"


def test_a_custom_after_a_complete_message_stays_a_message_of_its_own() -> None:
    items = [{"text": "a"}, {"custom": {"type": "funding"}}, {"custom": {"type": "answer"}}, TURN_EN]
    messages = a_house(FakeRasa(lambda body: items)).say().json()["messages"]
    assert messages == [{"text": "a", "custom": {"type": "funding"}}, {"custom": {"type": "answer"}}]


def test_the_turn_item_is_never_shown() -> None:
    assert "turn" not in a_house().say().text


def test_a_questions_options_are_its_buttons() -> None:
    (message,) = a_house(FakeRasa(lambda body: a_question())).say().json()["messages"]
    assert message["custom"]["options"] == message["buttons"]


def test_a_question_without_buttons_has_no_options() -> None:
    items = [{"text": "Name?"}, {"custom": {"type": "question", "slot": "contact_name"}}, TURN_EN]
    (message,) = a_house(FakeRasa(lambda body: items)).say().json()["messages"]
    assert message["custom"]["options"] == []
    assert "buttons" not in message


def test_a_browser_never_sees_what_a_button_means() -> None:
    answer = a_house(FakeRasa(lambda body: a_question())).say()
    assert "/inform" not in answer.text
    assert all(button["payload"].startswith("btn.") for button in answer.json()["messages"][0]["buttons"])


def test_a_pressed_button_reaches_rasa_as_its_payload_with_its_title() -> None:
    house = a_house(FakeRasa(lambda body: a_question()))
    first = house.say().json()
    house.say(first["messages"][0]["buttons"][0]["payload"], first["conversation"])
    assert house.rasa.sent[-1]["message"] == '/inform{"headcount": 4}'
    assert house.rasa.sent[-1]["metadata"]["title"] == "Few"


@pytest.mark.parametrize("spoil", [lambda p: p[:-2] + "xx", lambda p: "btn.L2FmZmlybQ.abc", lambda p: "btn.x"])
def test_a_forged_button_is_refused(spoil: object) -> None:
    house = a_house(FakeRasa(lambda body: a_question()))
    first = house.say().json()
    payload = spoil(first["messages"][0]["buttons"][0]["payload"])  # type: ignore[operator]
    answer = house.say(payload, first["conversation"])
    assert answer.status_code == 403
    assert answer.json()["code"] == "forged_button"


def test_a_button_of_another_conversation_is_refused() -> None:
    house = a_house(FakeRasa(lambda body: a_question()))
    mine, hers = house.say().json(), house.say().json()
    stolen = hers["messages"][0]["buttons"][0]["payload"]
    assert house.say(stolen, mine["conversation"]).status_code == 403
    assert house.say(stolen).status_code == 403


COMMANDS = ("/restart", "//restart", " / /restart", "\\/restart", "\u200b/restart", "\x00/restart")


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_typed_command_is_only_text(typed: str) -> None:
    house = a_house()
    house.say(typed)
    assert house.rasa.sent[-1]["message"] == "restart"


def test_a_forged_conversation_is_refused_in_the_language_of_the_request() -> None:
    house = a_house()
    token = house.say().json()["conversation"]
    answer = house.say("bonjour", token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:], language="fr")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"].startswith("Cette conversation")
    assert len(house.rasa.sent) == 1


@pytest.mark.parametrize("token", ["x", "a.b.c", "é" * 50, "a" * 5000])
def test_a_made_up_conversation_is_refused(token: str) -> None:
    assert a_house().say("hi", token).status_code == 403


def test_a_token_signed_with_another_secret_is_refused() -> None:
    other = a_house()
    other.services.secret = "unused"
    token = a_house(services=type(other.services)(secret="another")).say().json()["conversation"]
    assert a_house().say("hi", token).status_code == 403


def test_a_token_signed_with_an_older_key_still_opens_its_conversation() -> None:
    before = a_house()
    token = before.say().json()["conversation"]
    after = a_house(services=type(before.services)(secret=f"new key,{before.services.secret}"))
    assert after.say("hi", token).json()["conversation"] == token


def test_an_erased_conversation_ends_with_a_word_and_the_message_is_answered_in_a_new_one() -> None:
    house = a_house()
    token = house.say().json()["conversation"]
    house.services.desk.erased.update(ids_sent(house.rasa))
    answer = house.say("hello", token).json()
    assert answer["conversation"] != token
    assert answer["messages"][0]["text"].startswith("The earlier conversation")
    assert answer["messages"][1:] == [{"text": "Hello!"}]
    assert len(set(ids_sent(house.rasa))) == 2


def test_an_expired_conversation_ends_the_same_way() -> None:
    house = a_house(conversation_days=-1)
    token = house.say().json()["conversation"]
    answer = house.say("bonjour", token, language="fr").json()
    assert answer["conversation"] != token
    assert len(answer["messages"]) == 2


def test_what_rasa_keeps_is_forgotten_when_the_visitor_erased_her_data() -> None:
    house = a_house(FakeRasa(lambda body: says("Erased.", turn=TURN_ERASED)))
    answer = house.say("delete my data")
    assert house.services.forgotten == ids_sent(house.rasa)
    assert answer.json()["messages"] == [{"text": "Erased."}]


def test_nothing_is_forgotten_otherwise() -> None:
    house = a_house()
    house.say()
    assert house.services.forgotten == []


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\x00\x07", "\u200b", "/"])
def test_an_empty_message_gets_a_sentence_and_never_reaches_rasa(typed: str) -> None:
    house = a_house()
    answer = house.say(typed, language="fr")
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["text"].startswith("Je n'ai reçu aucun texte")
    assert house.rasa.sent == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("e\u0301tudiant", "étudiant"),
        ("a\x07b", "ab"),
        ("👍", "👍"),
        ("<b>hi</b>", "<b>hi</b>"),
        ("two\nlines", "two\nlines"),
        ("\ud800x", "?x"),
        ("\u202eevil", "evil"),
    ],
)
def test_a_message_reaches_rasa_as_it_was_meant(typed: str, meant: str) -> None:
    house = a_house()
    body = json.dumps({"message": typed})
    answer = house.visitor().post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert house.rasa.sent[-1]["message"] == meant


def test_the_same_key_gives_the_same_answer_once() -> None:
    house = a_house()
    token = house.say().json()["conversation"]
    first, second = (house.say("go", token, message_id="k1") for _ in range(2))
    assert first.json() == second.json()
    assert len(house.rasa.sent) == 2


def test_the_same_key_in_another_conversation_is_another_message() -> None:
    house = a_house()
    tokens = [house.say().json()["conversation"] for _ in range(2)]
    for token in tokens:
        house.say("go", token, message_id="k1")
    assert len(house.rasa.sent) == 4


def test_an_unguessable_key_finds_the_conversation_that_a_lost_answer_began() -> None:
    house = a_house()
    first, second = (house.say("go", message_id="k" * 32) for _ in range(2))
    assert first.json() == second.json()
    assert len(house.rasa.sent) == 1


def test_a_guessable_key_never_opens_somebody_elses_conversation() -> None:
    house = a_house()
    first, second = (house.say("go", message_id="1") for _ in range(2))
    assert first.json()["conversation"] != second.json()["conversation"]


def test_an_answer_is_remembered_for_ten_minutes() -> None:
    house = a_house()
    token = house.say().json()["conversation"]
    house.say("go", token, message_id="k1")
    house.clock.now += 601
    house.say("go", token, message_id="k1")
    assert len(house.rasa.sent) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": 3}, "message"),
        ({"message": "x", "language": "de"}, "language"),
        ({"message": "x", "conversation": 3}, "conversation"),
        ({"message": "x", "message_id": []}, "message_id"),
        ({"message": "x", "message_id": "k" * 101}, "message_id"),
    ],
)
def test_a_wrong_field_is_named(body: dict[str, object], field: str) -> None:
    answer = a_house().visitor().post("/api/chat", json=body)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


@pytest.mark.parametrize("body", ["", "{", "[1]", "nope", '{"message": NaN}', "[" * 6000, b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_refused(body: str | bytes) -> None:
    answer = a_house().visitor().post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_media_type_is_refused() -> None:
    answer = a_house().visitor().post("/api/chat", data={"message": "x"})
    assert answer.status_code == 415


def test_the_token_of_rasa_travels_in_its_own_query() -> None:
    house = a_house(rasa_token="open sesame")
    house.say()
    assert house.rasa.queries == ["token=open+sesame"]

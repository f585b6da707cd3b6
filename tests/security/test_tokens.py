"""Every string that opens something opens that thing only, for its holder only, and for as long as it was given for."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from console_builders import form_token
from door_kit import TURN_EN, House, a_house
from itsdangerous import URLSafeTimedSerializer
from starlette.testclient import TestClient
from whole_site import PEOPLE, WholeSite

from bot.intake.afterwards import QUESTIONS, token_of
from bot.intake.rights import ACTIONS, make_link_token
from bot.intake.store import Row
from bot.web.tokens import BUTTON, Tokens

SECRET = "a secret of the tests"
OPENED = "/api/tickets"


def offering(body: dict[str, Any]) -> Any:
    """A bot that offers one button."""
    return [{"text": "Shall I?", "buttons": [{"title": "Send", "payload": "/affirm_send"}]}, TURN_EN]


@pytest.fixture
def house() -> House:
    house = a_house(rate_per_minute=10_000, rate_per_conversation_per_minute=10_000)
    house.rasa.answer = offering
    return house


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSite]:
    site = WholeSite(tmp_path_factory.mktemp("tokens"), smtp_url="smtp://mail.example")
    yield site
    site.console.desk.store.close()


def begun(house: House) -> tuple[str, str]:
    """A conversation's token and its button."""
    turn = house.say("hello").json()
    return turn["conversation"], turn["messages"][0]["buttons"][0]["payload"]


def signed_elsewhere(salt: str, secret: str = SECRET) -> str:
    """A token that is well made, under another secret or for another use."""
    return str(URLSafeTimedSerializer(secret, salt=salt).dumps("0" * 32))


def altered(token: str) -> Iterator[str]:
    """The token with one sign changed, at every place where a sign counts; and cut, doubled, or without a part."""
    for at, sign in enumerate(token[:-1]):  # the last sign carries bits that no signature has
        yield token[:at] + ("A" if sign != "A" else "B") + token[at + 1 :]
    yield from (token[:length] for length in range(0, len(token), 7) if length)
    parts = token.split(".")
    yield from (".".join(parts[:-1]), ".".join(parts[1:]), ".".join(parts[::-1]), f"{token}.{token}", f".{token}")
    yield from (token.swapcase(), token * 20)


def test_no_altered_conversation_opens_one(house: House) -> None:
    token, _ = begun(house)
    tried = [each for each in altered(token) if each != token]
    assert len(tried) > len(token)
    for forged in tried:
        answer = house.say("hello", forged)
        assert answer.status_code == 403 and answer.json()["code"] == "forged_conversation", forged
    assert house.say("hello", token).json()["conversation"] == token


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "another secret": lambda token, button: signed_elsewhere("conversation", "another secret"),
    "an empty secret": lambda token, button: signed_elsewhere("conversation", ""),
    "a button's use": lambda token, button: signed_elsewhere("button"),
    "a page's use": lambda token, button: signed_elsewhere("page"),
    "a link's use": lambda token, button: make_link_token("WIL-234679", "see", SECRET, _now()),
    "no use": lambda token, button: signed_elsewhere(""),
    "a button": lambda token, button: button,
    "a button's inside": lambda token, button: button.removeprefix(BUTTON),
    "its id alone": lambda token, button: base64.urlsafe_b64decode(token.split(".")[0] + "==").decode().strip('"'),
    "no signature": lambda token, button: token.rpartition(".")[0] + ".",
    "a web token that names no algorithm": lambda token, button: "eyJhbGciOiJub25lIn0.IjAi.",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_what_was_signed_for_something_else_opens_no_conversation(house: House, forge: Any) -> None:
    token, button = begun(house)
    assert house.say("hello", forge(token, button)).status_code == 403
    assert len(house.rasa.sent) == 1


def test_an_old_conversation_is_answered_in_a_new_one_and_its_buttons_are_dead(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, button = begun(house)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 400 * 86_400)
    answer = house.say("hello", token).json()
    assert answer["conversation"] != token
    assert house.say(button, answer["conversation"]).status_code == 403
    assert house.rasa.sent[-1]["sender"] != house.rasa.sent[0]["sender"]
    assert [body["message"] for body in house.rasa.sent] == ["hello", "hello"]


def test_an_old_conversation_s_button_does_nothing_to_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    token, button = begun(house)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 400 * 86_400)
    house.say(button, token)
    old = house.rasa.sent[0]["sender"]
    assert [body["message"] for body in house.rasa.sent if body["sender"] == old] == ["hello"]


def test_no_altered_button_does_anything(house: House) -> None:
    token, button = begun(house)
    sent = len(house.rasa.sent)
    for forged in altered(button.removeprefix(BUTTON)):
        answer = house.say(BUTTON + forged, token)
        assert answer.status_code == 403 or "/affirm_send" not in house.rasa.sent[-1]["message"], forged
    assert all(not body["message"].startswith("/") for body in house.rasa.sent[sent:])


def test_a_button_that_was_never_offered_cannot_be_made(house: House) -> None:
    token, _ = begun(house)
    held = Tokens("another secret", 30).read(signed_elsewhere("conversation", "another secret"))
    for made in (
        Tokens("another secret", 30).button(held, "/affirm_send", "Send"),
        BUTTON + signed_elsewhere("button"),
        BUTTON + signed_elsewhere("conversation"),
        BUTTON + token,
        BUTTON + base64.urlsafe_b64encode(b'["/affirm_send","Send"]').decode().rstrip("=") + ".x",
    ):
        assert house.say(made, token).status_code == 403, made
    assert len(house.rasa.sent) == 1


def test_a_button_pressed_again_is_the_same_words_in_the_same_conversation(house: House) -> None:
    """What a second press does is the dialogue's to say: an open request is one, however often it is sent."""
    token, button = begun(house)
    for _ in range(3):
        assert house.say(button, token).status_code == 200
    assert {(body["sender"], body["message"]) for body in house.rasa.sent[1:]} == {
        (house.rasa.sent[0]["sender"], "/affirm_send")
    }


@pytest.mark.parametrize("key", ["half \ud83d of a character", "a nought \x00 in the middle", "a\r\nline"])
def test_a_message_s_key_that_nothing_could_keep_loses_no_message(house: House, key: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = house.visitor().post("/api/chat", content=json.dumps({"message": "x", "message_id": key}), headers=headers)
    assert answer.json()["messages"][0]["text"] == "Shall I?"
    assert house.rasa.sent[0]["metadata"]["message_id"].replace("\n", "").isprintable()


def test_no_altered_link_opens_her_request(site: WholeSite) -> None:
    reference = site.console.ticket("links")
    link, nobody, before = site.link(reference), site.as_("nobody"), site.state(reference)
    tried = [each for each in altered(link) if each != link]
    for forged in tried:
        assert nobody.get(f"/rights/{forged}").status_code == 410, forged
        assert nobody.post(f"/rights/{forged}", data={"wish": "delete", "confirm": "yes"}).status_code == 410, forged
    assert site.state(reference) == before and nobody.get(f"/rights/{link}").status_code == 200


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fault", ["another secret", "too old", "not yet", "another person", "conversation", "button"])
def test_a_link_made_otherwise_opens_nothing_of_hers(site: WholeSite, action: Any, fault: str) -> None:
    reference = site.console.ticket(f"hers-{action}-{fault}")
    other = site.console.ticket(f"theirs-{action}-{fault}", company="Fromagerie Petitcodiac")
    now, secret = site.console.clock(), site.console.desk.store.seal.secret
    made = {
        "another secret": make_link_token(reference, action, "another secret", now),
        "too old": make_link_token(reference, action, secret, now - timedelta(hours=25)),
        "not yet": make_link_token(reference, action, secret, now + timedelta(hours=1)),
        "another person": make_link_token(other, action, secret, now),
        "conversation": signed_elsewhere("conversation", secret),
        "button": str(URLSafeTimedSerializer(secret, salt="button").dumps([reference, action, int(now.timestamp())])),
    }[fault]
    before, nobody = site.state(reference), site.as_("nobody")
    shown = nobody.get(f"/rights/{made}")
    done = nobody.post(f"/rights/{made}", data={"wish": "delete", "confirm": "yes"})
    expected = 200 if fault == "another person" else 410
    assert (shown.status_code, done.status_code) == (expected, expected)
    assert reference not in shown.text + done.text and "Kouchibouguac" not in shown.text + done.text
    assert site.state(reference) == before


def test_no_altered_or_swapped_link_answers_the_questions_afterwards(site: WholeSite) -> None:
    first, second = (invited(site, f"questions-{number}") for number in (1, 2))
    nobody, answers = site.as_("nobody"), dict.fromkeys(QUESTIONS, "yes")
    number, mac = first.split(".")
    swapped = [f"{number}.{second.split('.')[1]}", f"{second.split('.')[0]}.{mac}", f"{number}.{mac}.{mac}"]
    for forged in (*swapped, *altered(first)):
        assert nobody.get(f"/followup/{forged}").status_code == 404, forged
        assert nobody.post(f"/followup/{forged}", data=answers).status_code == 404, forged
    assert rows_of(site, "followup_answers") == []
    assert nobody.post(f"/followup/{first}", data=answers).status_code == 303
    assert nobody.post(f"/followup/{first}", data=answers).status_code == 200, "a second time it only shows"
    assert len(rows_of(site, "followup_answers")) == 1


def invited(site: WholeSite, conversation: str) -> str:
    """Close a request; answers the token of its owner's first questions."""
    desk, reference = site.console.desk, site.console.ticket(conversation)
    person = site.console.accounts.user_of(str(site.console.visitor("odette").cookies["tremplin_session"]))
    taken = desk.take_up(person, reference, 1)
    desk.close(person, reference, taken.version, "helped")
    with desk.store.look() as work:
        row = work.one("followups", ticket_id=taken.id, round="closing")
        return token_of(work, row["id"], taken)


def rows_of(site: WholeSite, table: str) -> list[Row]:
    """What a table holds."""
    with site.console.desk.store.look() as work:
        return work.all(table)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_forged_session_is_anybody_s(site: WholeSite, who: str) -> None:
    session = str(site.console.visitor(PEOPLE[who]).cookies["tremplin_session"])
    kept = hashlib.sha256(session.encode()).hexdigest()
    with site.console.desk.store.look() as work:
        assert work.one("sessions", id=kept), "what the database holds is no key to it"
    forged = (kept, session[:-1], f"{session}A", session.swapcase(), "' OR 1=1--", who, "1", "")
    for cookie in forged:
        visitor = site.as_("nobody")
        answer = visitor.get("/console/tickets", headers={"Cookie": f"tremplin_session={cookie}"})
        assert answer.status_code == 303, cookie
    living = {"Cookie": f"tremplin_session={session}"}
    assert site.as_("nobody").get("/console/tickets", headers=living).status_code == 200


def test_a_session_ends_by_itself(site: WholeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, hours = site.as_("coordinator"), site.console.settings.session_hours
    token = form_token(visitor.get("/console/tickets").text)
    monkeypatch.setattr(site.console.clock, "now", site.console.clock.now + timedelta(hours=hours, minutes=1))
    assert visitor.get("/console/tickets").status_code == 303
    assert visitor.post("/console/views", data={"csrf": token, "name": "late"}).headers["location"] == "/console/login"


@pytest.mark.parametrize("path", ["/console/bulk", "/console/views", "/console/logout"])
def test_a_form_s_token_of_another_session_or_of_the_log_in_does_not_serve(site: WholeSite, path: str) -> None:
    visitor = site.as_("coordinator")
    again, stranger, before = site.as_("coordinator"), site.as_("stranger"), site.as_("nobody")
    others = [form_token(each.get("/console/tickets").text) for each in (again, stranger)]
    for token in (*others, form_token(before.get("/console/login").text), str(visitor.cookies["tremplin_session"])):
        assert visitor.post(path, data={"csrf": token, "name": "x", "step": "take_up"}).status_code == 403
    assert visitor.get("/console/tickets").status_code == 200


def test_no_forged_token_of_software_opens_a_request(site: WholeSite) -> None:
    token = site.console.accounts.add_token("software", "host_chamber", "write")
    kept = next(row["hash"] for row in rows_of(site, "api_tokens") if row["name"] == "software")
    session = str(site.console.visitor("odette").cookies["tremplin_session"])
    bare = token.removeprefix("tremplin_")
    for each in (kept, token[:-1], f"{token}A", bare, token.upper(), session, "software", "", "*"):
        assert bearer(site, f"Bearer {each}").status_code == 401, each
    for header in (f"Basic {token}", f"Bearer{token}", token, f"Token {token}", f"Bearer x, Bearer {token}"):
        assert bearer(site, header).status_code == 401, header
    assert bearer(site, f"Bearer {token}").status_code == 200
    site.console.accounts.revoke_token("software")
    assert bearer(site, f"Bearer {token}").status_code == 401


def bearer(site: WholeSite, header: str) -> Any:
    """Ask for the requests with that header."""
    return TestClient(site.app, headers={"Authorization": header}).get(OPENED)


def test_a_token_that_may_read_changes_nothing_whatever_it_asks(site: WholeSite) -> None:
    reference = site.console.ticket("scopes")
    before, reader = site.state(reference), site.as_("reads")
    for body in ({"status": "taken_up"}, {"note": "x"}, {}, {"scope": "write"}):
        assert reader.patch(f"{OPENED}/{reference}", json=body).status_code == 403, body
    for method in ("POST", "PUT", "DELETE"):
        headers = {"X-HTTP-Method-Override": "PATCH"}
        answer = reader.request(method, f"{OPENED}/{reference}?_method=PATCH", json={"note": "x"}, headers=headers)
        assert answer.status_code == 405, method
    assert site.state(reference) == before


def _now() -> datetime:
    return datetime.now(timezone.utc)

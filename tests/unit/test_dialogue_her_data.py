"""See, correct, take back, erase: here on a typed yes, for a request made elsewhere through a link."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue_builders import REFERENCE, FakeServices, a_talk, a_ticket, a_turn, heard, names

from bot.dialogue.talk import Talk
from bot.intake.contact import Contact

CONTACT = Contact.from_fields({"contact_name": "Roxanne", "company_name": "Fumoir", "email": "rox@example.org"})


def _sent() -> tuple[Talk, FakeServices]:
    services = FakeServices()
    services.desk.tickets = [a_ticket(contact=CONTACT)]
    return a_talk(ticket_ref=REFERENCE, advised="consulting", topic="consulting"), services


@pytest.mark.parametrize("text", ["my data", "mes données", "what do you know about me?", "que savez-vous sur moi?"])
def test_seeing_what_is_held_erases_nothing(text: str) -> None:
    talk, services = _sent()
    turn = a_turn(talk, heard(text, "capabilities"), services)
    assert names(turn) == ["utter_my_data"]
    assert "rox@example.org" in turn.says[0].values["data"]
    assert turn.talk.asking is None


def test_the_facts_of_the_firm_are_shown_too() -> None:
    turn = a_turn(a_talk(province="NB"), heard("my data"))
    assert "New Brunswick" in turn.says[0].values["data"]


def test_when_nothing_is_held_it_says_so() -> None:
    assert names(a_turn(a_talk(), heard("my data"))) == ["utter_nothing_held"]


@pytest.mark.parametrize(("answer", "status"), [("affirm", "withdrawn"), ("deny", "new")])
def test_a_request_is_taken_back_on_a_yes_only(answer: str, status: str) -> None:
    talk, services = _sent()
    asked = a_turn(talk, heard("I want to withdraw my request", "delete_data"), services)
    assert names(asked) == ["utter_withdraw_confirm"]
    a_turn(asked.talk, heard("/" + answer, answer), services)
    assert services.desk.tickets[-1].status == status


def test_after_taking_it_back_another_request_may_be_sent() -> None:
    talk, services = _sent()
    services.desk.tickets = [replace(services.desk.tickets[0], status="withdrawn")]
    assert names(a_turn(talk, heard("a person please", "request_human"), services)) == ["utter_consent"]


def test_asking_to_see_at_the_question_to_erase_is_no_yes() -> None:
    talk, services = _sent()
    turn = a_turn(talk.stepped_into("erase"), heard("my data", "delete_data"), services)
    assert not turn.erased and services.desk.tickets


def test_a_request_of_another_conversation_needs_its_email() -> None:
    turn = a_turn(a_talk(), heard("delete my request WIL-7F3KQC", "delete_data"))
    assert (names(turn), turn.talk.wish) == (["utter_ask_ticket_email"], "delete")


@pytest.mark.parametrize("email", ["rox@example.org", "stranger@example.org"])
@pytest.mark.parametrize(("smtp_url", "reply"), [("", "utter_rights_by_person"), ("smtp://h", "utter_rights_link")])
def test_right_or_wrong_email_the_answer_is_the_same(
    email: str, smtp_url: str, reply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("bot.dialogue.her_data.send_link", lambda desk, *what: sent.append(what))
    services = FakeServices()
    services.settings = replace(services.settings, smtp_url=smtp_url)
    talk = a_talk(asking="ticket_email", looked_up=REFERENCE, wish="delete")
    turn = a_turn(talk, heard(email), services)
    assert names(turn) == [reply]
    assert sent == [(REFERENCE, email, "delete")]
    assert (turn.talk.wish, turn.talk.looked_up) == (None, None)


def test_correcting_a_detail_after_sending_asks_that_detail() -> None:
    talk, services = _sent()
    assert names(a_turn(talk, heard("I need to correct my e-mail", "delete_data"), services)) == ["utter_ask_email"]
